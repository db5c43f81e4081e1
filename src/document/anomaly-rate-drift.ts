import { type AnomalyCounts, type AnomalyOptions, anomalyCountsOf } from './anomaly-counts.ts'
import type { Connection } from './connection.ts'
import { percent } from './percent.ts'

export interface AnomalyRateDriftOptions extends AnomalyOptions {
  /** Percentage points; the document alerts above 5. Null: the row is answered whatever the drift. Default: 5. */
  readonly threshold?: number | null
}

export interface AnomalyRateDriftRow {
  /** From 0 to 100; null where today has no rows, or no flags. */
  readonly today_rate: number | null
  readonly baseline_rate: number | null
  /** Percentage points. */
  readonly drift: number | null
  /** `drift` lies above the threshold (5 where none is given). */
  readonly alert: boolean
}

const THRESHOLD = 5

/**
 * Has the share of flagged rows moved today, against the days before?
 *
 * The document:
 * ```sql
 * WITH today_rate AS (SELECT 100.0 * SUM(is_anomaly) / COUNT(*) as anomaly_rate FROM cost_anomaly_predictions
 *   WHERE scored_at >= current_date()),
 * baseline_rate AS (SELECT 100.0 * SUM(is_anomaly) / COUNT(*) as anomaly_rate FROM cost_anomaly_predictions
 *   WHERE scored_at BETWEEN current_date() - INTERVAL 30 DAYS AND current_date() - INTERVAL 1 DAY)
 * SELECT t.anomaly_rate as today_rate, b.anomaly_rate as baseline_rate, ABS(t.anomaly_rate - b.anomaly_rate) as drift
 * FROM today_rate t, baseline_rate b WHERE ABS(t.anomaly_rate - b.anomaly_rate) > 5
 * ```
 * Ours: `await anomalyRateDrift(connect(), 'cost_anomaly_predictions.parquet')`
 *
 * As there: the baseline ends with the first instant of yesterday, which BETWEEN includes, so yesterday is in neither rate; and where
 * today has no rows there is no drift and no alert (`leeway run` has checks of volume and freshness for that). The check
 * `{metric: anomaly_rate, against: {last: 30 days}, fail: {change_above: 0.05}}` pools the 30 days up to the window instead.
 *
 * @returns one row above the threshold, else none; with `threshold: null` always one row
 * @throws LeewayError TABLE_NOT_FOUND, COLUMN_NOT_FOUND with the nearest name, COLUMN_TYPE
 */
export async function anomalyRateDrift(
  connection: Connection,
  predictionTable: string,
  options: AnomalyRateDriftOptions = {},
): Promise<readonly AnomalyRateDriftRow[]> {
  const { threshold = THRESHOLD } = options
  const [today, baseline] = await anomalyCountsOf(
    connection,
    predictionTable,
    (asOf) => [
      { startUs: asOf.daysAgoUs(0), endUs: asOf.asOfUs + 1 },
      { startUs: asOf.daysAgoUs(30), endUs: asOf.daysAgoUs(1) + 1 },
    ],
    options,
  )
  const row = rowOf(rateOf(today!), rateOf(baseline!), threshold ?? THRESHOLD)
  return threshold === null || row.alert ? [row] : []
}

const rateOf = ({ total, anomalies }: AnomalyCounts): number | null => percent(anomalies, total)

function rowOf(today: number | null, baseline: number | null, threshold: number): AnomalyRateDriftRow {
  const drift = today === null || baseline === null ? null : Math.abs(today - baseline)
  return { today_rate: today, baseline_rate: baseline, drift, alert: drift !== null && drift > threshold }
}
