import { assertShare, type ShareCounts } from './check-share.ts'
import { normalUpperTail } from './special-functions.ts'

export interface ProportionResult {
  readonly statistic: number
  readonly pValue: number
  /** Current share minus reference share. */
  readonly difference: number
}

/**
 * Two-sided test of two shares with pooled variance.
 *
 * Answers: how often would chance alone make the shares differ this much?
 * Formula: z = (p1 - p0) / sqrt(p (1 - p) (1/n0 + 1/n1)), p the share of both together; 2 P(Z > |z|). Shares both 0 or both 1: z = 0.
 * Unit: standard errors; positive when the current share is higher.
 *
 * @param reference { successes, rows }, rows > 0
 * @param current   { successes, rows }, rows > 0
 * @returns { statistic, pValue, difference }
 * @throws LeewayError STATS_EMPTY without rows; STATS_DOMAIN unless 0 <= successes <= rows
 * Missing values: left out before.
 * Cost: O(1).
 * Source: Fleiss, Levin & Paik (2003), Statistical methods for rates and proportions; equals the square root of
 * scipy.stats.chi2_contingency(correction=False) in test/golden/small-tests.json
 * @example twoProportionTest({ successes: 5, rows: 10 }, { successes: 50, rows: 100 }).pValue // => 1
 */
export function twoProportionTest(reference: ShareCounts, current: ShareCounts): ProportionResult {
  assertShare('reference', reference)
  assertShare('current', current)
  const difference = current.successes / current.rows - reference.successes / reference.rows
  const pooled = (reference.successes + current.successes) / (reference.rows + current.rows)
  const variance = pooled * (1 - pooled) * (1 / reference.rows + 1 / current.rows)
  if (variance === 0) return { statistic: 0, pValue: 1, difference }
  const statistic = difference / Math.sqrt(variance)
  return { statistic, pValue: Math.min(1, 2 * normalUpperTail(Math.abs(statistic))), difference }
}
