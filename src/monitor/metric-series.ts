/** The lines over time that tell how a model is: rows, quality, the prediction, the user's own metrics. One value per window. */
import type { FindingStatus } from '../checks/finding.ts'
import type { Monitor } from '../config/project.ts'
import { type Window, windowId } from '../core/window.ts'
import { knownMetric, numberAt } from '../metrics/known-metrics.ts'
import { type ProfileRow, TABLE_COLUMN } from '../metrics/rows.ts'
import type { Store, StoredWindow } from '../store/store.ts'

export type SeriesUnit = 'rows' | 'share' | 'number'
export type SeriesTheme = 'volume' | 'prediction' | 'quality' | 'labels' | 'custom'

export interface MetricSeries {
  /** The metric's path, or `volume`, `positive_rate`, `prediction_mean`, `label_coverage`. */
  readonly id: string
  readonly theme: SeriesTheme
  readonly title: string
  /** One plain sentence about what the line is. */
  readonly about: string
  readonly unit: SeriesUnit
  readonly better: 'higher' | 'lower' | null
  /** The column that a finding on this line stands on, and the metric's name there. */
  readonly columnName: string
  readonly metric: string
  readonly values: readonly (number | null)[]
  /** Mean plus and minus one standard deviation, where the line is a mean. */
  readonly spread: readonly (number | null)[] | null
  /** Between which values the true one lies, at 95 %, where the table has an interval of the metric. */
  readonly interval?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] }
  readonly reference: number | null
}

/** Of the quality metrics, those that people ask for first. */
const CLASSIFICATION = ['accuracy_score', 'precision', 'recall', 'f1_score', 'roc_auc_score', 'log_loss'] as const
const REGRESSION = ['mean_average_error', 'root_mean_squared_error', 'mean_error', 'r2_score'] as const
/** Where the interval of a quality metric stands; a class's behind its name. */
const INTERVALS: Readonly<Record<string, string>> = {
  accuracy_score: 'accuracy_interval',
  precision: 'precision_interval',
  recall: 'recall_interval',
  mean_average_error: 'mean_average_error_interval',
  mean_error: 'mean_error_interval',
}
/** Quality metrics whose values are shares of rows. */
const SHARES = new Set(['accuracy_score', 'precision', 'recall'])

/** The profile rows that the lines are read from: of the table, the prediction and the probability, without slices. */
export async function readSeriesRows(store: Store, monitor: Monitor): Promise<readonly ProfileRow[]> {
  const { prediction, probability } = monitor
  const names = [TABLE_COLUMN, prediction, typeof probability === 'string' ? probability : undefined]
  const rows: ProfileRow[] = []
  for (const columnName of new Set(names))
    if (columnName !== undefined) rows.push(...(await store.profileRows(monitor.name, { columnName, wholeOnly: true })))
  return rows
}

/**
 * @param windows one granularity, in order
 * @param rows    profile rows of one segment, INPUT of any granularity and BASELINE: `readSeriesRows`
 */
export function metricSeries(
  monitor: Monitor,
  windows: readonly Pick<StoredWindow, 'window' | 'rows'>[],
  rows: readonly ProfileRow[],
): readonly MetricSeries[] {
  const at = new Map(
    rows.flatMap((row) => (row.window && row.logType === 'INPUT' ? [[keyOf(row.window, row.columnName), row] as const] : [])),
  )
  const rowOf = (window: Pick<StoredWindow, 'window'>, column: string): ProfileRow | undefined =>
    at.get(keyOf(window.window, column))
  const reference = new Map(rows.filter((row) => row.logType === 'BASELINE').map((row) => [row.columnName, row]))
  const line = (column: string, read: (row: ProfileRow) => number | null): Pick<MetricSeries, 'values' | 'reference'> => ({
    values: windows.map((window) => {
      const row = rowOf(window, column)
      return row ? read(row) : null
    }),
    reference: reference.has(column) ? read(reference.get(column)!) : null,
  })
  const series: MetricSeries[] = [
    {
      id: 'volume',
      theme: 'volume',
      title: 'rows',
      about: 'Rows of each window.',
      unit: 'rows',
      better: null,
      columnName: TABLE_COLUMN,
      metric: 'volume',
      values: windows.map(({ rows: n }) => n),
      spread: null,
      reference: null,
    },
  ]
  series.push(...predictionSeries(monitor, line), ...qualitySeries(monitor, line))
  for (const metric of monitor.customMetrics) {
    if (metric.type === 'drift' || !metric.inputColumns.includes(TABLE_COLUMN)) continue
    const own = line(TABLE_COLUMN, (row) => numberAt(row.custom, metric.name))
    series.push({
      id: metric.name,
      theme: 'custom',
      title: metric.name,
      about: metric.definition,
      unit: areShares(windows, own.values) ? 'share' : 'number',
      better: null,
      columnName: TABLE_COLUMN,
      metric: metric.name,
      spread: null,
      ...own,
    })
  }
  return series.filter(({ values }) => values.some((value) => value !== null))
}

