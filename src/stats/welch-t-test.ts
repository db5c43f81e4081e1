import { assertCount, assertFinite } from './check-values.ts'
import { studentTTwoSided } from './special-functions.ts'

export interface WelchInput {
  readonly n: number
  readonly mean: number | null
  readonly variance: number | null
}

export interface WelchResult {
  readonly statistic: number
  readonly degreesOfFreedom: number
  readonly pValue: number
}

/**
 * Welch's t test of two means with unequal variances.
 *
 * Answers: how often would chance alone make the means differ this much?
 * Formula: t = (mean1 - mean0) / sqrt(v0/n0 + v1/n1), degrees of freedom by Satterthwaite; both tails.
 * Unit: standard errors; positive when the current mean is higher.
 *
 * @param reference { n, mean, variance } as summarizeMoments returns
 * @param current   the same
 * @returns { statistic, degreesOfFreedom, pValue }, or null when a side has fewer than two rows or neither varies
 * @throws LeewayError STATS_DOMAIN if a number is not finite or a variance is negative
 * Missing values: left out by the aggregate.
 * Cost: O(sqrt(n)).
 * Source: Welch (1947), 10.1093/biomet/34.1-2.28; equals scipy.stats.ttest_ind(equal_var=False) in test/golden/small-tests.json
 * @example welchTTest({ n: 5, mean: 1, variance: 2 }, { n: 5, mean: 1, variance: 3 })?.pValue // => 1
 */
export function welchTTest(reference: WelchInput, current: WelchInput): WelchResult | null {
  for (const side of [reference, current]) {
    assertCount('n', side.n)
    if (side.mean !== null) assertFinite('a mean', side.mean)
    if (side.variance !== null) assertCount('a variance', side.variance)
  }
  if (reference.n < 2 || current.n < 2) return null
  if (reference.mean === null || current.mean === null || reference.variance === null || current.variance === null) return null
  const a = reference.variance / reference.n
  const b = current.variance / current.n
  const both = a + b
  if (!(both > 0)) return null
  const statistic = (current.mean - reference.mean) / Math.sqrt(both)
  const shareA = a / both
  const shareB = b / both
  const degreesOfFreedom = 1 / ((shareA * shareA) / (reference.n - 1) + (shareB * shareB) / (current.n - 1))
  return { statistic, degreesOfFreedom, pValue: studentTTwoSided(statistic, degreesOfFreedom) }
}
