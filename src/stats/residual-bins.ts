import { LeewayError } from '../core/errors.ts'
import { binIndex } from './bin-index.ts'

/** Mergeable sums of rows by bins of the prediction: up to the first edge, (edge, next edge] …, above the last; shape [edges + 1] each. */
export interface ResidualBins {
  readonly rows: Float64Array
  readonly predictions: Float64Array
  /** Of prediction - label, and of its square. */
  readonly errors: Float64Array
  readonly squares: Float64Array
}

export interface ResidualPoint {
  readonly rows: number
  readonly meanPrediction: number
  /** Mean of prediction - label. */
  readonly meanError: number
  /** Sample standard deviation; null below two rows. */
  readonly stddev: number | null
}

/** Bins that a report can show side by side. */
const MOST_RESIDUAL_BINS = 32

/**
 * Few edges out of many: the first, the last, and those between at equal steps, so that their bins are unions of the fine ones.
 *
 * Answers: by which bins of the prediction are residuals counted, where the prediction's own bins are too fine to show?
 *
 * @param edges ascending, shape [k], k >= 1
 * @returns ascending, at most 33
 * @throws LeewayError STATS_EMPTY without edges
 * Source: definition in this file; test/golden/residual-bins.json
 * @example residualEdges([1, 2, 3]) // => Float64Array.of(1, 2, 3)
 */
export function residualEdges(edges: ArrayLike<number>): Float64Array {
  if (edges.length === 0) throw new LeewayError('STATS_EMPTY', 'there are no edges')
  const step = Math.max(1, (edges.length - 1) / MOST_RESIDUAL_BINS)
  const wanted = Math.min(edges.length, MOST_RESIDUAL_BINS + 1)
  return Float64Array.from({ length: wanted }, (_, i) => edges[Math.round(i * step)]!)
}

/**
 * Sums residuals by bins of the prediction.
 *
 * @param edges       ascending, shape [k]
 * @param predictions finite, shape [n]
 * @param labels      finite, shape [n]
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY without edges; STATS_DOMAIN if a value is not finite
 * Missing values: rows without prediction or label are left out before.
 * Cost: O(n log k).
 * Source: test/golden/residual-bins.json
 * @example residualBins([1], [1, 2], [0, 2]).errors // => Float64Array.of(1, 0)
 */
export function residualBins(edges: ArrayLike<number>, predictions: ArrayLike<number>, labels: ArrayLike<number>): ResidualBins {
  if (predictions.length !== labels.length)
    throw new LeewayError('STATS_SHAPE', `${predictions.length} predictions have ${labels.length} labels`)
  if (edges.length === 0) throw new LeewayError('STATS_EMPTY', 'there are no edges')
  const bins = emptyResidualBins(edges.length + 1)
  for (let i = 0; i < labels.length; i++) {
    const error = predictions[i]! - labels[i]!
    if (!Number.isFinite(error)) throw new LeewayError('STATS_DOMAIN', 'predictions and labels must be finite')
    const bin = binIndex(edges, predictions[i]!)
    bins.rows[bin]!++
    bins.predictions[bin]! += predictions[i]!
    bins.errors[bin]! += error
    bins.squares[bin]! += error * error
  }
  return bins
}

export const emptyResidualBins = (length: number) => ({
  rows: new Float64Array(length),
  predictions: new Float64Array(length),
  errors: new Float64Array(length),
  squares: new Float64Array(length),
})

/**
 * The rows of both.
 *
 * @throws LeewayError STATS_SHAPE if their bins differ
 * Cost: O(k).
 * Source: test/golden/residual-bins.json
 * @example mergeResidualBins(residualBins([1], [1], [0]), residualBins([1], [0], [0])).rows // => Float64Array.of(2, 0)
 */
export function mergeResidualBins(a: ResidualBins, b: ResidualBins): ResidualBins {
  if (a.rows.length !== b.rows.length)
    throw new LeewayError('STATS_SHAPE', `residuals have ${a.rows.length} and ${b.rows.length} bins`)
  const add = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value + y[i]!)
  return {
    rows: add(a.rows, b.rows),
    predictions: add(a.predictions, b.predictions),
    errors: add(a.errors, b.errors),
    squares: add(a.squares, b.squares),
  }
}

/**
 * Residuals against the prediction.
 *
 * Answers: for which predictions is the model biased, and where is it unsure?
 * Formula: per bin with rows: mean prediction, mean of prediction - label, and its sample standard deviation.
 * Unit: the label's own.
 *
 * @param bins as made by residualBins and mergeResidualBins
 * @returns one ResidualPoint per bin with rows, by prediction
 * Missing values: left out before.
 * Cost: O(k).
 * Source: equals NumPy's mean and std(ddof=1) per bin in test/golden/residual-bins.json
 * @example residualPoints(residualBins([1], [0, 1], [0, 0])) // => [{ rows: 2, meanPrediction: 0.5, meanError: 0.5, stddev: 0.7071067811865476 }]
 */
export function residualPoints({ rows, predictions, errors, squares }: ResidualBins): readonly ResidualPoint[] {
  return Array.from(rows).flatMap((n, i) => {
    if (n === 0) return []
    const meanError = errors[i]! / n
    const stddev = n < 2 ? null : Math.sqrt(Math.max(0, (squares[i]! - meanError * errors[i]!) / (n - 1)))
    return [{ rows: n, meanPrediction: predictions[i]! / n, meanError, stddev }]
  })
}
