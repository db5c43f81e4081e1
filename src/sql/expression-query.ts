import type { Dialect } from './dialect.ts'

export type ExpressionCell = number | string | boolean | null

/** Expressions over rows of plain values; a step may use the results of earlier steps. */
export interface ExpressionRows {
  readonly steps: readonly {
    readonly parts: readonly ({ readonly text: string } | { readonly input: number } | { readonly step: number })[]
  }[]
  readonly inputCount: number
  readonly rows: readonly (readonly ExpressionCell[])[]
}

/** One statement that evaluates every step on every row. Columns: id (row index), s0, s1, …; in the order of id. */
export function expressionQuery(dialect: Dialect, request: ExpressionRows): string {
  const cell = (value: ExpressionCell): string => {
    if (value === null) return 'null'
    if (typeof value === 'number') return dialect.doubleLiteral(value)
    return typeof value === 'boolean' ? String(value) : dialect.quoteString(value)
  }
  const inputs = Array.from({ length: request.inputCount }, (_, i) => `i${i}`)
  const isNumber = inputs.map((_, i) => request.rows.every((row) => row[i] === null || typeof row[i] === 'number'))
  const values = request.rows.map((row, id) => `(${[String(id), ...row.map(cell)].join(', ')})`).join(',\n')
  const typed = inputs.map((name, i) => (isNumber[i] ? `cast(${name} as double) as ${name}` : name))
  let query = `select ${['id', ...typed].join(', ')} from (values ${values}) as t(${['id', ...inputs].join(', ')})`
  for (const [i, step] of request.steps.entries()) {
    const text = step.parts
      .map((part) => ('text' in part ? part.text : 'input' in part ? `i${part.input}` : `s${part.step}`))
      .join('')
    query = `select *, (${text}\n) as s${i} from (${query}) as q${i}`
  }
  return `select ${['id', ...request.steps.map((_, i) => `s${i}`)].join(', ')} from (${query}) as q order by id`
}
