import { assertSameLength, sumCounts } from './check-counts.ts'

/**
 * Total variation distance between two binned samples.
 *
 * Answers: what share of rows would have to change their bin to make the two equal?
 * Formula: sum_i |p_i - q_i| / 2.
 * Unit: share of rows. Range: [0, 1]. Symmetric; a metric.
 *
 * @param reference counts per bin, shape [k], k >= 1, finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @returns { statistic }
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: a bin of their own, or excluded by the aggregate.
 * Cost: O(k).
 * Source: Levin, Peres & Wilmer (2009), Markov chains and mixing times, section 4.1; test/golden/divergences.json
 * @example totalVariation([3, 1], [1, 3]).statistic // => 0.5
 */
export function totalVariation(reference: ArrayLike<number>, current: ArrayLike<number>): { readonly statistic: number } {
  assertSameLength(reference, current)
  const n = sumCounts('reference', reference)
  const m = sumCounts('current', current)
  let sum = 0
  for (let i = 0; i < reference.length; i++) sum += Math.abs(current[i]! / m - reference[i]! / n)
  return { statistic: Math.min(1, sum / 2) }
}
