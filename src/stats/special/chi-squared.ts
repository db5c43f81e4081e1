import { LeewayError } from '../../core/errors.ts'
import { assertPositive, assertProbability } from '../check-values.ts'
import { gammaDensity, regularizedGammaUpper } from './incomplete-gamma.ts'
import { normalQuantile } from './normal-quantile.ts'

/**
 * Upper tail of the chi-squared distribution, P(X > x), for any real degrees of freedom > 0. Underflows to 0.
 *
 * @throws LeewayError STATS_DOMAIN if df <= 0 or x is NaN
 * Source: DLMF 8.2; equals scipy.stats.chi2.sf
 * Golden: test/golden/special-functions.json
 * @example chiSquaredUpperTail(0, 3) // => 1
 */
export function chiSquaredUpperTail(x: number, df: number): number {
  assertPositive('degrees of freedom', df)
  if (Number.isNaN(x)) throw new LeewayError('STATS_DOMAIN', 'x is NaN')
  return regularizedGammaUpper(df / 2, x / 2)
}

/**
 * The x with P(X > x) = p for the chi-squared distribution.
 *
 * Wilson-Hilferty start, then Newton steps on the logarithm of the tail, kept inside a bracket.
 * @throws LeewayError STATS_DOMAIN unless 0 < p < 1 and df > 0
 * Source: equals scipy.stats.chi2.isf
 * Golden: test/golden/special-functions.json
 * @example chiSquaredUpperQuantile(Math.exp(-1), 2) // => 2
 */
export function chiSquaredUpperQuantile(p: number, df: number): number {
  assertPositive('degrees of freedom', df)
  assertProbability('p', p, { open: true })
  const a = df / 2
  const spread = 2 / (9 * df)
  const start = 1 - spread - normalQuantile(p) * Math.sqrt(spread)
  let low = 0
  let high = Infinity
  let y = start > 0.1 ? a * start ** 3 : a * 0.01
  for (let i = 0; i < 100; i++) {
    const tail = regularizedGammaUpper(a, y)
    if (tail > p) low = y
    else high = y
    const step = tail > 0 ? (tail * Math.log(tail / p)) / gammaDensity(a, y) : Number.NaN
    const proposed = y + step
    const next = proposed > low && proposed < high ? proposed : high === Infinity ? 2 * y : (low + high) / 2
    const moved = Math.abs(next - y)
    y = next
    if (moved <= 4e-16 * y) break
  }
  return 2 * y
}
