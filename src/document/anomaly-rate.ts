import { type AnomalyOptions, anomalyCountsByDay } from './anomaly-counts.ts'
import type { Connection } from './connection.ts'
import { percent } from './percent.ts'

export interface AnomalyRateOptions extends AnomalyOptions {
  /** Default: 30. */
  readonly days?: number
}

export interface AnomalyRateRow {
  /** `2026-01-31` */
  readonly date: string
  readonly total: number
  readonly anomalies: number | null
  /** From 0 to 100, two decimals. */
  readonly anomaly_pct: number | null
}

/**
 * The share of flagged rows per date. It should lie between 2 and 10 %.
 *
 * The document:
 * ```sql
 * SELECT DATE(scored_at) as date, COUNT(*) as total, SUM(is_anomaly) as anomalies,
 *        ROUND(100.0 * SUM(is_anomaly) / COUNT(*), 2) as anomaly_pct
 * FROM cost_anomaly_predictions WHERE scored_at >= current_date() - INTERVAL 30 DAYS
 * GROUP BY DATE(scored_at) ORDER BY date DESC
 * ```
 * Ours: `await anomalyRate(connect(), 'cost_anomaly_predictions.parquet')`
 *
 * As there: where every flag of a date is missing, `anomalies` and `anomaly_pct` are null; where some are, they count as rows that are
 * not flagged.
 *
 * @returns one row per date that has rows, the newest first
 * @throws LeewayError TABLE_NOT_FOUND, COLUMN_NOT_FOUND with the nearest name, COLUMN_TYPE
 */
export async function anomalyRate(
  connection: Connection,
  predictionTable: string,
  options: AnomalyRateOptions = {},
): Promise<readonly AnomalyRateRow[]> {
  const days = await anomalyCountsByDay(connection, predictionTable, options.days ?? 30, options)
  return days
    .map(({ date, total, anomalies }) => ({ date, total, anomalies, anomaly_pct: percent(anomalies, total, 2) }))
    .toReversed()
}
