import { dayText } from '../monitor/table-days.ts'
import { indexDates } from './by-day.ts'
import type { Connection } from './connection.ts'
import { asOfOf, type DocumentOptions, wholeDays } from './period.ts'

export interface InferenceLatencyOptions extends DocumentOptions {
  /** Default: `scored_at`. */
  readonly timestamp?: string
}

export interface InferenceLatencyRow {
  /** `2026-01-31` */
  readonly date: string
  readonly records: number
  /** Seconds between the first and the last row of the date. */
  readonly inference_duration: number
}

/**
 * How long the inference job of each date ran.
 *
 * The document:
 * ```python
 * spark.sql(f"""SELECT DATE(scored_at) as date, COUNT(*) as records, MAX(scored_at) - MIN(scored_at) as inference_duration
 *   FROM {prediction_table} WHERE scored_at >= current_date() - INTERVAL {days} DAYS
 *   GROUP BY DATE(scored_at) ORDER BY date DESC""")
 * ```
 * Ours: `await trackInferenceLatency(connect(), 'cost_anomaly_predictions.parquet')`
 *
 * As there: the time between the first and the last row, which is a job's duration only where one job a date scores everything; a
 * service that scores all day shows 24 hours. `leeway ops` has the latency of single requests (`operations` in leeway.yaml).
 *
 * @returns one row per date that has rows, the newest first
 * @throws LeewayError TABLE_NOT_FOUND, COLUMN_NOT_FOUND with the nearest name
 */
export async function trackInferenceLatency(
  connection: Connection,
  predictionTable: string,
  days = 7,
  options: InferenceLatencyOptions = {},
): Promise<readonly InferenceLatencyRow[]> {
  const asOf = asOfOf(connection, options)
  const timestamp = options.timestamp ?? 'scored_at'
  const dates = await indexDates(connection, { table: predictionTable }, timestamp, wholeDays(days), asOf, options)
  return dates
    .map(({ key, rows, minUs, maxUs }) => ({ date: dayText(key), records: rows, inference_duration: (maxUs - minUs) / 1e6 }))
    .toReversed()
}
