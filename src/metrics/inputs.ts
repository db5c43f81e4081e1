/** What metrics are computed from: states of one or two segments, as plain values. Inputs are never changed once given. */
import type { ColumnState, ConfusionState, LabelsState, QualityState } from '../aggregates/states.ts'
import type { OutcomeValues } from '../config/project.ts'
import type { Column } from '../core/columns.ts'
import type { FrozenColumn } from '../store/store.ts'

/** One column of one segment of one window. */
export interface ProfileInput {
  /** Rows of the segment, null or not. */
  readonly rows: number
  readonly column: Column
  readonly state: ColumnState
  /** Edges of `state.histogram`, ascending; bins (previous, edge], with under and over: shape [histogram.length - 1]. */
  readonly edges?: Float64Array
  /** All finite values, ascending, where the engine gave them (windows of at most 100,000 rows): makes distinct, quantiles and drift exact. */
  readonly sorted?: Float64Array
}

/**
 * One column of two segments. Pass the same `reference` object for every window that is compared with it:
 * what is derived from it is then computed once.
 */
export interface DriftInput {
  readonly column: Column
  readonly current: ProfileInput
  readonly reference: ProfileInput
  readonly frozen: FrozenColumn
}

/** The `:table` row of one segment of one window. */
export interface TableInput {
  readonly rows: number
  /** In table order. */
  readonly columns: readonly { readonly name: string; readonly nonNull: number }[]
  readonly quality?: QualityState
  /** Absent where the monitor has no label. */
  readonly labels?: LabelInput
  /** What the user says that each cell of the confusion matrix is worth. */
  readonly outcomeValues?: OutcomeValues
  /** Only for the `true` slice of a Boolean slicing expression. */
  readonly fairness?: FairnessInput
}

/** How far the outcomes of a segment have come. */
export interface LabelInput {
  /** Pairs are predictions where the label stands in the same table. */
  readonly state: LabelsState
  /** The outcomes stand in another table. */
  readonly joined: boolean
  /** More outcomes may come; null where that cannot be said: of a reference, of labels in the same table. */
  readonly provisional: boolean | null
}

export interface TableDriftInput {
  readonly current: TableInput
  readonly reference: TableInput
}

/** The two groups of a Boolean slicing expression, in the same window and model. */
export interface FairnessInput {
  /** Rows for which the expression is true: the protected group. */
  readonly groupTrue: FairnessGroup
  readonly groupFalse: FairnessGroup
}

export interface FairnessGroup {
  readonly confusion: ConfusionState
  /** Rows per predicted class, labelled or not, where the prediction column was counted by value and completely. */
  readonly predictions?: ReadonlyMap<string, number>
}
