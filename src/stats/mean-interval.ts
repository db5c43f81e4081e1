import { assertCount, assertFinite, assertProbability } from './check-values.ts'
import { studentTQuantile } from './special-functions.ts'
import type { WelchInput } from './welch-t-test.ts'

/**
 * Student's interval of a mean.
 *
 * Answers: between which values does the true mean lie?
 * Formula: mean +- t sqrt(variance / n), t the quantile of Student's t at n - 1 degrees of freedom.
 * Unit: the column's own. Right for values that are normal or many; rows count as independent.
 *
 * @param moments    { n, mean, variance } as summarizeMoments returns
 * @param confidence how often such an interval holds the truth, between 0 and 1
 * @returns { statistic: mean, low, high }, or null below two rows
 * @throws LeewayError STATS_DOMAIN if a number is not finite, a variance is negative, or confidence lies outside 0 to 1
 * Missing values: left out by the aggregate.
 * Cost: O(1) from 1,000 rows on.
 * Source: Student (1908), 10.1093/biomet/6.1.1; equals scipy.stats.t.interval in test/golden/mean-interval.json
 * @example meanInterval({ n: 5, mean: 1, variance: 0 }) // => { statistic: 1, low: 1, high: 1 }
 */
export function meanInterval(
  { n, mean, variance }: WelchInput,
  confidence = 0.95,
): { readonly statistic: number; readonly low: number; readonly high: number } | null {
  assertCount('n', n)
  assertProbability('confidence', confidence, { open: true })
  if (mean !== null) assertFinite('a mean', mean)
  if (variance !== null) assertCount('a variance', variance)
  if (n < 2 || mean === null || variance === null) return null
  const half = studentTQuantile(0.5 + confidence / 2, n - 1) * Math.sqrt(variance / n)
  return { statistic: mean, low: mean - half, high: mean + half }
}
