import { LeewayError } from '../core/errors.ts'
import { durbinMatrix } from './special/durbin-matrix.ts'
import { pelzGood } from './special/pelz-good.ts'
import { pomeranz } from './special/pomeranz.ts'
import { smirnovUpperTail } from './special/smirnov.ts'
import { stirlingError } from './special/stirling-error.ts'

/** P(D <= d) for 1/2 < n d <= 1: n!/n^n (2 n d - 1)^n. */
function rubenGambino(n: number, nd: number): number {
  return Math.exp(stirlingError(n) - n + n * Math.log(2 * nd - 1)) * Math.sqrt(2 * Math.PI * n)
}

/**
 * Upper tail of the two-sided one-sample Kolmogorov-Smirnov statistic, P(D > d), for finite n.
 *
 * Answers: how often is the largest gap between n draws and their own distribution at least d?
 * Formula: n d^2 < 2.2 (4 for n <= 140): 1 - cdf by Durbin's matrix (n <= 2,000), Pomeranz's recursion or the Pelz-Good expansion;
 * beyond, twice the one-sided tail, whose error is below the tail's square.
 * Unit: probability. Range: [0, 1]. Relative error 1e-6 or less down to 1e-300.
 *
 * @param d the statistic, finite
 * @param n sample size, a whole number >= 1
 * @returns P(D > d)
 * @throws LeewayError STATS_DOMAIN if d is not finite or n is not a whole number >= 1
 * Missing values: none.
 * Cost: below 1 ms for n up to 1e6 and beyond.
 * Source: Simard & L'Ecuyer (2011), Computing the two-sided Kolmogorov-Smirnov distribution, 10.18637/jss.v039.i11; equals
 * scipy.stats.kstwo.sf in test/golden/kolmogorov-two-sided.json
 * @example kolmogorovTwoSided(0.5, 1) // => 1
 */
export function kolmogorovTwoSided(d: number, n: number): number {
  if (!Number.isFinite(d)) throw new LeewayError('STATS_DOMAIN', `the statistic must be finite, not ${d}`)
  if (!Number.isSafeInteger(n) || n < 1) throw new LeewayError('STATS_DOMAIN', `n must be a whole number of 1 or more, not ${n}`)
  const nd = n * d
  if (d >= 1) return 0
  if (nd <= 0.5) return 1
  if (nd <= 1) return 1 - rubenGambino(n, nd)
  if (nd >= n - 1) return 2 * Math.exp(n * Math.log1p(-d))
  const square = nd * d
  if (d >= 0.5 || square >= (n <= 140 ? 4 : 2.2)) return Math.min(1, 2 * smirnovUpperTail(d, n))
  if (n <= 140 && square > 0.754693) return clip(1 - pomeranz(d, n))
  if (n <= 140 || (n <= 2000 && n * d ** 1.5 <= 1.4)) return clip(1 - durbinMatrix(d, n))
  return clip(1 - pelzGood(d, n))
}

function clip(p: number): number {
  return Math.min(1, Math.max(0, p))
}
