import { assertSameLength, sumCounts } from './check-counts.ts'
import { type KsResult, ksFromDistance } from './ks-from-distance.ts'

/**
 * Two-sample Kolmogorov-Smirnov test on counts in the same ordered bins.
 *
 * Answers: what is the largest gap between the two cumulative shares at the bins' edges?
 * Formula: D = max_i |sum_{j<=i} (r_j / n - c_j / m)|; p as in ksTwoSample. Below the exact D by at most the largest bin's share, and
 * equal to it when every bin holds one value.
 * Unit: share of rows. Range: [0, 1]. Symmetric.
 *
 * @param reference counts per bin, shape [k], k >= 1, finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @returns { statistic, pValue }
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: left out before.
 * Cost: O(k).
 * Source: Hodges (1958), 10.1007/BF02589501; equals scipy.stats.ks_2samp of one value per bin in test/golden/ks-two-sample.json
 * @example ksFromCounts([1, 1, 0], [0, 1, 1]).statistic // => 0.5
 */
export function ksFromCounts(reference: ArrayLike<number>, current: ArrayLike<number>): KsResult {
  assertSameLength(reference, current)
  const n = sumCounts('reference', reference)
  const m = sumCounts('current', current)
  let r = 0
  let c = 0
  let largest = 0
  for (let i = 0; i < reference.length; i++) {
    r += reference[i]!
    c += current[i]!
    const gap = Math.abs(r / n - c / m)
    if (gap > largest) largest = gap
  }
  return ksFromDistance(largest, n, m)
}
