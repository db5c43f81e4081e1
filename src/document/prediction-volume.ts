import { dayText } from '../monitor/table-days.ts'
import { compareText } from './by-day.ts'
import type { Connection } from './connection.ts'
import { datesOfModels, type ModelTables, type ModelTablesOptions } from './model-tables.ts'
import { asOfOf, wholeDays } from './period.ts'

export interface PredictionVolumeOptions extends ModelTablesOptions {
  /** Default: 14. */
  readonly days?: number
}

export interface PredictionVolumeRow {
  /** `2026-01-31` */
  readonly date: string
  readonly model_name: string
  readonly predictions: number
}

/**
 * Predictions per date and model.
 *
 * The document:
 * ```sql
 * SELECT DATE(scored_at) as date, model_name, COUNT(*) as predictions
 * FROM (SELECT 'cost_anomaly_detector' as model_name, scored_at FROM cost_anomaly_predictions UNION ALL …)
 * WHERE scored_at >= current_date() - INTERVAL 14 DAYS GROUP BY DATE(scored_at), model_name ORDER BY date DESC, model_name
 * ```
 * Ours: `await predictionVolume(connect(), { cost_anomaly_detector: 'cost_anomaly_predictions.parquet', … })`
 *
 * As there: a date without rows has no row, so that a gap has to be seen by eye. The volume check of `leeway run` fails on it.
 *
 * @returns the newest date first, within a date by model name
 * @throws LeewayError TABLE_NOT_FOUND, COLUMN_NOT_FOUND with the nearest name; USAGE without models
 */
export async function predictionVolume(
  connection: Connection,
  models: ModelTables,
  options: PredictionVolumeOptions = {},
): Promise<readonly PredictionVolumeRow[]> {
  const asOf = asOfOf(connection, options)
  const answers = await datesOfModels(connection, models, wholeDays(options.days ?? 14), asOf, options)
  return answers
    .flatMap(({ model, dates }) => dates.map(({ key, rows }) => ({ date: dayText(key), model_name: model, predictions: rows })))
    .toSorted((a, b) => compareText(b.date, a.date) || compareText(a.model_name, b.model_name))
}
