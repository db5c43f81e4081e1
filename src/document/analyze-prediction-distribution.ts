import { dialectOf } from '../sql/dialect-of.ts'
import { averageOf, countAll, maximumOf, middleElementOf, minimumOf, sampleDeviationOf } from '../sql/document-queries.ts'
import { askByDay, numberOf } from './by-day.ts'
import type { Connection } from './connection.ts'
import { findColumns } from './find-columns.ts'
import { asOfOf, contextOf, type DocumentOptions, wholeDays } from './period.ts'

export interface PredictionDistributionOptions extends DocumentOptions {
  /** Default: `prediction`. */
  readonly prediction?: string
  /** Default: `scored_at`. */
  readonly timestamp?: string
}

export interface PredictionDistributionRow {
  /** Midnight of the date, local: `2026-01-31T00:00:00`, as `date_trunc` gives it. */
  readonly date: string
  readonly count: number
  readonly avg_prediction: number | null
  readonly std_prediction: number | null
  readonly min_prediction: number | null
  readonly max_prediction: number | null
  readonly median_prediction: number | null
}

/**
 * How predictions are distributed, per date.
 *
 * The document:
 * ```python
 * df = spark.table(prediction_table).filter(f"scored_at >= current_date() - INTERVAL {days} DAYS")
 * stats = df.groupBy(F.date_trunc("day", "scored_at").alias("date")).agg(
 *     F.count("*"), F.avg("prediction"), F.stddev("prediction"), F.min("prediction"), F.max("prediction"),
 *     F.percentile_approx("prediction", 0.5)).orderBy("date")
 * ```
 * Ours: `await analyzePredictionDistribution(connect(), 'cost_anomaly_predictions.parquet')`
 *
 * The median is an element of the data, the smallest whose cumulative share reaches one half; it is exact at every size (Spark's is
 * exact below 10,000 rows a date). `std_prediction` is null on a date of one value.
 *
 * @param predictionTable file, glob or folder, or a table of the connection
 * @param days from midnight that many days before the as-of date: 7 days touch 8 dates
 * @returns one row per date that has rows, the oldest first. Missing predictions are counted in `count` and left out of the rest;
 * a number that would be NaN or infinite is null
 * @throws LeewayError TABLE_NOT_FOUND, COLUMN_NOT_FOUND with the nearest name, COLUMN_TYPE
 */
export async function analyzePredictionDistribution(
  connection: Connection,
  predictionTable: string,
  days = 7,
  options: PredictionDistributionOptions = {},
): Promise<readonly PredictionDistributionRow[]> {
  const source = { table: predictionTable }
  const asOf = asOfOf(connection, options)
  const column = await findColumns(connection, source, contextOf(options))
  const prediction = column(options.prediction ?? 'prediction', ['numeric']).name
  const dialect = dialectOf(connection.engine.name)
  const answers = await askByDay(
    connection,
    {
      source,
      timestamp: options.timestamp ?? 'scored_at',
      days: wholeDays(days),
      expressions: {
        count: countAll(),
        avg: averageOf(dialect, prediction),
        std: sampleDeviationOf(dialect, prediction),
        min: minimumOf(dialect, prediction),
        max: maximumOf(dialect, prediction),
        median: middleElementOf(dialect, prediction),
      },
    },
    asOf,
    options,
  )
  return answers.map(({ date, value }) => ({
    date: `${date}T00:00:00`,
    count: numberOf(value('count')) ?? 0,
    avg_prediction: numberOf(value('avg')),
    std_prediction: numberOf(value('std')),
    min_prediction: numberOf(value('min')),
    max_prediction: numberOf(value('max')),
    median_prediction: numberOf(value('median')),
  }))
}
