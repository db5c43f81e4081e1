/** The rows of the two metric tables, in memory. Column names and meanings: docs/metric-tables.md. */
import type { JsonValue } from '../core/json.ts'
import type { Segment, Window } from '../core/window.ts'

export type MetricValues = ReadonlyMap<string, JsonValue>

/** Why a value is null although the column exists for this kind of row. */
export type ReasonCode =
  | 'no_rows'
  | 'no_values'
  | 'one_row'
  | 'one_class'
  | 'no_class'
  | 'constant'
  | 'no_labels'
  | 'zero_denominator'
  | 'too_many_categories'
  | 'no_reference'
  | 'reference_empty'
  | 'type_changed'
  | 'not_finite'
  | 'expression_failed'
  | 'probability_range'
  | 'never_predicted'
  | 'never_labelled'

export interface ProfileRow {
  /** Null on BASELINE rows. */
  readonly window: Window | null
  readonly logType: 'INPUT' | 'BASELINE'
  readonly segment: Segment
  readonly columnName: string
  readonly dataType: string | null
  /** `count`, `avg`, `quantiles`, …, quality and fairness columns; custom metrics under their own names in `custom`. */
  readonly values: MetricValues
  readonly custom: MetricValues
  /** Why a value is null, by column; of a part of a value by its path: `precision.one_vs_all.1`. */
  readonly reasons: ReadonlyMap<string, ReasonCode>
}

export interface DriftRow {
  readonly window: Window
  readonly windowCmp: Window | null
  readonly driftType: 'BASELINE' | 'CONSECUTIVE'
  readonly segment: Segment
  readonly columnName: string
  readonly dataType: string | null
  readonly values: MetricValues
  readonly custom: MetricValues
  readonly reasons: ReadonlyMap<string, ReasonCode>
}

export const TABLE_COLUMN = ':table'
