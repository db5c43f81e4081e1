import { deviance } from './deviance.ts'
import { stirlingError } from './stirling-error.ts'

const TWO_PI = 2 * Math.PI

/**
 * Binomial mass Gamma(n + 1) / (Gamma(x + 1) Gamma(n - x + 1)) p^x q^(n - x) by the saddle-point form, for real x and n.
 *
 * `q` is passed beside `p` so that neither loses digits near 1. Underflows to 0.
 * Source: Loader (2000), Fast and accurate computation of binomial probabilities.
 */
export function binomialMass(x: number, n: number, p: number, q: number): number {
  if (p === 0) return x === 0 ? 1 : 0
  if (q === 0) return x === n ? 1 : 0
  if (x === 0) return n === 0 ? 1 : Math.exp(p < 0.5 ? n * Math.log1p(-p) : n * Math.log(q))
  if (x === n) return Math.exp(q < 0.5 ? n * Math.log1p(-q) : n * Math.log(p))
  if (x < 0 || x > n) return 0
  const rest = n - x
  const log = stirlingError(n) - stirlingError(x) - stirlingError(rest) - deviance(x, n * p) - deviance(rest, n * q)
  return Math.exp(log) * Math.sqrt(n / (TWO_PI * x * rest))
}
