import { assertSameLength, sumCounts } from './check-counts.ts'

/**
 * L-infinity distance between two binned samples.
 *
 * Answers: by how much did the share of the bin that moved most move?
 * Formula: max_i |p_i - q_i|.
 * Unit: share of rows. Range: [0, 1]. Symmetric; a metric.
 *
 * @param reference counts per bin, shape [k], k >= 1, finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @returns { statistic, bin: index of the bin that moved most }
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: a bin of their own, or excluded by the aggregate.
 * Cost: O(k).
 * Source: equals scipy.spatial.distance.chebyshev of the shares in test/golden/divergences.json
 * @example lInfinity([3, 1], [1, 3]).statistic // => 0.5
 */
export function lInfinity(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): { readonly statistic: number; readonly bin: number } {
  assertSameLength(reference, current)
  const n = sumCounts('reference', reference)
  const m = sumCounts('current', current)
  let statistic = 0
  let bin = 0
  for (let i = 0; i < reference.length; i++) {
    const gap = Math.abs(current[i]! / m - reference[i]! / n)
    if (gap > statistic) {
      statistic = gap
      bin = i
    }
  }
  return { statistic, bin }
}