/** A metric that is a whole number of rows in every window, divided by the rows, is said as a percentage, as in the findings. */
const areShares = (windows: readonly { readonly rows: number }[], values: readonly (number | null)[]): boolean =>
  values.every((value, i) => value === null || (value >= 0 && value <= 1 && isWhole(value * windows[i]!.rows)))
const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) <= 1e-6

const keyOf = (window: Window, column: string): string => `${windowId(window)} ${column}`

type Line = (column: string, read: (row: ProfileRow) => number | null) => Pick<MetricSeries, 'values' | 'reference'>

function predictionSeries(monitor: Monitor, line: Line): MetricSeries[] {
  const { prediction, probability, positive } = monitor
  const series: MetricSeries[] = []
  const mean = (column: string, what: string): MetricSeries => ({
    id: `avg ${column}`,
    theme: 'prediction',
    title: `mean ${column}`,
    about: `Mean of ${what}, with one standard deviation to both sides.`,
    unit: 'number',
    better: null,
    columnName: column,
    metric: 'avg',
    spread: line(column, (row) => numberAt(row.values, 'stddev')).values,
    ...line(column, (row) => numberAt(row.values, 'avg')),
  })
  if (prediction !== undefined && monitor.problem === 'classification' && positive !== undefined)
    series.push({
      id: 'positive_rate',
      theme: 'prediction',
      title: `${prediction} = ${positive}`,
      about: `Share of rows predicted as ${positive}.`,
      unit: 'share',
      better: null,
      columnName: prediction,
      metric: 'positive_rate',
      spread: null,
      ...line(prediction, (row) => positiveShare(row, positive)),
    })
  else if (prediction !== undefined) series.push(mean(prediction, 'the prediction'))
  if (typeof probability === 'string') series.push(mean(probability, 'the probability'))
  return series
}

/** From the frequent items of a class column; of a numeric 0/1 column the mean is the share. */
function positiveShare(row: ProfileRow, positive: string): number | null {
  const count = numberAt(row.values, 'count')
  const items = row.values.get('frequent_items')
  if (count !== null && count > 0 && Array.isArray(items)) {
    let found = false
    for (const item of items) {
      if (typeof item !== 'object' || item === null || Array.isArray(item)) continue
      const { item: value, count: n } = item as { readonly [key: string]: unknown }
      found = true
      if (value === positive && typeof n === 'number') return n / count
    }
    if (found) return 0
  }
  const isBinary = positive === '1' && numberAt(row.values, 'min') !== null && numberAt(row.values, 'min')! >= 0
  return isBinary && numberAt(row.values, 'max')! <= 1 ? numberAt(row.values, 'avg') : null
}

