import { assertPositive } from '../check-values.ts'
import { logGamma } from './stirling-error.ts'

/**
 * Natural logarithm of the gamma function, x > 0.
 *
 * @throws LeewayError STATS_DOMAIN unless x > 0
 * Source: Stirling's series with recurrence; equals scipy.special.gammaln
 * Golden: test/golden/special-functions.json
 * @example lnGamma(5) // => Math.log(24)
 */
export function lnGamma(x: number): number {
  assertPositive('x', x)
  return logGamma(x)
}
