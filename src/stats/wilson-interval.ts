import { assertShare, type ShareCounts } from './check-share.ts'
import { assertProbability } from './check-values.ts'
import { normalQuantile } from './special-functions.ts'

/**
 * Wilson's interval of a share.
 *
 * Answers: between which values does the true share lie?
 * Formula: (p + z^2/2n +- z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n).
 * Unit: share. Range: [0, 1].
 *
 * @param observed   { successes, rows }, rows > 0
 * @param confidence how often such an interval holds the truth, between 0 and 1
 * @returns { statistic: observed share, low, high }
 * @throws LeewayError STATS_EMPTY without rows; STATS_DOMAIN unless 0 <= successes <= rows and 0 < confidence < 1
 * Missing values: left out before.
 * Cost: O(1).
 * Source: Wilson (1927), 10.1080/01621459.1927.10502953; equals scipy.stats.binomtest(...).proportion_ci("wilson") in
 * test/golden/small-tests.json
 * @example wilsonInterval({ successes: 0, rows: 10 }).low // => 0
 */
export function wilsonInterval(
  observed: ShareCounts,
  confidence = 0.95,
): { readonly statistic: number; readonly low: number; readonly high: number } {
  assertShare('observed', observed)
  assertProbability('confidence', confidence, { open: true })
  const { successes, rows } = observed
  const z = normalQuantile(0.5 + confidence / 2)
  const z2 = z * z
  const centre = successes + z2 / 2
  const half = z * Math.sqrt((successes * (rows - successes)) / rows + z2 / 4)
  const low = successes === 0 ? 0 : (centre - half) / (rows + z2)
  const high = successes === rows ? 1 : (centre + half) / (rows + z2)
  return { statistic: successes / rows, low, high }
}
