/** Looks a metric up in the rows of the metric tables, with the counts behind it where it is a share or a mean that can be tested. */
import type { Monitor } from '../config/project.ts'
import { knownMetric, numberAt } from '../metrics/known-metrics.ts'
import { metricById } from '../metrics/registry.ts'
import type { DriftRow, ProfileRow, ReasonCode } from '../metrics/rows.ts'
import { TABLE_COLUMN } from '../metrics/rows.ts'
import type { ShareCounts } from '../stats/check-share.ts'
import { summarizeMoments } from '../stats/moments.ts'
import type { WelchInput } from '../stats/welch-t-test.ts'
import type { Side } from './evidence.ts'
import { labelledRows, qualityShare } from './quality-counts.ts'

/** How a value is said: as it is, as a share of rows, or as a percentage from 0 to 100. */
export type MetricScale = 'plain' | 'share' | 'percent'

export interface MetricReading {
  readonly value: number | null
  readonly reason: ReasonCode | null
  /** Rows behind the value. */
  readonly rows: number | null
  readonly scale: MetricScale
  /** Present where the value is a share of rows: `successes / rows` (times 100 for a percentage). */
  readonly share?: ShareCounts
  /** Present where the value is a mean. */
  readonly mean?: WelchInput
}

/** Metrics that are a count over rows, or over the column's values, times a factor. */
const SHARES_OF: Readonly<Record<string, { readonly of: 'rows' | 'values'; readonly times: 1 | 100 }>> = {
  missing_rate: { of: 'rows', times: 1 },
  percent_null: { of: 'rows', times: 100 },
  percent_zeros: { of: 'values', times: 100 },
  percent_nan: { of: 'values', times: 100 },
}

/** The metric's path with its part made explicit: the one place that says what a bare name means (see `knownMetric`). */
const pathOf = (metric: string, { positive }: Pick<Monitor, 'positive'>): string => knownMetric(metric, positive)?.path ?? metric

export const isQualityMetric = (metric: string): boolean => metricById(metric.split('.')[0]!)?.kind === 'quality'

/** Stands on the `true` slice of a predicate only. */
export const isFairness = (metric: string): boolean => metricById(metric.split('.')[0]!)?.kind === 'fairness'

/** The metric is a column of this row: it has a value, or a reason for having none. */
export function hasMetric(row: ProfileRow | DriftRow | undefined, metric: string): boolean {
  return row !== undefined && (hasOwn(row, metric) || elsewhere(metric).some((id) => hasOwn(row, id)))
}

function hasOwn(row: ProfileRow | DriftRow, metric: string): boolean {
  const head = metric.split('.')[0]!
  return row.values.get(head) != null || row.custom.get(metric) != null || row.reasons.has(head)
}

/** The metric that means the same on columns of other kinds: the PSI of categories stands in a column of its own. */
function elsewhere(metric: string): readonly string[] {
  const known = metricById(metric)
  return known?.kind === 'drift' && known.elsewhere ? [known.elsewhere.id] : []
}

/** Reads a profile, quality or custom metric of one column (or `:table`) of one side. */
export function readProfileMetric(side: Side, columnName: string, metric: string, monitor: Monitor): MetricReading {
  const row = side.profile.get(columnName)
  const path = pathOf(metric, monitor)
  const value = row === undefined ? null : numberIn(row, path)
  const reason = row === undefined ? 'no_rows' : reasonAt(row, path)
  if (value === null) return { value: null, reason, rows: side.rows, scale: 'plain' }
  return { value, reason: null, ...behind(side, columnName, path, value) }
}

/** Reads a drift metric (PSI, a distance, `ks_test.statistic`, a delta, a custom drift metric). */
export function readDriftMetric(
  row: DriftRow | undefined,
  current: Side,
  columnName: string,
  metric: string,
  monitor: Monitor,
): MetricReading {
  const [other] = elsewhere(metric)
  const path = pathOf(row && other && !hasOwn(row, metric) && hasOwn(row, other) ? other : metric, monitor)
  const value = row === undefined ? null : numberIn(row, path)
  const reason = row === undefined ? 'no_reference' : reasonAt(row, path)
  const scale = value === null ? 'plain' : (knownMetric(path)?.scale ?? 'plain')
  return { value, reason: value === null ? reason : null, rows: rowsBehind(current, columnName), scale }
}

function behind(
  side: Side,
  columnName: string,
  path: string,
  value: number,
): Pick<MetricReading, 'rows' | 'scale' | 'share' | 'mean'> {
  const [head, ...rest] = path.split('.')
  if (head === 'label_coverage') {
    const labelled = numberAt(side.profile.get(columnName)?.values ?? new Map(), 'labelled_predictions')
    const share = labelled === null || side.rows === 0 ? {} : { share: { successes: labelled, rows: side.rows } }
    return { rows: side.rows, scale: 'share', ...share }
  }
  if (isQualityMetric(path)) {
    const rows = labelledRows(side.quality)
    const ofClass = rest[0] === 'one_vs_all' ? rest.slice(1).join('.') : null
    const share =
      head === 'accuracy_score'
        ? qualityShare(side.quality, 'accuracy', undefined)
        : (head === 'precision' || head === 'recall') && ofClass !== null
          ? qualityShare(side.quality, head, ofClass)
          : null
    return share === null ? { rows, scale: 'plain' } : { rows: share.rows, scale: 'plain', share }
  }
  const rows = rowsBehind(side, columnName)
  const counted = SHARES_OF[head!]
  if (counted !== undefined) {
    const of = counted.of === 'rows' ? side.rows : rows
    const successes = Math.round((value / counted.times) * of)
    const scale = counted.times === 1 ? 'share' : 'percent'
    return { rows: of, scale, ...(of > 0 ? { share: { successes, rows: of } } : {}) }
  }
  if (head === 'avg') {
    const moments = side.columns.get(columnName)?.moments
    return { rows, scale: 'plain', ...(moments === undefined ? {} : { mean: summarizeMoments(moments) }) }
  }
  if (side.profile.get(columnName)?.custom.has(head!)) {
    const share = asShareOfRows(value, side.rows)
    return share === null ? { rows: side.rows, scale: 'plain' } : { rows: side.rows, scale: 'share', share }
  }
  return { rows, scale: knownMetric(path)?.scale ?? 'plain' }
}

/** On a column's row its non-null rows, on the `:table` row all rows. */
function rowsBehind(side: Side, columnName: string): number {
  if (columnName === TABLE_COLUMN) return side.rows
  return side.columns.get(columnName)?.counts.nonNull ?? side.rows
}

/** A custom metric between 0 and 1 that, times the rows, is a whole number is a share of the rows. */
function asShareOfRows(value: number, rows: number): ShareCounts | null {
  if (!(value >= 0 && value <= 1) || rows === 0) return null
  const successes = Math.round(value * rows)
  return Math.abs(value * rows - successes) <= 1e-6 ? { successes, rows } : null
}

/** Why the number at a path is null: its own reason, or that of the whole value. */
const reasonAt = ({ reasons }: ProfileRow | DriftRow, path: string): ReasonCode | null =>
  reasons.get(path) ?? reasons.get(path.split('.')[0]!) ?? null

/** A custom metric's own value (its name may hold dots), or the number at a path of the row's structures. */
function numberIn(row: ProfileRow | DriftRow, path: string): number | null {
  const custom = row.custom.get(path)
  return typeof custom === 'number' ? custom : numberAt(row.values, path)
}
