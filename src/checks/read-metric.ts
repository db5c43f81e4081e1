/** Looks a metric up in the rows of the metric tables, with the counts behind it where it is a share or a mean that can be tested. */
import type { Monitor } from '../config/project.ts'
import type { JsonValue } from '../core/json.ts'
import type { DriftRow, MetricValues, ProfileRow, ReasonCode } from '../metrics/rows.ts'
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

const QUALITY_METRICS = new Set([
  'accuracy_score',
  'precision',
  'recall',
  'f1_score',
  'roc_auc_score',
  'log_loss',
  'mean_squared_error',
  'root_mean_squared_error',
  'mean_average_error',
  'mean_absolute_percentage_error',
  'r2_score',
])
const PERCENT_OF = { percent_null: 'num_nulls', percent_zeros: 'num_zeros', percent_nan: 'num_nan' } as const
/** Metrics that are shares from 0 to 1 and cannot be tested from counts, but are said as shares. */
const SHARES = new Set(['missing_share', 'unseen_categories', 'out_of_range', 'label_coverage'])

export const isQualityMetric = (metric: string): boolean => QUALITY_METRICS.has(metric.split('.')[0]!)

/** The metric is a column of this row: it has a value, or a reason for having none. */
export function hasMetric(row: ProfileRow | DriftRow | undefined, metric: string): boolean {
  if (row === undefined) return false
  const head = metric.split('.')[0]!
  return valueIn(row.values, metric) != null || valueIn(row.custom, metric) != null || row.reasons.has(head)
}

/** Reads a profile, quality or custom metric of one column (or `:table`) of one side. */
export function readProfileMetric(side: Side, columnName: string, metric: string, monitor: Monitor): MetricReading {
  const row = side.profile.get(columnName)
  const raw = row === undefined ? null : (valueIn(row.values, metric) ?? valueIn(row.custom, metric) ?? null)
  const { value, part } = numberIn(raw, monitor.positive)
  const reason = row === undefined ? 'no_rows' : (row.reasons.get(metric.split('.')[0]!) ?? null)
  if (value === null) return { value: null, reason, rows: side.rows, scale: 'plain' }
  return { value, reason: null, ...behind(side, columnName, metric, part, value) }
}

/** Reads a drift metric (PSI, a distance, `ks_test.statistic`, a delta, a custom drift metric). */
export function readDriftMetric(row: DriftRow | undefined, current: Side, columnName: string, metric: string): MetricReading {
  const raw = row === undefined ? null : (valueIn(row.values, metric) ?? valueIn(row.custom, metric) ?? null)
  const { value } = numberIn(raw, undefined)
  const reason = row === undefined ? 'no_reference' : (row.reasons.get(metric.split('.')[0]!) ?? null)
  return { value, reason: value === null ? reason : null, rows: rowsBehind(current, columnName), scale: 'plain' }
}

function behind(
  side: Side,
  columnName: string,
  metric: string,
  part: string | null,
  value: number,
): Pick<MetricReading, 'rows' | 'scale' | 'share' | 'mean'> {
  const [head, ...path] = metric.split('.')
  if (isQualityMetric(metric)) {
    const rows = labelledRows(side.quality)
    if (head === 'accuracy_score') {
      const share = qualityShare(side.quality, 'accuracy', undefined)
      return share === null ? { rows, scale: 'plain' } : { rows: share.rows, scale: 'plain', share }
    }
    const ofClass = path[0] === 'one_vs_all' ? path.slice(1).join('.') : part
    if ((head === 'precision' || head === 'recall') && ofClass !== null) {
      const share = qualityShare(side.quality, head, ofClass)
      if (share !== null) return { rows: share.rows, scale: 'plain', share }
    }
    return { rows, scale: 'plain' }
  }
  const rows = rowsBehind(side, columnName)
  const counted = PERCENT_OF[head as keyof typeof PERCENT_OF]
  if (counted !== undefined) {
    const of = head === 'percent_null' ? side.rows : rows
    const successes = Math.round((value / 100) * of)
    return { rows: of, scale: 'percent', ...(of > 0 ? { share: { successes, rows: of } } : {}) }
  }
  if (head!.startsWith('percent_')) return { rows, scale: 'percent' }
  if (SHARES.has(head!)) return { rows, scale: 'share' }
  if (head === 'avg') {
    const moments = side.columns.get(columnName)?.moments
    return { rows, scale: 'plain', ...(moments === undefined ? {} : { mean: summarizeMoments(moments) }) }
  }
  if (side.profile.get(columnName)?.custom.has(head!)) {
    const share = asShareOfRows(value, side.rows)
    return share === null ? { rows: side.rows, scale: 'plain' } : { rows: side.rows, scale: 'share', share }
  }
  return { rows, scale: 'plain' }
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

/** The value under a name, or under a dotted path into a structure: `ks_test.pvalue`, `f1_score.macro`. */
function valueIn(values: MetricValues, metric: string): JsonValue | undefined {
  const direct = values.get(metric)
  if (direct !== undefined) return direct
  const [head, ...path] = metric.split('.')
  let value = values.get(head!)
  // A class name may hold dots itself.
  for (let i = 0; i < path.length; i++) {
    if (!isStructure(value)) return undefined
    const rest = path.slice(i).join('.')
    if (rest in value) return value[rest]
    value = value[path[i]!]
  }
  return path.length > 0 ? value : undefined
}

/**
 * The number that stands for a structure where the check names no part of it: a test's statistic; of quality per class the positive
 * class, or the macro average where there is none.
 */
function numberIn(raw: JsonValue, positive: string | undefined): { readonly value: number | null; readonly part: string | null } {
  if (typeof raw === 'number') return { value: raw, part: null }
  if (!isStructure(raw)) return { value: null, part: null }
  const classes = raw['one_vs_all']
  if (positive !== undefined && isStructure(classes) && typeof classes[positive] === 'number') {
    return { value: classes[positive], part: positive }
  }
  const value = raw['statistic'] ?? raw['macro']
  return { value: typeof value === 'number' ? value : null, part: null }
}

const isStructure = (value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
