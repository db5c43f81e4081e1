import { LeewayError } from '../core/errors.ts'
import { sumCounts } from './check-counts.ts'
import { assertProbability } from './check-values.ts'

/**
 * Quantiles of a column from its counts per bin.
 *
 * Answers: below which value does a given share of rows lie?
 * Formula: rank p (n - 1) between whole ranks as numpy's default; the rows of a bin are spread evenly between its ends, which are cut
 * to [min, max]. Exact for bins of one value (the lower edge the double below it); otherwise within the bins that hold the ranks.
 * Unit: the column's own.
 *
 * @param edges  strictly ascending, shape [k + 1]
 * @param counts shape [k + 2]: under, k bins, over; sum > 0
 * @param min    smallest value, finite
 * @param max    largest value, finite, >= min
 * @param probs  each from 0 to 1, shape [p]
 * @returns quantiles, shape [p]
 * @throws LeewayError STATS_SHAPE if lengths do not fit; STATS_EMPTY if the sum is 0; STATS_DOMAIN if a value is outside
 * Missing values: left out before.
 * Cost: O(k + p log k).
 * Source: definition in this docstring; within one bin of numpy.quantile in test/golden/bins.json
 * @example quantilesFromCounts([0, 10], [0, 11, 0], 0, 10, [0.5]) // => Float64Array.of(5)
 */
export function quantilesFromCounts(
  edges: ArrayLike<number>,
  counts: ArrayLike<number>,
  min: number,
  max: number,
  probs: ArrayLike<number>,
): Float64Array {
  if (edges.length < 1 || counts.length !== edges.length + 1) {
    throw new LeewayError(
      'STATS_SHAPE',
      `${edges.length} edges bound ${edges.length + 1} bins with under and over, not ${counts.length}`,
    )
  }
  const n = sumCounts('bin', counts)
  if (!(Number.isFinite(min) && Number.isFinite(max) && min <= max)) {
    throw new LeewayError('STATS_DOMAIN', `the range ${min} .. ${max} must be finite and ascend`)
  }
  const quantiles = new Float64Array(probs.length)
  for (let i = 0; i < probs.length; i++) {
    const p = probs[i]!
    assertProbability('a quantile', p)
    quantiles[i] = quantileAt(edges, counts, min, max, p * (n - 1), n)
  }
  return quantiles
}

/** The value at a rank from 0 to n - 1, between the values at the whole ranks around it. */
function quantileAt(
  edges: ArrayLike<number>,
  counts: ArrayLike<number>,
  min: number,
  max: number,
  rank: number,
  n: number,
): number {
  if (rank <= 0) return min
  if (rank >= n - 1) return max
  const whole = Math.floor(rank)
  const lower = valueAt(edges, counts, min, max, whole)
  if (rank === whole) return lower
  const upper = whole + 1 >= n - 1 ? max : valueAt(edges, counts, min, max, whole + 1)
  return lower + (upper - lower) * (rank - whole)
}

/** The value at a whole rank: a bin of c rows from a to b holds its rows at a + (b - a) (i + 1/2) / c. */
function valueAt(edges: ArrayLike<number>, counts: ArrayLike<number>, min: number, max: number, rank: number): number {
  if (rank === 0) return min
  let below = 0
  let bin = 0
  while (bin < counts.length - 1 && below + counts[bin]! <= rank) below += counts[bin++]!
  const low = bin === 0 ? min : Math.max(min, edges[bin - 1]!)
  const high = bin === edges.length ? max : Math.min(max, edges[bin]!)
  if (isNeighbour(low, high)) return high
  const share = Math.min(1, (rank - below + 0.5) / counts[bin]!)
  return Math.min(max, Math.max(min, low + (high - low) * share))
}

/** Whether no double lies between low and high. */
function isNeighbour(low: number, high: number): boolean {
  const middle = low + (high - low) / 2
  return middle === low || middle === high
}
