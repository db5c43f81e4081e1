import { type AnomalyOptions, anomalyCountsByDay } from './anomaly-counts.ts'
import type { Connection } from './connection.ts'
import { percent } from './percent.ts'

export interface AnomalyRateAlertOptions extends AnomalyOptions {
  /** Default: 7. */
  readonly days?: number
  /** Per cent; a rate below it is TOO_LOW. Default: 2. */
  readonly low?: number
  /** Per cent; a rate above it is TOO_HIGH. Default: 15. */
  readonly high?: number
}

export interface AnomalyRateAlertRow {
  /** `2026-01-31` */
  readonly date: string
  /** From 0 to 100, not rounded. */
  readonly anomaly_pct: number
  readonly status: 'TOO_LOW' | 'TOO_HIGH'
}

/**
 * The dates on which the share of flagged rows lay outside 2 to 15 %.
 *
 * The document:
 * ```sql
 * WITH daily_rates AS (SELECT DATE(scored_at) as date, 100.0 * SUM(is_anomaly) / COUNT(*) as anomaly_pct
 *   FROM cost_anomaly_predictions WHERE scored_at >= current_date() - INTERVAL 7 DAYS GROUP BY DATE(scored_at))
 * SELECT date, anomaly_pct, CASE WHEN anomaly_pct < 2 THEN 'TOO_LOW' WHEN anomaly_pct > 15 THEN 'TOO_HIGH' ELSE 'NORMAL' END as status
 * FROM daily_rates WHERE anomaly_pct < 2 OR anomaly_pct > 15
 * ```
 * Ours: `await anomalyRateAlert(connect(), 'cost_anomaly_predictions.parquet')`
 *
 * As there: a date whose flags are all missing has no rate and is not alerted (`leeway run` says so: `no_data`), and a date of one row
 * alerts as loudly as one of a million (the policy `calibrated` does not).
 *
 * @returns the oldest date first; the document leaves the order open
 * @throws LeewayError TABLE_NOT_FOUND, COLUMN_NOT_FOUND with the nearest name, COLUMN_TYPE
 */
export async function anomalyRateAlert(
  connection: Connection,
  predictionTable: string,
  options: AnomalyRateAlertOptions = {},
): Promise<readonly AnomalyRateAlertRow[]> {
  const { low = 2, high = 15 } = options
  const days = await anomalyCountsByDay(connection, predictionTable, options.days ?? 7, options)
  return days.flatMap(({ date, total, anomalies }): readonly AnomalyRateAlertRow[] => {
    const rate = percent(anomalies, total)
    if (rate === null || (rate >= low && rate <= high)) return []
    return [{ date, anomaly_pct: rate, status: rate < low ? 'TOO_LOW' : 'TOO_HIGH' }]
  })
}
