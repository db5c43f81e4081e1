/** What a metric is: one file that says what it answers, where it stands, and how it is computed from states. */
import type { ColumnState, QualityState } from '../aggregates/states.ts'
import type { ColumnKind } from '../core/columns.ts'
import type { JsonValue } from '../core/json.ts'
import type { DriftInput, FairnessInput, ProfileInput, TableDriftInput, TableInput } from './inputs.ts'
import type { NoValue, PartialValue } from './no-value.ts'

/** The aggregates that a metric reads: the fields of the states. The plan asks the engine for their union. */
export type AggregateName = keyof ColumnState | keyof QualityState

export type MetricUnit =
  | 'rows'
  | 'columns'
  | 'share'
  | 'percent'
  | 'percentage points'
  | 'column'
  | 'column squared'
  | 'characters'
  | 'seconds'
  | 'nats'
  | 'square root of bits'
  | 'standard deviations'
  | 'outcome values'
  | 'factor'
  | 'none'

/** Which rows a value rests on, for a check that knows its sample size: all rows, non-null values, or labelled predictions. */
export type SampleKind = 'rows' | 'values' | 'labelled'

/**
 * `undefined`: does not apply to this column, or its aggregate was not asked for. NoValue: applies, but has no value here.
 * PartialValue: has one, but parts of it are null, each with its reason.
 */
export type MetricResult = JsonValue | NoValue | PartialValue | undefined

interface MetricCommon {
  /** The file's name, the table column, and what a check calls it. */
  readonly id: string
  readonly title: string
  /** One plain sentence: the question that the value answers. */
  readonly answers: string
  /** How it is computed, in one line, with the cases at the edge. */
  readonly formula: string
  /** Spark type of the table column. */
  readonly type: string
  readonly unit: MetricUnit
  /** Smallest and largest possible value (of each number, for a struct, list or map); null: unbounded. */
  readonly range: readonly [number | null, number | null]
  readonly better: 'higher' | 'lower' | 'neither'
  /** Where the definition comes from, and what it equals. */
  readonly source: string
  readonly needs: readonly AggregateName[]
  readonly sample: SampleKind
  /** Of a struct: the field that a check reads when it names the metric alone. */
  readonly main?: string
  /**
   * Of a struct: the fields with one number each. A `one_vs_all` map is also read by class: `precision.one_vs_all.1`; a map of structs
   * by class and field: `precision_interval.1.lower`.
   */
  readonly fields?: readonly string[]
}

/** Describes one window. On columns of these kinds, on the `:table` row, or both. */
export interface ProfileMetric extends MetricCommon {
  readonly kind: 'profile'
  readonly appliesTo: readonly ColumnKind[]
  readonly compute?: (input: ProfileInput) => MetricResult
  readonly computeTable?: (input: TableInput) => MetricResult
}

/** Compares two windows, or a window with the reference. */
export interface DriftMetric extends MetricCommon {
  readonly kind: 'drift'
  readonly appliesTo: readonly ColumnKind[]
  readonly compute?: (input: DriftInput) => MetricResult
  readonly computeTable?: (input: TableDriftInput) => MetricResult
  /** On columns of other kinds a check on this metric reads that one, which means the same there. */
  readonly elsewhere?: { readonly kinds: readonly ColumnKind[]; readonly id: string }
}

/** Compares predictions with labels, on `:table` rows. */
export interface QualityMetric extends MetricCommon {
  readonly kind: 'quality'
  readonly problem: 'classification' | 'regression' | 'both'
  /** @param table the row that the value stands on, for what is a share of its rows */
  readonly compute: (state: QualityState, table: TableInput) => MetricResult
}

/** Compares the two groups of a Boolean slice, on the `:table` row of its `true` slice. */
export interface FairnessMetric extends MetricCommon {
  readonly kind: 'fairness'
  readonly compute: (input: FairnessInput) => MetricResult
}

export type Metric = ProfileMetric | DriftMetric | QualityMetric | FairnessMetric
export type MetricKind = Metric['kind']

/** Declares a metric. The file `src/metrics/<kind>/<id>.ts` exports it; the registry is generated from the folders. */
export const defineMetric = <const M extends Metric>(metric: M): M => metric
