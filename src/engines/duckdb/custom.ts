/** Custom aggregate expressions per window and segment: see `sql/custom-query.ts`. */
import { LeewayError } from '../../core/errors.ts'
import { type CustomRows, customQuery } from '../../sql/custom-query.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import { frameOf } from '../../sql/frame.ts'
import { segmentOfRow } from '../../sql/segments.ts'
import type { CustomRequest, CustomRow, EngineContext } from '../engine.ts'
import { checkExpression } from './bind-expression.ts'
import { type BoundGrouping, bindGrouping } from './bind-grouping.ts'
import type { ResolvedSource } from './resolve-source.ts'
import { resolveTime } from './resolve-time.ts'
import type { Row, Session } from './session.ts'

export interface CustomResult {
  readonly rows: readonly CustomRow[]
  readonly statements: number
  /** Expressions that failed while running (a division of text, an overflow): their values are null. */
  readonly failures: readonly { readonly name: string; readonly problem: string }[]
}

export async function custom(
  session: Session,
  source: ResolvedSource,
  request: CustomRequest,
  context: EngineContext | undefined,
): Promise<CustomResult> {
  const before = session.statements()
  for (const { name, sql } of request.expressions) await checkExpression(session, sql, `custom metric ${name}`)
  const grouping = await bindGrouping(session, source, request.grouping)
  const rows = { ...(await rowsOf(session, source, request)), segments: grouping.sql }
  const expressions = request.expressions.map((expression) => expression.sql)
  const done = (answer: readonly CustomRow[], failures: CustomResult['failures']): CustomResult => ({
    rows: answer,
    statements: session.statements() - before,
    failures,
  })
  try {
    return done(await ask(session, rows, expressions, grouping, context), [])
  } catch (error) {
    if (!(error instanceof LeewayError) || error.code === 'INTERRUPTED' || request.expressions.length === 0) throw error
  }
  // One expression failed and took the others with it: ask each alone.
  const failures: { name: string; problem: string }[] = []
  const parts: (readonly CustomRow[] | null)[] = []
  for (const { name, sql } of request.expressions) {
    try {
      parts.push(await ask(session, rows, [sql], grouping, context))
    } catch (error) {
      if (!(error instanceof LeewayError) || error.code === 'INTERRUPTED') throw error
      failures.push({ name, problem: error.message })
      parts.push(null)
    }
  }
  const skeleton = parts.find((part) => part !== null) ?? (await ask(session, rows, [], grouping, context))
  const columns = parts.map((part) => part && new Map(part.map((row) => [rowId(row), row.values[0]!])))
  return done(
    skeleton.map((row) => ({ ...row, values: columns.map((column) => column?.get(rowId(row)) ?? null) })),
    failures,
  )
}

const rowId = (row: CustomRow): string => JSON.stringify([row.granularity, row.key, row.segment])

async function ask(
  session: Session,
  rows: Omit<CustomRows, 'expressions'>,
  expressions: readonly string[],
  grouping: BoundGrouping,
  context: EngineContext | undefined,
): Promise<readonly CustomRow[]> {
  const answer = await session.rows(customQuery({ ...rows, expressions }), context)
  return answer
    .filter((row) => Number(row['n']) > 0)
    .map((row) => ({
      granularity: Number(row['granularity']),
      key: Number(row['key']),
      segment: segmentOfRow(row, grouping.keys),
      values: expressions.map((_, i) => plainValue(row[`x${i}`])),
    }))
}

async function rowsOf(
  session: Session,
  source: ResolvedSource,
  request: CustomRequest,
): Promise<Pick<CustomRows, 'from' | 'where' | 'keys'>> {
  const { time, intervals } = request
  if (time === null) return { from: source.from, where: '', keys: ['0'] }
  const plain = source.predictions ?? source
  const { instant, segments } = await resolveTime(session, plain, time.timestamp, time.asOfUs)
  const framed = frameOf(duckdbDialect, plain.from, {
    instant,
    segments,
    granularities: intervals === undefined ? time.granularities : [],
    asOfUs: time.asOfUs,
    fromUs: intervals === undefined ? time.fromUs : Math.min(...intervals.map((i) => i.startUs)),
    untilUs: intervals === undefined ? time.untilUs : Math.max(...intervals.map((i) => i.endUs)),
  })
  const frame = source.joinFrame ? source.joinFrame(framed) : framed
  if (intervals === undefined) return frame
  // A row may lie in several stretches: it is joined with each.
  const list = intervals.map((interval, i) => `(${interval.key ?? i}, ${interval.startUs}, ${interval.endUs})`).join(', ')
  const stretches = `(values ${list}) as __lw_iv(__lw_i, __lw_a, __lw_b)`
  return {
    from: `(select * from ${frame.from} as __lw_t join ${stretches} on ${frame.micros} >= __lw_a and ${frame.micros} < __lw_b)`,
    where: frame.where,
    keys: ['__lw_i'],
  }
}

/** Numbers as numbers, text as text; null for NaN, infinities and null; anything else as its text. */
function plainValue(value: Row[string]): number | string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  const text = String(value)
  const number = Number(text)
  return text !== '' && Number.isFinite(number) ? number : text
}
