import { assertShare, type ShareCounts } from './check-share.ts'
import { fisherExact } from './fisher-exact.ts'
import { twoProportionTest } from './two-proportion-test.ts'

/**
 * Two-sided test of two shares that is right for few rows too.
 *
 * Answers: how often would chance alone make the shares differ this much?
 * Formula: Fisher's exact test while an expected count is below 5, else two proportions with pooled variance.
 * Unit: probability; difference in shares, positive when the current share is higher.
 *
 * @param reference { successes, rows }, whole numbers, rows > 0
 * @param current   { successes, rows }, whole numbers, rows > 0
 * @returns { pValue, difference, method }
 * @throws LeewayError STATS_EMPTY without rows; STATS_DOMAIN unless 0 <= successes <= rows
 * Missing values: left out before.
 * Cost: O(1), or the width of the tails.
 * Source: Cochran (1954), 10.2307/3001616; test/golden/small-tests.json
 * @example compareShares({ successes: 0, rows: 100 }, { successes: 0, rows: 10 }).pValue // => 1
 */
export function compareShares(
  reference: ShareCounts,
  current: ShareCounts,
): { readonly pValue: number; readonly difference: number; readonly method: 'fisher_exact' | 'two_proportions' } {
  assertShare('reference', reference)
  assertShare('current', current)
  const successes = reference.successes + current.successes
  const rows = reference.rows + current.rows
  const smallest = (Math.min(reference.rows, current.rows) * Math.min(successes, rows - successes)) / rows
  const method = smallest < 5 ? 'fisher_exact' : 'two_proportions'
  const { pValue, difference } = (method === 'fisher_exact' ? fisherExact : twoProportionTest)(reference, current)
  return { pValue, difference, method }
}
