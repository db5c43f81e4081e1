import { LeewayError } from '../core/errors.ts'
import { ksTwoSampleExact } from '../stats/ks-exact.ts'
import type { Connection } from './connection.ts'
import { findColumns } from './find-columns.ts'

/** Values as they stand, or a numeric column of a table. */
export type LabelValues = Iterable<number | null | undefined> | { readonly table: string; readonly column: string }

export interface LabelDriftOptions {
  /** A p-value below it is drift. Default: 0.05. */
  readonly alpha?: number
  readonly signal?: AbortSignal
}

export interface LabelDrift {
  /** Largest gap between the two cumulative shares, from 0 to 1. */
  readonly ks_statistic: number
  readonly p_value: number
  readonly drift_detected: boolean
}

/** Above so many values a sample of them is taken. */
const MOST_VALUES = 20_000_000

/**
 * Do the labels in production come from the distribution of those in training?
 *
 * The document:
 * ```python
 * ks_stat, p_value = stats.ks_2samp(training_labels, production_labels)
 * return {"ks_statistic": ks_stat, "p_value": p_value, "drift_detected": p_value < 0.05}
 * ```
 * Ours: `await checkLabelDrift(null, [0.1, 0.4], [0.3, 0.9])`, or with a connection `{ table: 'training_labels.parquet', column: 'label' }`
 * on either side.
 *
 * As scipy's: the p-value is exact up to 10,000 values a side, asymptotic above. Missing values and NaN are left out (scipy answers NaN
 * for them). On labels that are classes the test is conservative, as ties are many: the label checks of `leeway run` use the chi-squared
 * test of the contingency table there. A small p-value on many rows need not matter: look at `ks_statistic`.
 *
 * @param connection needed only for tables; null else
 * @throws LeewayError STATS_EMPTY where a side has no values; USAGE for a table without a connection; those of the table
 */
export async function checkLabelDrift(
  connection: Connection | null,
  trainingLabels: LabelValues,
  productionLabels: LabelValues,
  options: LabelDriftOptions = {},
): Promise<LabelDrift> {
  const training = await valuesOf(connection, trainingLabels, 'training labels', options)
  const production = await valuesOf(connection, productionLabels, 'production labels', options)
  const { statistic, pValue } = ksTwoSampleExact(training, production)
  return { ks_statistic: statistic, p_value: pValue, drift_detected: pValue < (options.alpha ?? 0.05) }
}

async function valuesOf(
  connection: Connection | null,
  labels: LabelValues,
  name: string,
  { signal }: LabelDriftOptions,
): Promise<Float64Array> {
  const values = Symbol.iterator in labels ? plain(labels, name) : await read(connection, labels, signal)
  if (values.length === 0) throw new LeewayError('STATS_EMPTY', `the ${name} have no values`, { place: name })
  return values
}

function plain(labels: Iterable<number | null | undefined>, name: string): Float64Array {
  const finite: number[] = []
  for (const value of labels) {
    if (value === null || value === undefined || Number.isNaN(value)) continue
    if (!Number.isFinite(value)) throw new LeewayError('STATS_DOMAIN', `the ${name} hold an infinite value`, { place: name })
    finite.push(value)
  }
  return Float64Array.from(finite).sort()
}

async function read(
  connection: Connection | null,
  { table, column: name }: { readonly table: string; readonly column: string },
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  if (connection === null)
    throw new LeewayError('USAGE', `${table} cannot be read without a connection`, {
      mend: 'give connect() as the first argument',
    })
  const context = signal === undefined ? {} : { signal }
  const column = (await findColumns(connection, { table }, context))(name, ['numeric'])
  const { numeric } = await connection.engine.freeze(
    { source: { table }, timestamp: null, columns: [column], sampleRows: MOST_VALUES, maxCategories: 0, sliceColumns: [] },
    context,
  )
  return numeric.get(column.name)!.sorted
}
