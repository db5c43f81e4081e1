import { assertSameLength, sumCounts } from './check-counts.ts'

/**
 * Pearson's contingency chi-squared of two binned samples, without correction.
 *
 * Answers: how large is the change over all bins, in units of chance?
 * Formula: ne sum_j (c_j / n1 - r_j / n0)^2 / m_j, m_j = (r_j + c_j) / (n0 + n1), ne = n0 n1 / (n0 + n1); empty bins are dropped.
 * Unit: none. Range: [0, inf). Under no drift: chi-squared with degreesOfFreedom.
 *
 * @param reference counts per bin, shape [k], finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @returns { statistic, degreesOfFreedom }: 0 with a single bin
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: judged by their own check.
 * Cost: O(k).
 * Source: Pearson (1900), 10.1080/14786440009463897; equals scipy.stats.chi2_contingency(correction=False) in test/golden/verdicts.json
 * @example pearsonDrift([10, 20], [10, 20]) // => { statistic: 0, degreesOfFreedom: 1 }
 */
export function pearsonDrift(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): { readonly statistic: number; readonly degreesOfFreedom: number } {
  assertSameLength(reference, current)
  const n0 = sumCounts('reference', reference)
  const n1 = sumCounts('current', current)
  const total = n0 + n1
  let sum = 0
  let bins = 0
  for (let j = 0; j < reference.length; j++) {
    const both = reference[j]! + current[j]!
    if (both === 0) continue
    bins++
    const gap = current[j]! / n1 - reference[j]! / n0
    sum += (gap * gap) / (both / total)
  }
  return { statistic: (n0 / total) * n1 * sum, degreesOfFreedom: bins - 1 }
}
