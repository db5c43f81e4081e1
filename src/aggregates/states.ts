/**
 * The states of the aggregates: what an engine answers for one segment of one window, and what the store keeps.
 * Each is plain data; each merges (`merge.ts`): the state of a week is the merge of its days.
 */

/** Rows by what they are. `nonNull` counts NaN and infinities too. */
export interface CountsState {
  rows: number
  nonNull: number
  nan: number
  positiveInfinity: number
  negativeInfinity: number
  zeros: number
}

/** Sums over finite values of x - shift, so that 1e9 with sd 1 keeps its digits. min, max are null when n is 0. Timestamps: microseconds. */
export interface MomentsState {
  n: number
  shift: number
  sum: number
  sumSquares: number
  min: number | null
  max: number | null
}

/** Lengths of text in code points, over non-null values. */
export interface LengthsState {
  n: number
  min: number | null
  max: number | null
  sum: number
}

/** Values as text with their counts. `complete`: items hold every value; else `other` rows have values that are not listed. Listed counts are exact. */
export interface CategoriesState {
  items: Map<string, number>
  other: number
  complete: boolean
}

/** What one column of one segment answers. Absent: not asked for, or not meaningful for the type. */
export interface ColumnState {
  counts: CountsState
  moments?: MomentsState
  /** Finite values in the frozen fine bins: under, bins…, over; length = fine edges + 1. */
  histogram?: Float64Array
  /** HyperLogLog registers, 2^11. */
  distinct?: Uint8Array
  lengths?: LengthsState
  categories?: CategoriesState
}

/** Counts by (prediction, label), both as class text; rows where either is null are left out. Key: JSON.stringify([prediction, label]). */
export type ConfusionState = Map<string, number>

/** Scores of one class in logit bins (4096, see stats/score-histogram): rows whose label is the class, and the others; sums for Brier and log loss. */
export interface ScoresState {
  positives: Float64Array
  negatives: Float64Array
  /** Sum of p per bin, all rows. */
  scoreSums: Float64Array
  squaredErrors: number
  /**
   * Distinct scores, ascending, with the same two counts per score, where the engine read the window score by score (windows of few
   * rows): bins alone miss the ROC AUC of a few thousand rows by up to 7e-4. Merged while both sides hold at most 100,000 rows.
   */
  exact?: { readonly scores: Float64Array; readonly positives: Float64Array; readonly negatives: Float64Array }
}

/** Sum of -ln(probability given to the true class), clipped at 1e-15, and its rows. */
export interface LogLossState {
  n: number
  sum: number
}

/** Errors are prediction - label, over rows where both are finite. */
export interface ErrorsState {
  n: number
  sum: number
  sumAbs: number
  sumSquares: number
  /** Sum of |error / label| where the label is not 0. */
  sumAbsRelative: number
  nRelative: number
  label: MomentsState
}

export interface QualityState {
  confusion?: ConfusionState
  /** By class text. */
  scores?: Map<string, ScoresState>
  logLoss?: LogLossState
  errors?: ErrorsState
}
