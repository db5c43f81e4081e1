import { LeewayError } from '../../core/errors.ts'
import { scaledErfc } from './scaled-erfc.ts'

/**
 * Upper tail of the standard normal distribution, P(Z > x), with full digits down to 1e-300.
 *
 * Underflows to 0.
 * @throws LeewayError STATS_DOMAIN if x is NaN
 * Source: erfc(x / sqrt 2) / 2.
 * Golden: test/golden/special-functions.json
 * @example normalUpperTail(0) // => 0.5
 */
export function normalUpperTail(x: number): number {
  if (Number.isNaN(x)) throw new LeewayError('STATS_DOMAIN', 'x is NaN')
  if (x < 0) return 1 - normalUpperTail(-x)
  if (x === 0) return 0.5
  return 0.5 * Math.exp(-0.5 * x * x) * scaledErfc(x * Math.SQRT1_2)
}

/**
 * Cumulative distribution of the standard normal, P(Z <= x).
 *
 * Source: equals scipy.stats.norm.cdf
 * Golden: test/golden/special-functions.json
 * @example normalCdf(0) // => 0.5
 */
export function normalCdf(x: number): number {
  return normalUpperTail(-x)
}
