import { LeewayError } from '../core/errors.ts'
import { EMPTY_MOMENTS, type Moments, mergeMoments, momentsFromValues } from './moments.ts'

/** Mergeable sums of errors, error = prediction - label. */
export interface ErrorSums {
  readonly n: number
  readonly sum: number
  readonly sumAbs: number
  readonly sumSquares: number
  /** Sum of |error| / |label| over rows whose label is not 0, and how many they are. */
  readonly sumAbsShare: number
  readonly shares: number
  readonly labels: Moments
}

/**
 * Error sums of predictions against labels.
 *
 * @param predictions finite, shape [n]
 * @param labels      finite, shape [n]
 * @returns ErrorSums
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_DOMAIN if a value is not finite
 * Missing values: rows without prediction or label are left out before.
 * Cost: O(n).
 * Source: test/golden/regression-metrics.json
 * @example errorSums([3, 5], [1, 5]).sumSquares // => 4
 */
export function errorSums(predictions: ArrayLike<number>, labels: ArrayLike<number>): ErrorSums {
  if (predictions.length !== labels.length) {
    throw new LeewayError('STATS_SHAPE', `${predictions.length} predictions have ${labels.length} labels`)
  }
  let sum = 0
  let sumAbs = 0
  let sumSquares = 0
  let sumAbsShare = 0
  let shares = 0
  for (let i = 0; i < labels.length; i++) {
    const error = predictions[i]! - labels[i]!
    const abs = Math.abs(error)
    sum += error
    sumAbs += abs
    sumSquares += error * error
    if (labels[i] !== 0) {
      sumAbsShare += abs / Math.abs(labels[i]!)
      shares++
    }
  }
  if (!Number.isFinite(sum)) throw new LeewayError('STATS_DOMAIN', 'predictions and labels must be finite')
  return { n: labels.length, sum, sumAbs, sumSquares, sumAbsShare, shares, labels: momentsFromValues(labels) }
}

/**
 * Error sums of two sets of rows together.
 *
 * Cost: O(1).
 * Source: test/golden/regression-metrics.json
 * @example mergeErrorSums(errorSums([1], [1]), errorSums([2], [1])).n // => 2
 */
export function mergeErrorSums(a: ErrorSums, b: ErrorSums): ErrorSums {
  return {
    n: a.n + b.n,
    sum: a.sum + b.sum,
    sumAbs: a.sumAbs + b.sumAbs,
    sumSquares: a.sumSquares + b.sumSquares,
    sumAbsShare: a.sumAbsShare + b.sumAbsShare,
    shares: a.shares + b.shares,
    labels: mergeMoments(a.labels, b.labels),
  }
}

export const EMPTY_ERROR_SUMS: ErrorSums = {
  n: 0,
  sum: 0,
  sumAbs: 0,
  sumSquares: 0,
  sumAbsShare: 0,
  shares: 0,
  labels: EMPTY_MOMENTS,
}

export interface RegressionMetrics {
  readonly rows: number
  readonly meanSquaredError: number
  readonly rootMeanSquaredError: number
  readonly meanAbsoluteError: number
  /** A fraction over the rows whose label is not 0; null without one. */
  readonly meanAbsolutePercentageError: number | null
  /** Rows left out of it because their label is 0. */
  readonly zeroLabels: number
  /** Null below two rows or when all labels are equal. */
  readonly r2: number | null
  /** Mean of prediction - label. */
  readonly bias: number
  /** Why a number is null. */
  readonly reasons: Readonly<Record<string, 'all_labels_zero' | 'constant_label' | 'one_row'>>
}

/** Sum of squares about the mean; 0 where rounding alone makes it differ from 0. */
function labelSpread(n: number, sum: number, sumSquares: number): number {
  const spread = sumSquares - (sum / n) * sum
  return spread > 1e-14 * sumSquares ? spread : 0
}

/**
 * Regression quality from error sums.
 *
 * Answers: how far off are the predictions, in which direction, and how much of the labels' spread do they explain?
 * Formula: MSE = sum e^2 / n; RMSE its root; MAE = sum |e| / n; MAPE = mean |e| / |label| over labels that are not 0; bias = sum e / n;
 * R2 = 1 - sum e^2 / sum (label - mean)^2.
 * Unit: the label's own, squared for MSE; MAPE and R2 fractions.
 *
 * @param sums as made by errorSums and mergeErrorSums
 * @returns RegressionMetrics
 * @throws LeewayError STATS_EMPTY without rows; STATS_DOMAIN if the sums are not finite
 * Missing values: left out before.
 * Cost: O(1).
 * Source: equals sklearn.metrics in test/golden/regression-metrics.json
 * @example regressionMetrics(errorSums([3, 5], [1, 5])).meanSquaredError // => 2
 */
export function regressionMetrics(sums: ErrorSums): RegressionMetrics {
  const { n } = sums
  if (!(n > 0)) throw new LeewayError('STATS_EMPTY', 'the error sums hold no rows')
  if (!Number.isFinite(sums.sum + sums.sumAbs + sums.sumSquares + sums.sumAbsShare)) {
    throw new LeewayError('STATS_DOMAIN', 'the error sums are not finite')
  }
  const { sum, sumSquares } = sums.labels
  const spread = labelSpread(n, sum, sumSquares)
  const reasons: Record<string, 'all_labels_zero' | 'constant_label' | 'one_row'> = {}
  if (n < 2) reasons['r2'] = 'one_row'
  else if (spread === 0) reasons['r2'] = 'constant_label'
  if (sums.shares === 0) reasons['meanAbsolutePercentageError'] = 'all_labels_zero'
  const meanSquaredError = sums.sumSquares / n
  return {
    rows: n,
    meanSquaredError,
    rootMeanSquaredError: Math.sqrt(meanSquaredError),
    meanAbsoluteError: sums.sumAbs / n,
    meanAbsolutePercentageError: sums.shares > 0 ? sums.sumAbsShare / sums.shares : null,
    zeroLabels: n - sums.shares,
    r2: n >= 2 && spread > 0 ? 1 - sums.sumSquares / spread : null,
    bias: sums.sum / n,
    reasons,
  }
}
