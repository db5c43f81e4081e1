import { LeewayError } from '../core/errors.ts'
import { assertSorted } from './check-sorted.ts'
import { nextDown } from './next-down.ts'

/**
 * Edges of bins that hold about equal shares of a sorted sample.
 *
 * Answers: where must the bins end so that each holds the same share of the reference?
 * Formula: edge 0 is the largest double below the minimum; edge i is the value at rank ceil(i n / bins); equal edges become one. Bins
 * are (previous, edge], so under is x <= edges[0] and over is x > the last edge, which is the maximum.
 *
 * @param sorted ascending values, shape [n], n >= 1, finite
 * @param bins   how many bins at most, a whole number >= 1
 * @returns strictly ascending edges, shape [k + 1], 1 <= k <= bins
 * @throws LeewayError STATS_EMPTY without values; STATS_DOMAIN if they do not ascend or are not finite, or bins < 1
 * Missing values: left out before.
 * Cost: O(n) to check, O(bins) to choose.
 * Source: definition in this docstring; equals numpy.quantile(method="inverted_cdf") in test/golden/bins.json
 * @example equalMassEdges(Float64Array.of(1, 2, 3, 4), 2).slice(1) // => Float64Array.of(2, 4)
 */
export function equalMassEdges(sorted: Float64Array, bins: number): Float64Array {
  assertSorted('reference', sorted)
  if (!Number.isSafeInteger(bins) || bins < 1)
    throw new LeewayError('STATS_DOMAIN', `bins must be a whole number of 1 or more, not ${bins}`)
  const n = sorted.length
  const edges = new Float64Array(bins + 1)
  edges[0] = nextDown(sorted[0]!)
  let k = 0
  for (let i = 1; i <= bins; i++) {
    const edge = sorted[Math.max(0, Math.ceil((i * n) / bins) - 1)]!
    if (edge > edges[k]!) edges[++k] = edge === 0 ? 0 : edge
  }
  return edges.slice(0, k + 1)
}
