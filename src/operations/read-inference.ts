/** Inference as operations see it: records, span, latency and errors per day of one model. Reads the table, not the store. */
import type { Monitor, Operations } from '../config/project.ts'
import type { BoundSource } from '../engines/engine.ts'
import { sourceOf } from '../monitor/refresh-context.ts'
import type { TableReader } from '../monitor/table-days.ts'
import { dialectOf } from '../sql/dialect-of.ts'
import { inferenceQuery, type LatencySql } from '../sql/inference-query.ts'
import { dateOfKey, periodOf } from './period.ts'

/** A table of predictions: what a monitor says of it, or made by hand. */
export type InferenceSource = Pick<
  Monitor,
  'name' | 'table' | 'query' | 'timeZone' | 'timestamp' | 'timestampFormat' | 'operations'
>

export interface InferenceCounts {
  readonly records: number
  /** Newest minus oldest timestamp, in seconds: the document's `inference_duration`. Null without records. */
  readonly durationSeconds: number | null
  /** Of the time between the first and the last record; null where that is 0. */
  readonly recordsPerSecond: number | null
  readonly recordsPerHour: number | null
  /** Rows with a usable latency: not null, not negative, finite. Null where the configuration names none. */
  readonly timed: number | null
  /** Exact quantiles by linear interpolation; null where there is no latency. */
  readonly latencyMedianSeconds: number | null
  readonly latencyP95Seconds: number | null
  readonly latencyP99Seconds: number | null
  readonly latencyLongestSeconds: number | null
  /** Null where the configuration has no error condition. */
  readonly errors: number | null
  /** Share of the records, 0 to 1. */
  readonly errorRate: number | null
}

export interface InferenceDay extends InferenceCounts {
  readonly monitor: string
  /** `2026-01-31`, in the monitor's zone. */
  readonly date: string
}

export interface InferenceReport {
  readonly monitor: string
  readonly timeZone: string
  /** The period's dates, oldest first. */
  readonly dates: readonly string[]
  /** Newest first; a day without records is not listed, as in the document. */
  readonly days: readonly InferenceDay[]
  /** The whole period as one. */
  readonly total: InferenceCounts
}

export interface InferenceOptions {
  /** Later rows are not read. */
  readonly asOfUs: number
  /** From midnight so many days before the as-of date; default 7, which are 8 dates. */
  readonly days?: number
}

/**
 * Answers: how much was scored each day, over how long, how fast, and how much of it failed? One statement.
 *
 * @returns null where the monitor has no timestamp (a snapshot)
 * @throws LeewayError COLUMN_NOT_FOUND, COLUMN_TYPE, SQL_REFUSED, and TABLE_… where the table cannot be read
 */
export async function readInference(
  { engine, context }: TableReader,
  source: InferenceSource,
  options: InferenceOptions,
): Promise<InferenceReport | null> {
  const { timestamp, timestampFormat, timeZone, operations, name } = source
  if (timestamp === undefined) return null
  const period = periodOf(options.asOfUs, options.days ?? 7, timeZone)
  const { latency, interval, error } = operations ?? NOTHING
  const bound = await engine.bind({
    source: sourceOf(source),
    expressions: [latency?.expression, error].filter((text) => text !== null && text !== undefined),
    times: [
      { expression: timestamp, zone: timeZone, ...(timestampFormat === undefined ? {} : { format: timestampFormat }) },
      ...(interval ? [interval.start, interval.end] : []).map((expression) => ({ expression, zone: timeZone })),
    ],
    fromUs: period.fromUs,
    untilUs: period.asOfUs,
  })
  const sql = inferenceQuery(
    dialectOf(engine.name),
    {
      from: bound.from,
      timestamp: bound.times[0]!,
      latency: latencySql(operations ?? NOTHING, bound),
      error: error === null ? null : bound.expressions.at(-1)!.sql,
    },
    period,
  )
  const has = { latency: latency !== null || interval !== null, error: error !== null }
  const rows = await engine.query(sql, [], context)
  return {
    monitor: name,
    timeZone,
    dates: period.dates,
    days: rows
      .filter((row) => Number(row['whole']) === 0)
      .map((row) => ({ monitor: name, date: dateOfKey(Number(row['key'])), ...countsOf(row, has) })),
    total: countsOf(rows.find((row) => Number(row['whole']) === 1)!, has),
  }
}

const NOTHING: Operations = { latency: null, interval: null, error: null }
const PER_SECOND = { seconds: 1, milliseconds: 1e3, microseconds: 1e6 } as const

function latencySql({ latency, interval }: Operations, bound: BoundSource): LatencySql | null {
  if (latency) return { kind: 'number', sql: bound.expressions[0]!.sql, perSecond: PER_SECOND[latency.unit] }
  return interval ? { kind: 'interval', start: bound.times[1]!.instant, end: bound.times[2]!.instant } : null
}

function countsOf(
  row: Readonly<Record<string, unknown>>,
  has: { readonly latency: boolean; readonly error: boolean },
): InferenceCounts {
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]))
  const records = Number(row['records'])
  const durationSeconds = records === 0 ? null : (Number(row['max_us']) - Number(row['min_us'])) / 1e6
  const recordsPerSecond = durationSeconds === null || durationSeconds === 0 ? null : records / durationSeconds
  const errors = has.error ? Number(row['errors']) : null
  return {
    records,
    durationSeconds,
    recordsPerSecond,
    recordsPerHour: recordsPerSecond === null ? null : recordsPerSecond * 3600,
    timed: has.latency ? Number(row['timed']) : null,
    latencyMedianSeconds: number('p50'),
    latencyP95Seconds: number('p95'),
    latencyP99Seconds: number('p99'),
    latencyLongestSeconds: number('longest'),
    errors,
    errorRate: errors === null || records === 0 ? null : errors / records,
  }
}
