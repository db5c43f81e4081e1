import { parseInstant } from '../config/parse-instant.ts'
import { LeewayError } from '../core/errors.ts'
import { dayKey, dayStartUs } from '../monitor/table-days.ts'
import { dialectOf } from '../sql/dialect-of.ts'
import { averageOf, sampleDeviationOf } from '../sql/document-queries.ts'
import { askCustom, numberOf } from './by-day.ts'
import { type Connection, zoneNamed } from './connection.ts'
import { findColumns } from './find-columns.ts'
import { contextOf, type DocumentOptions, timestampOf } from './period.ts'

export interface FeatureDriftOptions extends Omit<DocumentOptions, 'asOf'> {
  /** Column of the date. Default: `usage_date`. */
  readonly date?: string
  /** Standard deviations of the reference above which a feature has drifted. Default: 2. */
  readonly threshold?: number
}

export interface FeatureDriftRow {
  readonly feature: string
  readonly ref_mean: number | null
  readonly curr_mean: number | null
  /** |curr_mean - ref_mean| in standard deviations of the reference's rows; null where a mean is. */
  readonly drift_score: number | null
  /** `NO_DATA` where a mean is null: the document's code ends with an error there. */
  readonly status: 'DRIFT' | 'OK' | 'NO_DATA'
}

/**
 * How far the mean of each feature has moved between two dates.
 *
 * The document:
 * ```python
 * ref_stats = df.filter(f"usage_date = '{reference_date}'").select(F.avg(c), F.stddev(c), …)
 * curr_stats = df.filter(f"usage_date = '{current_date}'").select(F.avg(c), …)
 * ref_std = ref_stats[f"ref_std_{col}"] or 1
 * drift = abs(curr_avg - ref_avg) / ref_std if ref_std else 0
 * status = "DRIFT" if drift > 2 else "OK"
 * ```
 * Ours: `await trackFeatureDrift(connect(), 'cost_features.parquet', ['daily_dbu', 'daily_cost'], '2025-12-01', '2026-01-01')`
 *
 * As there: the spread is the sample standard deviation of the reference date, and 1 where that is 0 or missing, so that a constant
 * feature is measured in its own unit. Spread and effect are of rows, not of the mean: the score does not grow with the number of rows,
 * and says nothing of chance (`leeway compare` does).
 *
 * @returns one row per feature, in the order given
 * @throws LeewayError TABLE_EMPTY where a date has no rows; COLUMN_NOT_FOUND with the nearest name; COLUMN_TYPE; USAGE
 */
export async function trackFeatureDrift(
  connection: Connection,
  featureTable: string,
  featureColumns: readonly string[],
  referenceDate: string,
  currentDate: string,
  options: FeatureDriftOptions = {},
): Promise<readonly FeatureDriftRow[]> {
  if (featureColumns.length === 0)
    throw new LeewayError('USAGE', 'no feature is named', { mend: "give a list of columns: ['daily_dbu', 'daily_cost']" })
  const source = { table: featureTable }
  const zone = options.timeZone === undefined ? connection.timeZone : zoneNamed(options.timeZone)
  const dates = [dateOf('referenceDate', referenceDate, zone), dateOf('currentDate', currentDate, zone)] as const
  const context = contextOf(options)
  const column = await findColumns(connection, source, context)
  const date = column(options.date ?? 'usage_date').name
  const features = featureColumns.map((name) => column(name, ['numeric', 'boolean']).name)
  const dialect = dialectOf(connection.engine.name)
  const rows = await askCustom(
    connection,
    {
      source,
      time: {
        timestamp: timestampOf(date, zone, options),
        granularities: [],
        asOfUs: Math.max(...dates.map(({ endUs }) => endUs)) - 1,
      },
      intervals: dates,
      grouping: { slices: [], modelId: null },
      expressions: features.flatMap((name) => [
        { name: `avg(${name})`, sql: averageOf(dialect, name) },
        { name: `stddev(${name})`, sql: sampleDeviationOf(dialect, name) },
      ]),
    },
    context,
  )
  const [reference, current] = dates.map(({ text }, i) => {
    const row = rows.find(({ key }) => key === i)
    if (row) return row.values.map(numberOf)
    throw new LeewayError('TABLE_EMPTY', `no rows on ${text}`, { place: featureTable, mend: `look at the dates of ${date}` })
  })
  return featureColumns.map((feature, i) =>
    driftOf(feature, reference![2 * i]!, reference![2 * i + 1]!, current![2 * i]!, options.threshold ?? 2),
  )
}

function driftOf(
  feature: string,
  referenceMean: number | null,
  referenceStd: number | null,
  currentMean: number | null,
  threshold: number,
): FeatureDriftRow {
  const drift =
    referenceMean === null || currentMean === null ? null : Math.abs(currentMean - referenceMean) / (referenceStd || 1)
  return {
    feature,
    ref_mean: referenceMean,
    curr_mean: currentMean,
    drift_score: drift,
    status: drift === null ? 'NO_DATA' : drift > threshold ? 'DRIFT' : 'OK',
  }
}

function dateOf(
  name: string,
  text: string,
  zone: string,
): { readonly text: string; readonly startUs: number; readonly endUs: number } {
  const us = /^\d{4}-\d\d-\d\d$/.test(text) ? parseInstant(text, zone) : undefined
  if (us === undefined) throw new LeewayError('USAGE', `${name}: "${text}" is not a date`, { mend: 'write it as 2026-01-31' })
  const key = dayKey(us, zone)
  return { text, startUs: dayStartUs(key, zone), endUs: dayStartUs(key + 1, zone) }
}
