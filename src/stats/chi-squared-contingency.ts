import { assertSameLength, sumCounts } from './check-counts.ts'
import { chiSquaredUpperTail } from './special-functions.ts'

export interface ChiSquaredResult {
  readonly statistic: number
  readonly degreesOfFreedom: number
  readonly pValue: number
}

/**
 * Pearson's chi-squared test of a 2 x K contingency table of counts per category.
 *
 * Answers: how often would chance alone make the shares of the categories differ this much?
 * Formula: sum (observed - expected)^2 / expected over both rows; categories that occur in neither are dropped; with two categories
 * each |observed - expected| is first reduced by 1/2 (Yates), though not below 0.
 * Unit: none. Range: [0, inf). Symmetric.
 *
 * @param reference counts per category, shape [k], finite, >= 0, sum > 0
 * @param current   counts per category, shape [k], same categories in the same order
 * @returns { statistic, degreesOfFreedom, pValue }, or null when fewer than two categories occur
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: a category of their own, or excluded by the aggregate.
 * Cost: O(k).
 * Source: Pearson (1900), 10.1080/14786440009463897; Yates (1934), 10.2307/2983604; equals scipy.stats.chi2_contingency in
 * test/golden/divergences.json
 * @example chiSquaredContingency([10, 20, 30], [10, 20, 30])?.pValue // => 1
 */
export function chiSquaredContingency(reference: ArrayLike<number>, current: ArrayLike<number>): ChiSquaredResult | null {
  assertSameLength(reference, current)
  const n = sumCounts('reference', reference)
  const m = sumCounts('current', current)
  const total = n + m
  let categories = 0
  for (let i = 0; i < reference.length; i++) if (reference[i]! + current[i]! > 0) categories++
  if (categories < 2) return null
  const reduction = categories === 2 ? 0.5 : 0
  let statistic = 0
  for (let i = 0; i < reference.length; i++) {
    const both = reference[i]! + current[i]!
    if (both === 0) continue
    const expectedReference = (both * n) / total
    const expectedCurrent = (both * m) / total
    const gap = Math.abs(reference[i]! - expectedReference)
    const reduced = gap - Math.min(reduction, gap)
    statistic += (reduced * reduced) / expectedReference + (reduced * reduced) / expectedCurrent
  }
  const degreesOfFreedom = categories - 1
  return { statistic, degreesOfFreedom, pValue: chiSquaredUpperTail(statistic, degreesOfFreedom) }
}
