import { assertProbability } from '../check-values.ts'
import { scaledErfc } from './scaled-erfc.ts'

const SQRT_TWO_PI = Math.sqrt(2 * Math.PI)

/** The z with P(Z > z) = tail, for 0 < tail <= 1/2: a rational start, then Newton steps on the logarithm of the tail. */
function upperPoint(tail: number): number {
  const logTail = Math.log(tail)
  const t = Math.sqrt(-2 * logTail)
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for (let i = 0; i < 4; i++) {
    const scaled = 0.5 * scaledErfc(z * Math.SQRT1_2)
    const logError = Math.log(scaled) - 0.5 * z * z - logTail
    const hazard = 1 / (SQRT_TWO_PI * scaled)
    const step = logError / hazard
    z = Math.max(0, z + step / (1 - 0.5 * step * (z - hazard)))
    if (Math.abs(step) <= 1e-15 * z) break
  }
  return z
}

/**
 * Quantile of the standard normal distribution: the z with P(Z <= z) = p, for 0 < p < 1.
 *
 * @throws LeewayError STATS_DOMAIN unless 0 < p < 1
 * Source: Abramowitz & Stegun 26.2.23 as a start; equals scipy.stats.norm.ppf in test/golden/special-functions.json
 * @example normalQuantile(0.5) // => 0
 */
export function normalQuantile(p: number): number {
  assertProbability('p', p, { open: true })
  if (p === 0.5) return 0
  return p < 0.5 ? -upperPoint(p) : upperPoint(1 - p)
}