function qualitySeries(monitor: Monitor, line: Line): MetricSeries[] {
  if (monitor.label === undefined || monitor.problem === undefined) return []
  const ids = monitor.problem === 'classification' ? CLASSIFICATION : REGRESSION
  const series = ids.map((id): MetricSeries => {
    const perClass = monitor.positive !== undefined && ['precision', 'recall', 'f1_score', 'roc_auc_score'].includes(id)
    const path = perClass ? `${id}.one_vs_all.${monitor.positive}` : id
    const known = knownMetric(path) ?? knownMetric(id)
    const title = (known?.title ?? id).toLowerCase()
    return {
      id,
      theme: 'quality',
      title: perClass ? `${SHORT[id] ?? title} of ${monitor.positive}` : (SHORT[id] ?? title),
      about: known ? `${known.title}, from the labels that have come.` : '',
      unit: SHARES.has(id) ? 'share' : 'number',
      better: known && known.better !== 'neither' ? known.better : null,
      columnName: TABLE_COLUMN,
      metric: id,
      spread: null,
      ...intervalOf(id, perClass ? monitor.positive : undefined, line),
      ...line(TABLE_COLUMN, (row) => numberAt(row.values, known?.path ?? id)),
    }
  })
  if (monitor.outcomeValues) series.push(...outcomeSeries(monitor.outcomeValues.unit, line))
  const coverage: MetricSeries = {
    id: 'label_coverage',
    theme: 'labels',
    title: 'label coverage',
    about: 'Share of the predictions that have an outcome.',
    unit: 'share',
    better: 'higher',
    columnName: TABLE_COLUMN,
    metric: 'label_coverage',
    spread: null,
    ...line(TABLE_COLUMN, (row) => numberAt(row.values, 'label_coverage')),
  }
  return [...series, coverage]
}

function intervalOf(id: string, ofClass: string | undefined, line: Line): Pick<MetricSeries, 'interval'> {
  const metric = INTERVALS[id]
  // Of all classes together, precision and recall have none.
  if (metric === undefined || (ofClass === undefined && (id === 'precision' || id === 'recall'))) return {}
  const end = (name: string): readonly (number | null)[] =>
    line(TABLE_COLUMN, (row) => numberAt(row.values, `${metric}.${ofClass === undefined ? '' : `${ofClass}.`}${name}`)).values
  return { interval: { low: end('lower'), high: end('upper') } }
}

/** What the labelled predictions brought, by the user's value of each outcome. */
function outcomeSeries(unit: string | null, line: Line): MetricSeries[] {
  const inUnit = unit === null ? '' : ` (${unit})`
  const common = { theme: 'quality', unit: 'number', better: 'higher', columnName: TABLE_COLUMN, spread: null } as const
  const read = (id: string) => line(TABLE_COLUMN, (row) => numberAt(row.values, id))
  return [
    {
      ...common,
      id: 'total_value',
      metric: 'total_value',
      title: `value${inUnit}`,
      about: 'What the labelled predictions of each window brought, by outcome_values.',
      ...read('total_value'),
      // The reference is of another length than a window.
      reference: null,
    },
    {
      ...common,
      id: 'value_per_prediction',
      metric: 'value_per_prediction',
      title: `value per prediction${inUnit}`,
      about: 'What a labelled prediction brought on average, by outcome_values.',
      ...read('value_per_prediction'),
    },
  ]
}

const SHORT: Readonly<Record<string, string>> = {
  accuracy_score: 'accuracy',
  f1_score: 'F1',
  roc_auc_score: 'ROC AUC',
  mean_average_error: 'mean absolute error',
  r2_score: 'R²',
}

/**
 * The state of a window: what fails or warns; else ok where anything could be judged. A check that waits for more rows does not make a
 * window look as if it had none.
 */
export function windowStatus(statuses: readonly FindingStatus[]): FindingStatus | null {
  const worst = worstOf(statuses)
  return worst !== null && RANK[worst] > RANK.warn && statuses.includes('ok') ? 'ok' : worst
}

/** The worst of the statuses, or null. */
export function worstOf(statuses: Iterable<FindingStatus>): FindingStatus | null {
  let worst: FindingStatus | null = null
  for (const status of statuses) if (worst === null || RANK[status] < RANK[worst]) worst = status
  return worst
}

const RANK: Readonly<Record<FindingStatus, number>> = { fail: 0, error: 1, warn: 2, insufficient_data: 3, no_data: 4, ok: 5 }
