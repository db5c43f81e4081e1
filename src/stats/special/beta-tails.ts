import { LeewayError } from '../../core/errors.ts'
import { assertPositive, assertProbability } from '../check-values.ts'
import { regularizedBetaPair } from './incomplete-beta.ts'

/**
 * Regularised incomplete beta function I_x(a, b).
 *
 * @throws LeewayError STATS_DOMAIN unless 0 <= x <= 1, a > 0 and b > 0
 * Source: DLMF 8.17; equals scipy.special.betainc
 * Golden: test/golden/special-functions.json
 * @example regularizedBeta(1, 1, 0.25) // => 0.25
 */
export function regularizedBeta(a: number, b: number, x: number): number {
  assertPositive('a', a)
  assertPositive('b', b)
  assertProbability('x', x)
  return regularizedBetaPair(a, b, x, 1 - x)
}

/**
 * Both tails of Student's t: P(|T| > |t|), for any real degrees of freedom > 0.
 *
 * @throws LeewayError STATS_DOMAIN if df <= 0 or t is NaN
 * Source: DLMF 8.17; equals 2 * scipy.stats.t.sf(|t|, df)
 * Golden: test/golden/special-functions.json
 * @example studentTTwoSided(1, 1) // => 0.5
 */
export function studentTTwoSided(t: number, df: number): number {
  assertPositive('degrees of freedom', df)
  if (Number.isNaN(t)) throw new LeewayError('STATS_DOMAIN', 't is NaN')
  const square = t * t
  if (square === Infinity) return 0
  return regularizedBetaPair(df / 2, 0.5, df / (df + square), square / (df + square))
}

/**
 * Upper tail of Student's t, P(T > t).
 *
 * Source: equals scipy.stats.t.sf
 * Golden: test/golden/special-functions.json
 * @example studentTUpperTail(0, 5) // => 0.5
 */
export function studentTUpperTail(t: number, df: number): number {
  const half = 0.5 * studentTTwoSided(t, df)
  return t >= 0 ? half : 1 - half
}

/**
 * Upper tail of the F distribution, P(F > x), for any real degrees of freedom > 0.
 *
 * Source: equals scipy.stats.f.sf
 * Golden: test/golden/special-functions.json
 * @example fUpperTail(1, 5, 5) // => 0.5
 */
export function fUpperTail(x: number, d1: number, d2: number): number {
  assertPositive('numerator degrees of freedom', d1)
  assertPositive('denominator degrees of freedom', d2)
  if (Number.isNaN(x)) throw new LeewayError('STATS_DOMAIN', 'the F statistic is NaN')
  if (x <= 0) return 1
  if (x === Infinity) return 0
  const scaled = d1 * x
  return regularizedBetaPair(d2 / 2, d1 / 2, d2 / (d2 + scaled), scaled / (d2 + scaled))
}

/**
 * Upper tail of the binomial distribution, P(X >= k) for n trials with success probability p.
 *
 * @throws LeewayError STATS_DOMAIN unless n >= 0 and 0 <= p <= 1
 * Source: equals scipy.stats.binom.sf(k - 1, n, p)
 * Golden: test/golden/special-functions.json
 * @example binomialUpperTail(2, 2, 0.5) // => 0.25
 */
export function binomialUpperTail(k: number, n: number, p: number): number {
  assertProbability('p', p)
  if (!(n >= 0)) throw new LeewayError('STATS_DOMAIN', `trials must be 0 or more, not ${n}`)
  const first = Math.ceil(k)
  if (Number.isNaN(first)) throw new LeewayError('STATS_DOMAIN', 'the number of successes is NaN')
  if (first <= 0) return 1
  if (first > n) return 0
  return regularizedBetaPair(first, n - first + 1, p, 1 - p)
}
