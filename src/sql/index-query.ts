/** One statement that says which windows a table has: rows, first and last instant, and a fingerprint of each; and rows without a window. */
import type { Granularity } from '../core/granularity.ts'
import type { Dialect } from './dialect.ts'
import type { Frame } from './frame.ts'
import { LABEL_KNOWN, PAIR_KIND } from './label-join.ts'
import type { OffsetSegment } from './offsets.ts'
import type { InstantSql } from './timestamp.ts'
import { rowWindowKey, windowKey } from './window-key.ts'

/** What the `part` column of the answer says. */
export const PART_WINDOW = 0
export const PART_NULL = 1
export const PART_UNREADABLE = 2
export const PART_FUTURE = 3

export interface IndexQuery {
  readonly from: string
  readonly instant: InstantSql
  readonly segments: readonly OffsetSegment[]
  readonly root: Granularity
  readonly asOfUs: number
  readonly fromUs: number | undefined
  readonly untilUs: number | undefined
  /** Column names whose content goes into the fingerprint, beside the instant. */
  readonly fingerprint: readonly string[]
}

/**
 * The same over pairs of predictions and outcomes, whose frame is joined already: key, n, min_us, max_us, hash_xor, hash_sum, and
 * `several`, the predictions that have more than one outcome.
 */
export function pairIndexQuery(dialect: Dialect, frame: Frame, fingerprint: readonly string[]): string {
  const hashed = [frame.micros, PAIR_KIND, LABEL_KNOWN, ...fingerprint.map((name) => dialect.quoteIdentifier(name))]
  const where = frame.where === '' ? '' : ` where ${frame.where}`
  return (
    `select key, ${measures(dialect)}, count(case when kind = 2 then 1 end) as several` +
    ` from (select ${frame.keys[0]} as key, ${frame.micros} as us, ${PAIR_KIND} as kind, ${dialect.hash(hashed)} as h from ${frame.from}${where})` +
    ` where key is not null group by key`
  )
}

/** Columns: part, key, n, min_us, max_us, hash_xor, hash_sum. */
export function indexQuery(dialect: Dialect, query: IndexQuery): string {
  return query.root.unit === 'rows' ? rowIndex(dialect, query) : calendarIndex(dialect, query)
}

function calendarIndex(dialect: Dialect, query: IndexQuery): string {
  const { instant, asOfUs, fromUs, untilUs } = query
  const key = windowKey(dialect, query.root, 'us', query.segments)
  // A range on the raw column lets files skip what is outside; rows without a window are then asked for apart.
  const bounded = fromUs !== undefined || untilUs !== undefined
  const range = bounded ? instant.range(fromUs, until(query)) : null
  const special = `case when us is null then case when missing then ${PART_NULL} else ${PART_UNREADABLE} end when us > ${asOfUs} then ${PART_FUTURE}`
  const exact = [fromUs === undefined ? '' : `us < ${fromUs}`, untilUs === undefined ? '' : `us >= ${untilUs}`].filter(
    (p) => p !== '',
  )
  const outside = exact.length === 0 ? '' : ` when ${exact.join(' or ')} then null`
  const part = `${special}${outside} else ${PART_WINDOW} end`
  const grouped = (where: string, parts: string, wanted: string): string =>
    `select part, case when part = ${PART_WINDOW} then ${key} end as key, ${measures(dialect)}
     from (select us, h, ${parts} as part from (${instants(dialect, query, where)})) where ${wanted} group by all`
  if (range === null) return grouped('', part, 'part is not null')
  return [
    grouped(` where ${range}`, part, `part = ${PART_WINDOW}`),
    grouped(` where ${instant.raw} is null`, part, `part = ${PART_NULL}`),
    grouped(` where ${instant.range(asOfUs, undefined)}`, part, `part = ${PART_FUTURE}`),
  ].join('\nunion all ')
}

/** Rows are numbered over the whole table before a range is cut out, so that a window keeps its key whatever is asked for. */
function rowIndex(dialect: Dialect, query: IndexQuery): string {
  const { asOfUs, fromUs, untilUs } = query
  const key = rowWindowKey(query.root, 'us', 'all_h')
  const part = `case when us is null then case when missing then ${PART_NULL} else ${PART_UNREADABLE} end when us > ${asOfUs} then ${PART_FUTURE} else ${PART_WINDOW} end`
  const bounds = [fromUs === undefined ? '' : `max_us >= ${fromUs}`, untilUs === undefined ? '' : `min_us < ${untilUs}`].filter(
    (b) => b !== '',
  )
  const base = `select *, ${part} as part from (${instants(dialect, query, '')})`
  const numbered = `select us, h, part, case when part = ${PART_WINDOW} then ${key} end as key from (${base})`
  // Rows without a window sort last (null) or after the as-of instant, so they never shift the numbers.
  const all = `select part, key, ${measures(dialect)} from (${numbered}) group by all`
  return bounds.length === 0 ? all : `select * from (${all}) where part <> ${PART_WINDOW} or (${bounds.join(' and ')})`
}

const until = (query: IndexQuery): number => Math.min(query.untilUs ?? Number.POSITIVE_INFINITY, query.asOfUs + 1)

const measures = (dialect: Dialect): string =>
  `count(*) as n, min(us) as min_us, max(us) as max_us, ${dialect.hashXor('h')} as hash_xor, ${dialect.hashSum('h')} as hash_sum`

function instants(dialect: Dialect, query: IndexQuery, where: string): string {
  const { instant, from, fingerprint } = query
  const columns = fingerprint.map((name) => dialect.quoteIdentifier(name))
  const rowHash = query.root.unit === 'rows' ? `, ${dialect.rowHash} as all_h` : ''
  return `select ${instant.micros} as us, ${instant.raw} is null as missing, ${dialect.hash([instant.raw, ...columns])} as h${rowHash} from ${from}${where}`
}
