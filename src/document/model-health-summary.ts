import type { Connection } from './connection.ts'
import { localText } from './local-text.ts'
import { datesOfModels, type ModelTables, type ModelTablesOptions } from './model-tables.ts'
import { asOfOf } from './period.ts'

export interface ModelHealthRow {
  readonly model_name: string
  /** Local: `2026-01-31T23:58:53.919000`, the fraction only where there is one. */
  readonly last_prediction: string
  readonly days_since_prediction: number
  /** Dates with rows among the 8 that 7 days touch. */
  readonly active_days_last_week: number
}

/**
 * When each model last predicted, and on how many dates of the last week.
 *
 * The document:
 * ```sql
 * SELECT model_name, MAX(scored_at) as last_prediction, DATEDIFF(current_date(), MAX(DATE(scored_at))) as days_since_prediction,
 *        COUNT(DISTINCT DATE(scored_at)) as active_days_last_week
 * FROM (SELECT 'cost_anomaly_detector' as model_name, scored_at FROM cost_anomaly_predictions UNION ALL …)
 * WHERE scored_at >= current_date() - INTERVAL 7 DAYS GROUP BY model_name
 * ```
 * Ours: `await modelHealthSummary(connect(), { cost_anomaly_detector: 'cost_anomaly_predictions.parquet', … })`
 *
 * As there: a model that has been silent for longer than a week has no row at all. `leeway health` lists every monitor, silent ones
 * first.
 *
 * @returns one row per model that predicted, by name
 * @throws LeewayError TABLE_NOT_FOUND, COLUMN_NOT_FOUND with the nearest name; USAGE without models
 */
export async function modelHealthSummary(
  connection: Connection,
  models: ModelTables,
  options: ModelTablesOptions = {},
): Promise<readonly ModelHealthRow[]> {
  const asOf = asOfOf(connection, options)
  const answers = await datesOfModels(connection, models, 7, asOf, options)
  return answers.flatMap(({ model, dates }) => {
    const last = dates.at(-1)
    if (last === undefined) return []
    return [
      {
        model_name: model,
        last_prediction: localText(last.maxUs, asOf.zone),
        days_since_prediction: asOf.today - last.key,
        active_days_last_week: dates.length,
      },
    ]
  })
}
