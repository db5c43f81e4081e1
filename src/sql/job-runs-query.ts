/** Job runs counted in one statement: per job and day, and per job. From any table that has a name, a start and a result per run. */
import { parseGranularity } from '../core/granularity.ts'
import { valueText } from './column-value.ts'
import type { Dialect } from './dialect.ts'
import { frameOf } from './frame.ts'
import type { OffsetSegment } from './offsets.ts'
import type { InstantSql } from './timestamp.ts'
import { windowKey } from './window-key.ts'

interface BoundColumn {
  readonly sql: string
  readonly type: string
}

/** The columns of a table of job runs, bound. */
export interface JobRunsTable {
  readonly from: string
  readonly name: BoundColumn
  readonly start: { readonly instant: InstantSql; readonly segments: readonly OffsetSegment[] }
  readonly end: InstantSql | null
  readonly state: BoundColumn
  readonly error: BoundColumn | null
  /** States that count as success, as text. */
  readonly success: readonly string[]
  /** Pattern of SQL's `like` on the name. */
  readonly include: string | null
}

export interface JobRunsRange {
  /** Rows after this instant are not read. */
  readonly asOfUs: number
  /** Where the period begins that is counted by day. */
  readonly fromUs: number
  /** Where the look-back begins, at or before `fromUs`: habit, streak and usual duration are of it. */
  readonly lookbackUs: number
}

const DAY = parseGranularity('1 day')!
/** An error text is shortened by the caller; no more than this leaves the engine. */
const LONGEST_ERROR = 2000

/**
 * Rows: `whole` 0 with `key` (local days since 1970-01-01) per job and day of the period, `whole` 1 per job of the look-back.
 * Columns: name, runs, successes, unfinished, duration quantiles in seconds (`p50`, `p95`, `longest`), last_error, last_us, of the
 * period; all_runs, first_us, ended, usual_p95, gap quantiles in seconds (`gap25`, `gap50`, `gap75`), recent_gap, streak,
 * streak_us, last_success_us, running_us, of the look-back.
 *
 * A run is a success by its state alone. It is unfinished when it is none and has no state, or has no end where ends are known; else
 * it has failed. A duration is that of a run with an end not before its start.
 */
export function jobRunsQuery(dialect: Dialect, table: JobRunsTable, range: JobRunsRange): string {
  const recent = `us >= ${range.fromUs}`
  const seconds = '(end_us - us) / 1e6'
  const failed = 'not ok and not open'
  const inPeriod = (condition: string): string => `count(*) filter (where ${recent} and ${condition})`
  const duration = (share: number, where: string): string =>
    dialect.quantile(`case when ${where} and end_us >= us then ${seconds} end`, share)
  const measures = [
    `count(*) filter (where ${recent}) as runs`,
    `${inPeriod('ok')} as successes`,
    `${inPeriod('open')} as unfinished`,
    `${duration(0.5, recent)} as p50`,
    `${duration(0.95, recent)} as p95`,
    `max(case when ${recent} and end_us >= us then ${seconds} end) as longest`,
    `${dialect.latest(`case when ${recent} and ${failed} then error end`, 'us')} as last_error`,
    `max(us) as last_us`,
    `count(*) as all_runs`,
    `min(us) as first_us`,
    `count(*) filter (where end_us >= us) as ended`,
    `${duration(0.95, 'true')} as usual_p95`,
    ...[25, 50, 75].map((q) => `${dialect.quantile('gap', q / 100)} as gap${q}`),
    `max(case when ${recent} then gap end) as recent_gap`,
    `count(*) filter (where ${failed} and us > coalesce(ok_us, us - 1)) as streak`,
    `min(case when ${failed} and us > coalesce(ok_us, us - 1) then us end) as streak_us`,
    `max(ok_us) as last_success_us`,
    `min(case when ${recent} and running then us end) as running_us`,
  ]
  return `with runs as (
  select *, case when us > before_us then (us - before_us) / 1e6 end as gap from (
    select *, lag(us) over (partition by name order by us) as before_us,
      max(case when ok then us end) over (partition by name) as ok_us
    from (${classified(dialect, table, range)})))
select * from (
  select grouping(key) as whole, name, key, ${measures.join(', ')}
  from runs group by grouping sets ((name, key), (name)))
where whole = 1 or runs > 0
order by whole, key desc, name`
}

/** Starts of each job in `[fromUs, asOfUs]` as one list: columns name, starts. */
export function jobStartsQuery(
  dialect: Dialect,
  table: JobRunsTable,
  range: { readonly asOfUs: number; readonly fromUs: number },
  names: readonly (string | null)[],
): string {
  const texts = names.filter((name) => name !== null).map((name) => dialect.quoteString(name))
  const wanted = [
    ...(texts.length === 0 ? [] : [`name in (${texts.join(', ')})`]),
    ...(texts.length === names.length ? [] : ['name is null']),
  ]
  const rows = classified(dialect, table, { ...range, lookbackUs: range.fromUs })
  return `select name, ${dialect.integerList('us')} as starts from (${rows}) where ${wanted.join(' or ') || 'false'} group by name`
}

/** One row per run: name, us, key, end_us, error, ok, open, running. */
function classified(dialect: Dialect, table: JobRunsTable, range: JobRunsRange): string {
  const { instant, segments } = table.start
  const frame = frameOf(dialect, table.from, {
    instant,
    segments,
    granularities: [DAY],
    asOfUs: range.asOfUs,
    fromUs: range.lookbackUs,
  })
  const state = valueText(dialect, table.state.sql, table.state.type)
  const success = table.success.map((text) => dialect.quoteString(text)).join(', ')
  const end = table.end?.micros ?? 'null'
  const error = table.error === null ? 'null' : `substr(${dialect.toText(table.error.sql)}, 1, ${LONGEST_ERROR})`
  // Names that the user's own columns do not have: an alias must never stand for one of them.
  const read = `select ${valueText(dialect, table.name.sql, table.name.type)} as __lw_name, ${frame.micros} as __lw_start,
      ${end} as __lw_end, ${state} as __lw_state, ${error} as __lw_error
    from ${frame.from}${frame.where === '' ? '' : ` where ${frame.where}`}`
  const named = `select __lw_name as name, __lw_start as us, ${windowKey(dialect, DAY, '__lw_start', segments)} as key,
      cast(__lw_end as bigint) as end_us, cast(nullif(trim(__lw_error), '') as varchar) as error,
      coalesce(__lw_state in (${success}), false) as ok, __lw_state is null as no_state
    from (${read})${table.include === null ? '' : ` where ${dialect.like('__lw_name', table.include)}`}`
  const noEnd = table.end === null ? 'false' : 'end_us is null'
  return `select name, us, key, end_us, error, ok, not ok and (no_state or ${noEnd}) as open, not ok and ${noEnd} as running from (${named})`
}
