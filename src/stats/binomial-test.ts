import { assertShare, type ShareCounts } from './check-share.ts'
import { assertProbability } from './check-values.ts'
import { binomialUpperTail } from './special-functions.ts'

/**
 * Binomial test that a share is higher than expected.
 *
 * Answers: how often would at least this many rows have the property if the expected share held?
 * Formula: P(X >= successes), X binomial with `rows` trials and the expected share.
 * Unit: the statistic is the observed share; p a probability.
 *
 * @param observed { successes, rows }, rows > 0
 * @param share    the expected share, from 0 to 1
 * @returns { statistic, pValue }
 * @throws LeewayError STATS_EMPTY without rows; STATS_DOMAIN unless 0 <= successes <= rows and 0 <= share <= 1
 * Missing values: left out before.
 * Cost: O(sqrt(rows)).
 * Source: equals scipy.stats.binomtest(alternative="greater") in test/golden/small-tests.json
 * @example binomialTest({ successes: 2, rows: 2 }, 0.5) // => { statistic: 1, pValue: 0.25 }
 */
export function binomialTest(observed: ShareCounts, share: number): { readonly statistic: number; readonly pValue: number } {
  assertShare('observed', observed)
  assertProbability('the expected share', share)
  return {
    statistic: observed.successes / observed.rows,
    pValue: binomialUpperTail(observed.successes, observed.rows, share),
  }
}
