import { nearestName } from '../core/nearest-name.ts'
import { FUNCTIONS, KEYWORDS, REFUSED_WORDS, TYPES } from './expression-names.ts'
import { type ExpressionProblem, type Token, tokenize } from './expression-tokens.ts'

/** Which row a value is read from: this one, or for drift the current window and what it is compared with. */
export type Side = 'row' | 'current' | 'reference'

export interface MetricReference {
  readonly side: Side
  /** `anomaly_rate`, `ks_test.statistic`, `f1_score.one_vs_all.1`. */
  readonly path: string
}

/** A piece of an expression: SQL text as written, or a value to put in its place. */
export type ExpressionPart = { readonly text: string } | { readonly reference: MetricReference; readonly at: number }

export interface ParsedExpression {
  readonly parts: readonly ExpressionPart[]
}

const SYMBOLS: ReadonlySet<string> = new Set('+-*/%(),.<>=!:|')

const SIDES: Readonly<Record<string, Side>> = { current_df: 'current', base_df: 'reference' }

/**
 * Reads a derived or drift expression: arithmetic, CASE and scalar functions over metrics of the row.
 *
 * Derived: bare names are metrics. Drift: `{{current_df}}.name` and `{{base_df}}.name` are. Names may walk into structs
 * (`f1_score.macro`) and maps (`f1_score.one_vs_all["1"]`). Subqueries, several statements, comments and functions that are not
 * plain arithmetic are refused; whether the names exist is the plan's question.
 */
export function parseExpression(definition: string, type: 'derived' | 'drift'): ParsedExpression | ExpressionProblem {
  const tokens = tokenize(definition)
  if (!Array.isArray(tokens)) return tokens as ExpressionProblem
  const reader = new Reader(tokens as readonly Token[], type)
  return reader.read()
}

class Reader {
  readonly #tokens: readonly Token[]
  readonly #type: 'derived' | 'drift'
  readonly #parts: ExpressionPart[] = []
  #next = 0
  #depth = 0
  /** The last word or symbol read, in lower case: a type follows `as` and `::`. */
  #before = ''

  constructor(tokens: readonly Token[], type: 'derived' | 'drift') {
    this.#tokens = tokens
    this.#type = type
  }

  read(): ParsedExpression | ExpressionProblem {
    while (this.#next < this.#tokens.length) {
      const problem = this.#step(this.#tokens[this.#next++]!)
      if (problem) return problem
    }
    if (this.#depth > 0) return { message: 'a parenthesis that is not closed', mend: 'close it', at: 0 }
    const written = this.#parts.some((part) => 'reference' in part || part.text.trim() !== '')
    if (!written) return { message: 'an empty expression', mend: 'write an expression over metrics of the row', at: 0 }
    return { parts: this.#parts }
  }

  #step(token: Token): ExpressionProblem | undefined {
    switch (token.kind) {
      case 'space':
        this.#parts.push({ text: token.text })
        return undefined
      case 'text':
        return this.#symbol(token.text, token.at)
      case 'string':
        if (token.text.startsWith('"'))
          return {
            message: `a name in double quotes, ${token.text}`,
            mend: 'write metrics bare or in back-ticks, texts in single quotes',
            at: token.at,
          }
        this.#parts.push({ text: token.text })
        this.#before = ''
        return undefined
      case 'template':
        return this.#template(token.name, token.at)
      case 'name':
        return token.quoted ? this.#metric(token.name, token.at) : this.#word(token.name, token.at)
    }
  }

  #symbol(text: string, at: number): ExpressionProblem | undefined {
    if (!SYMBOLS.has(text) && !/^[\d.]/.test(text))
      return { message: `"${text}" in an expression`, mend: 'expected arithmetic, comparisons, CASE and functions', at }
    if (text === '(') this.#depth++
    if (text === ')' && --this.#depth < 0)
      return { message: 'a closing parenthesis too many', mend: 'close only what is open', at }
    if (text === ',' && this.#depth === 0) return { message: 'a comma outside parentheses', mend: 'write one expression', at }
    this.#parts.push({ text })
    this.#before = text === ':' && this.#before === ':' ? '::' : text
    return undefined
  }

  #word(word: string, at: number): ExpressionProblem | undefined {
    const lower = word.toLowerCase()
    const isType = this.#before === 'as' || this.#before === '::'
    this.#before = lower
    if (isType || KEYWORDS.has(lower)) return this.#sql(word, at, isType ? TYPES : undefined)
    if (this.#nextSolid()?.text === '(') return this.#sql(word, at, FUNCTIONS)
    if (REFUSED_WORDS.has(lower))
      return {
        message: `"${word}" in an expression`,
        mend: 'an expression reads metrics of its own row only, without subqueries',
        at,
      }
    return this.#metric(word, at)
  }

  #sql(word: string, at: number, allowed: ReadonlySet<string> | undefined): ExpressionProblem | undefined {
    if (allowed && !allowed.has(word.toLowerCase())) {
      const nearest = nearestName(word, allowed)
      const what = allowed === TYPES ? 'type' : 'function'
      return {
        message: `unknown ${what} "${word}"`,
        mend: `expected one of ${[...allowed].join(', ')}${nearest ? `. Nearest: ${nearest}` : ''}`,
        at,
      }
    }
    this.#parts.push({ text: word })
    return undefined
  }

  #metric(name: string, at: number): ExpressionProblem | undefined {
    if (this.#type === 'drift')
      return { message: `"${name}" without a side`, mend: `write {{current_df}}.${name} or {{base_df}}.${name}`, at }
    this.#reference('row', name, at)
    return undefined
  }

  #template(name: string, at: number): ExpressionProblem | undefined {
    const side = SIDES[name]
    if (this.#type === 'derived' || !side) {
      const mend =
        this.#type === 'derived'
          ? 'a derived metric names other metrics without braces'
          : 'expected {{current_df}} or {{base_df}}'
      return { message: `{{${name}}} has no meaning here`, mend, at }
    }
    const dot = this.#tokens[this.#next]
    const metric = this.#tokens[this.#next + 1]
    if (dot?.kind !== 'text' || dot.text !== '.' || metric?.kind !== 'name')
      return { message: `{{${name}}} without a metric`, mend: `write {{${name}}}.metric_name`, at }
    this.#next += 2
    this.#reference(side, metric.name, at)
    return undefined
  }

  /** Reads on while the name walks into a struct or map. */
  #reference(side: Side, name: string, at: number): void {
    let path = name
    for (;;) {
      const [a, b, c] = this.#tokens.slice(this.#next, this.#next + 3)
      if (a?.kind === 'text' && a.text === '.' && b?.kind === 'name') {
        path += `.${b.name}`
        this.#next += 2
      } else if (a?.kind === 'text' && a.text === '[' && b?.kind === 'string' && c?.kind === 'text' && c.text === ']') {
        path += `.${b.value}`
        this.#next += 3
      } else break
    }
    this.#before = path
    this.#parts.push({ reference: { side, path }, at })
  }

  #nextSolid(): { readonly text: string } | undefined {
    const token = this.#tokens.slice(this.#next).find((candidate) => candidate.kind !== 'space')
    return token?.kind === 'text' ? token : undefined
  }
}
