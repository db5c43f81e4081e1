/** What a configuration may check: every number of the metric tables by its path, and what a check must know about it. */
import type { ColumnKind } from '../core/columns.ts'
import type { JsonValue } from '../core/json.ts'
import type { Metric, MetricKind, MetricUnit, SampleKind } from './define-metric.ts'
import { METRICS, metricById } from './registry.ts'
import { type MetricValues, TABLE_COLUMN } from './rows.ts'

export interface KnownMetric {
  /** As a check names it, with the field made explicit: `ks_test.statistic`, `precision.macro`, `precision.one_vs_all.1`. */
  readonly path: string
  /** The metric, which is the table column. */
  readonly id: string
  readonly title: string
  readonly kind: MetricKind
  readonly unit: MetricUnit
  /** `share` runs from 0 to 1, `percent` from 0 to 100; null: neither. */
  readonly scale: 'share' | 'percent' | null
  readonly range: readonly [number | null, number | null]
  readonly better: 'higher' | 'lower' | 'neither'
  /** Kinds of columns that have it; empty for metrics of the `:table` row alone. */
  readonly appliesTo: readonly ColumnKind[]
  readonly onTable: boolean
  readonly sample: SampleKind
}

const LISTS = /^(array|map)</

const isPerClass = (metric: Metric): boolean => metric.type.includes('one_vs_all:map<') || metric.type.startsWith('map<')

/** Does the metric stand on `:table` rows? */
export const isOnTable = (metric: Metric): boolean =>
  metric.kind === 'quality' || metric.kind === 'fairness' || metric.computeTable !== undefined

const scaleOf = (unit: MetricUnit): KnownMetric['scale'] =>
  unit === 'share' ? 'share' : unit === 'percent' || unit === 'percentage points' ? 'percent' : null

/** `{class: {lower, upper}}`. */
const isMapOfStructs = (metric: Metric): boolean => metric.type.startsWith('map<string,struct<')

/** The paths of a metric that lead to one number; lists have none, maps by class only through `knownMetric`. */
function pathsOf(metric: Metric): string[] {
  if (isMapOfStructs(metric)) return []
  if (metric.fields) return metric.fields.map((field) => `${metric.id}.${field}`)
  return LISTS.test(metric.type) ? [] : [metric.id]
}

/**
 * Every name that a check or a custom expression may use, for validation and for suggestions.
 * Struct metrics stand as themselves (their main field) and with each field, maps by class as themselves (the positive class).
 */
export function knownMetricIds(): readonly string[] {
  return METRICS.flatMap((metric) =>
    metric.type.startsWith('map<') || metric.main ? [metric.id, ...pathsOf(metric)] : pathsOf(metric),
  )
}

/**
 * The metric behind a path, or undefined when the path leads to no number. Classes are not checked: only the data know them.
 *
 * @param positive the monitor's positive class: what a metric per class means where its bare id is named (`precision` is
 *   `precision.one_vs_all.1`). Without it the metric's main field (`precision.macro`).
 */
export function knownMetric(path: string, positive?: string): KnownMetric | undefined {
  const dot = path.indexOf('.')
  const metric = metricById(dot < 0 ? path : path.slice(0, dot))
  if (!metric) return undefined
  const rest = dot < 0 ? undefined : path.slice(dot + 1)
  const full = completePath(metric, rest, positive)
  return full === undefined ? undefined : describe(metric, full)
}

function completePath(metric: Metric, rest: string | undefined, positive: string | undefined): string | undefined {
  if (isMapOfStructs(metric)) {
    if (rest === undefined) return positive === undefined ? undefined : `${metric.id}.${positive}.${metric.main}`
    const field = metric.fields?.find((name) => rest.endsWith(`.${name}`) && rest.length > name.length + 1)
    return field === undefined ? undefined : `${metric.id}.${rest}`
  }
  if (rest === undefined) {
    if (positive !== undefined && isPerClass(metric))
      return `${metric.id}.${metric.type.startsWith('map<') ? '' : 'one_vs_all.'}${positive}`
    return metric.main ? `${metric.id}.${metric.main}` : pathsOf(metric)[0]
  }
  if (metric.fields?.includes(rest)) return `${metric.id}.${rest}`
  if (!isPerClass(metric) || rest === '') return undefined
  if (metric.type.startsWith('map<')) return `${metric.id}.${rest}`
  return rest.startsWith('one_vs_all.') && rest.length > 'one_vs_all.'.length ? `${metric.id}.${rest}` : undefined
}

/** The p-value of a test is a probability, whatever the statistic's unit. */
function describe(metric: Metric, path: string): KnownMetric {
  const isProbability = path.endsWith('.pvalue')
  const unit = isProbability ? 'share' : metric.unit
  return {
    path,
    id: metric.id,
    title: metric.title,
    kind: metric.kind,
    unit,
    scale: scaleOf(unit),
    range: isProbability ? [0, 1] : metric.range,
    better: isProbability ? 'higher' : metric.better,
    appliesTo: 'appliesTo' in metric ? metric.appliesTo : [],
    onTable: isOnTable(metric),
    sample: metric.sample,
  }
}

/**
 * The metric that a check on `path` reads on a column of this kind: the same, or the one that means the same there
 * (`population_stability_index` on categories is `categorical_psi`). Undefined where it has no meaning.
 */
export function metricOnColumn(path: string, kind: ColumnKind | typeof TABLE_COLUMN): KnownMetric | undefined {
  const known = knownMetric(path)
  if (!known) return undefined
  if (kind === TABLE_COLUMN) return known.onTable ? known : undefined
  if (known.appliesTo.includes(kind)) return known
  const metric = metricById(known.id)
  const elsewhere = metric?.kind === 'drift' ? metric.elsewhere : undefined
  return elsewhere?.kinds.includes(kind) ? knownMetric(elsewhere.id) : undefined
}

/** Walks a path into a row's values: null where the value, a field or a class is missing, or is not one number. */
export function numberAt(values: MetricValues, path: string): number | null {
  const dot = path.indexOf('.')
  if (dot < 0) return asNumber(values.get(path))
  const struct = values.get(path.slice(0, dot))
  const rest = path.slice(dot + 1)
  // A class may hold dots of its own, so everything after one_vs_all is one key.
  if (!rest.startsWith('one_vs_all.')) {
    const field = rest.lastIndexOf('.')
    return (
      asNumber(child(struct, rest)) ??
      (field < 0 ? null : asNumber(child(child(struct, rest.slice(0, field)), rest.slice(field + 1))))
    )
  }
  return asNumber(child(child(struct, 'one_vs_all'), rest.slice('one_vs_all.'.length)))
}

function child(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, JsonValue>>)[key] : undefined
}

const asNumber = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null)

/** How many rows a metric of this row rests on, or null when unknown. On a drift row pass the profile rows of each side. */
export function sampleSize(
  row: { readonly columnName: string; readonly values: MetricValues },
  sample: SampleKind,
): number | null {
  if (sample === 'labelled') return numberAt(row.values, 'labelled_count')
  const count = numberAt(row.values, 'count')
  if (count === null || sample === 'values' || row.columnName === TABLE_COLUMN) return count
  return count + (numberAt(row.values, 'num_nulls') ?? 0)
}
