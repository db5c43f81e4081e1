import { assertPositive, assertProbability } from '../check-values.ts'
import { studentTUpperTail } from './beta-tails.ts'
import { lnGamma } from './ln-gamma.ts'
import { normalQuantile } from './normal-quantile.ts'

/** From here on the expansion alone has all digits, for tails that are not extreme. */
const LARGE = 1000
const EXTREME = 4

/** Cornish-Fisher expansion about the normal quantile z: off by a few parts in df^5. */
function expansion(z: number, df: number): number {
  const z2 = z * z
  const g1 = (z * (z2 + 1)) / 4
  const g2 = (z * ((5 * z2 + 16) * z2 + 3)) / 96
  const g3 = (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / 384
  const g4 = (z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945)) / 92_160
  return z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df
}

/** The t with P(T > t) = tail, for 0 < tail < 1/2: Newton steps on the logarithm of the tail, kept inside a bracket. */
function upperPoint(tail: number, df: number): number {
  const z = normalQuantile(1 - tail)
  const start = expansion(z, df)
  if (df >= LARGE && z < EXTREME) return start
  const logTail = Math.log(tail)
  const logScale = lnGamma((df + 1) / 2) - lnGamma(df / 2) - 0.5 * Math.log(df * Math.PI)
  let low = 0
  let high = Number.POSITIVE_INFINITY
  let t = start > 0 && Number.isFinite(start) ? start : 1
  for (let i = 0; i < 200; i++) {
    const own = studentTUpperTail(t, df)
    const error = Math.log(own) - logTail
    if (error > 0) low = t
    else high = t
    const density = Math.exp(logScale - ((df + 1) / 2) * Math.log1p((t * t) / df))
    const newton = t + (error * own) / density
    const inside = newton > low && newton < high
    const next = inside ? newton : high === Number.POSITIVE_INFINITY ? 2 * t : (low + high) / 2
    if (Math.abs(next - t) <= 1e-15 * t) return next
    t = next
  }
  return t
}

/**
 * Quantile of Student's t: the t with P(T <= t) = p, for any real degrees of freedom > 0.
 *
 * @throws LeewayError STATS_DOMAIN unless 0 < p < 1 and df > 0
 * Source: Abramowitz & Stegun 26.7.5 as a start; equals scipy.stats.t.ppf
 * Golden: test/golden/mean-interval.json
 * @example studentTQuantile(0.75, 1) // => 1
 */
export function studentTQuantile(p: number, df: number): number {
  assertProbability('p', p, { open: true })
  assertPositive('degrees of freedom', df)
  if (p === 0.5) return 0
  return p < 0.5 ? -upperPoint(p, df) : upperPoint(1 - p, df)
}
