import { assertSameLength, sumCounts } from './check-counts.ts'

/**
 * Hellinger distance between two binned samples.
 *
 * Answers: how little do the two distributions overlap, from 0 (equal) to 1 (no bin in common)?
 * Formula: sqrt(sum_i (sqrt p_i - sqrt q_i)^2 / 2).
 * Unit: none. Range: [0, 1]. Symmetric; a metric.
 *
 * @param reference counts per bin, shape [k], k >= 1, finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @returns { statistic }
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: a bin of their own, or excluded by the aggregate.
 * Cost: O(k).
 * Source: Hellinger (1909), 10.1515/crll.1909.136.210; test/golden/divergences.json
 * @example hellinger([1, 0], [0, 1]).statistic // => 1
 */
export function hellinger(reference: ArrayLike<number>, current: ArrayLike<number>): { readonly statistic: number } {
  assertSameLength(reference, current)
  const n = sumCounts('reference', reference)
  const m = sumCounts('current', current)
  let sum = 0
  for (let i = 0; i < reference.length; i++) sum += (Math.sqrt(current[i]! / m) - Math.sqrt(reference[i]! / n)) ** 2
  return { statistic: Math.min(1, Math.sqrt(sum / 2)) }
}
