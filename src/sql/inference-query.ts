/** What inference took per day, in one statement: records, span, latency, errors. */
import { parseGranularity } from '../core/granularity.ts'
import type { Dialect } from './dialect.ts'
import { frameOf } from './frame.ts'
import type { OffsetSegment } from './offsets.ts'
import type { InstantSql } from './timestamp.ts'

export interface InferenceTable {
  readonly from: string
  readonly timestamp: { readonly instant: InstantSql; readonly segments: readonly OffsetSegment[] }
  readonly latency: LatencySql | null
  /** SQL condition of a failed request. */
  readonly error: string | null
}

export type LatencySql =
  | { readonly kind: 'number'; readonly sql: string; readonly perSecond: number }
  | { readonly kind: 'interval'; readonly start: InstantSql; readonly end: InstantSql }

const DAY = parseGranularity('1 day')!
/** As text a share is a fixed point number: JavaScript's own has no exponent here. */
const SHARES = [
  [0.5, 'p50'],
  [0.95, 'p95'],
  [0.99, 'p99'],
] as const

/**
 * Rows: `whole` 0 with `key` (local days since 1970-01-01), newest first, per day with rows; one with `whole` 1 for all of them.
 * Columns: records, min_us, max_us, timed (rows with a latency), `p50`, `p95`, `p99` of it in seconds, longest, errors.
 *
 * A latency that is null, below 0 or not finite is left out. Null quantiles where there is no latency.
 */
export function inferenceQuery(
  dialect: Dialect,
  table: InferenceTable,
  range: { readonly asOfUs: number; readonly fromUs: number },
): string {
  const { instant, segments } = table.timestamp
  const frame = frameOf(dialect, table.from, { instant, segments, granularities: [DAY], ...range })
  const latency = table.latency === null ? 'cast(null as double)' : latencySeconds(dialect, table.latency)
  const failed = table.error === null ? 'false' : `coalesce((${table.error}\n), false)`
  const read = `select ${frame.micros} as __lw_at, ${latency} as __lw_latency, ${failed} as __lw_failed, ${frame.keys[0]} as __lw_day
    from ${frame.from}${frame.where === '' ? '' : ` where ${frame.where}`}`
  const clean = `select *, case when ${dialect.isFinite('__lw_latency')} and __lw_latency >= 0 then __lw_latency end as latency from (${read})`
  const measures = [
    'count(*) as records',
    'min(__lw_at) as min_us',
    'max(__lw_at) as max_us',
    'count(latency) as timed',
    ...SHARES.map(([share, name]) => `${dialect.quantile('latency', share)} as ${name}`),
    'max(latency) as longest',
    'count(*) filter (where __lw_failed) as errors',
  ]
  return `select grouping(__lw_day) as whole, __lw_day as key, ${measures.join(', ')}
from (${clean}) group by grouping sets ((__lw_day), ()) order by whole, key desc`
}

function latencySeconds(dialect: Dialect, latency: LatencySql): string {
  return latency.kind === 'number'
    ? `${dialect.toDouble(latency.sql)} / ${dialect.doubleLiteral(latency.perSecond)}`
    : `(${latency.end.micros} - ${latency.start.micros}) / 1e6`
}
