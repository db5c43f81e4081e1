/**
 * The states of the aggregates: what an engine answers for one segment of one window, and what the store keeps.
 * Each is plain data; each merges (`merge.ts`): the state of a week is the merge of its days.
 */
import type { ErrorHistogram } from '../stats/error-histogram.ts'
import type { ResidualBins } from '../stats/residual-bins.ts'
import type { ScoreHistogram } from '../stats/score-histogram.ts'

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

/**
 * Scores of one class: rows whose label is the class, and the others, by score key (see stats/score-key); per tenth of the score what
 * calibration needs; the sum for Brier. Keys are fine in windows of at most 100,000 rows, so that ranks are those of the rows.
 */
export type ScoresState = Omit<ScoreHistogram, 'logLoss'>

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

/** What came of predictions whose outcomes stand in another table. */
export interface LabelsState {
  /** Predictions that have an outcome. */
  labelled: number
  /** Pairs of a prediction and an outcome. */
  pairs: number
  /** Predictions that have more than one. */
  several: number
  /** Seconds from a prediction to its first known outcome, over `DELAY_EDGES`. Absent where nothing says when outcomes became known. */
  delay?: { moments: MomentsState; histogram: Float64Array }
}

/** Errors by sign and by the logarithmic key of their size (see stats/error-histogram), over the rows of ErrorsState. */
export type ErrorHistogramState = ErrorHistogram

/** Errors by bins of the prediction: few of the edges that its column's frozen fine bins have (see stats/residual-bins). */
export type ResidualsState = ResidualBins

export interface QualityState {
  confusion?: ConfusionState
  /** By class text. */
  scores?: Map<string, ScoresState>
  logLoss?: LogLossState
  errors?: ErrorsState
  labels?: LabelsState
  errorHistogram?: ErrorHistogramState
  residuals?: ResidualsState
}
