import { LeewayError } from '../core/errors.ts'
import { assertCount, assertPositive } from './check-values.ts'
import { chiSquaredUpperTail, fUpperTail } from './special-functions.ts'

/** How a statistic varies over windows in which nothing is known to have changed. */
export interface Wobble {
  /** Mean of statistic / degrees of freedom: 1 when rows are independent. */
  readonly mean: number
  /** Satterthwaite's degrees of freedom of one window's statistic, before the limit by the tested statistic's own. */
  readonly spread: number
  readonly windows: number
  /** Mean rows of these windows. */
  readonly rows: number
}

export interface WobbleWindow {
  readonly statistic: number
  readonly degreesOfFreedom: number
  readonly rows: number
}

const MIN_WINDOWS = 8
const TRUSTED_WINDOWS = 20
const CAUTION = 0.6

/**
 * How much windows differ by themselves, from the statistics of windows of the reference.
 *
 * Answers: how much larger than chance is a day's usual deviation, and how well is that known?
 * Formula: y = statistic / degrees of freedom per window; M = mean y; b = 0.6 * 2 M^2 / variance(y) with J - 1 in the denominator, at
 * least 1; b = 1 for fewer than 20 windows.
 * Unit: none.
 *
 * @param windows shape [J]: statistic and degrees of freedom of each window against the rest, and its rows; those without degrees of
 *   freedom are left out
 * @returns { mean, spread, windows, rows }, or null when fewer than 8 windows remain
 * @throws LeewayError STATS_DOMAIN if a number is negative or not finite
 * Missing values: none.
 * Cost: O(J).
 * Source: Satterthwaite (1946), 10.2307/3002019; McCullagh & Nelder (1989), section 4.5; test/golden/wobble.json
 * @example estimateWobble([]) // => null
 */
export function estimateWobble(windows: readonly WobbleWindow[]): Wobble | null {
  const ratios: number[] = []
  let rows = 0
  for (const window of windows) {
    assertCount('a window statistic', window.statistic)
    assertCount('degrees of freedom', window.degreesOfFreedom)
    assertCount('rows', window.rows)
    if (window.degreesOfFreedom === 0) continue
    ratios.push(window.statistic / window.degreesOfFreedom)
    rows += window.rows
  }
  const J = ratios.length
  if (J < MIN_WINDOWS) return null
  const mean = ratios.reduce((a, b) => a + b, 0) / J
  const variance = ratios.reduce((a, y) => a + (y - mean) ** 2, 0) / (J - 1)
  const satterthwaite = variance > 0 ? (2 * mean * mean) / variance : Infinity
  const spread = J < TRUSTED_WINDOWS ? 1 : Math.max(1, Math.min(Number.MAX_VALUE, CAUTION * satterthwaite))
  return { mean, spread, windows: J, rows: rows / J }
}

/**
 * The factor by which wobble inflates a statistic of a window with the given rows.
 *
 * Formula: 1 + (M - 1) rows / rows of a reference window; 1 if M <= 1.
 *
 * @throws LeewayError STATS_DOMAIN if rows is negative or not finite
 * Source: McCullagh & Nelder (1989), section 4.5; test/golden/wobble.json
 * @example wobbleFactor({ mean: 3, spread: 4, windows: 30, rows: 100 }, 200) // => 5
 */
export function wobbleFactor(wobble: Wobble | null, rows: number): number {
  assertCount('rows', rows)
  if (wobble === null || !(wobble.mean > 1)) return 1
  if (!(wobble.rows > 0)) throw new LeewayError('STATS_DOMAIN', 'the windows of the wobble hold no rows')
  return 1 + (wobble.mean - 1) * (rows / wobble.rows)
}

/**
 * Upper tail of a drift statistic that knows how windows wobble.
 *
 * Answers: how often is a window this different though nothing has changed?
 * Formula: F(b, b J) at statistic / (df M'), with b at most df; the chi-squared tail when M <= 1 or no wobble is known.
 * Unit: probability. Range: [0, 1].
 *
 * @param statistic X or T, >= 0
 * @param df        its degrees of freedom, > 0
 * @param wobble    from estimateWobble, or null
 * @param rows      rows of the current window
 * @returns { pValue, factor: M' }
 * @throws LeewayError STATS_DOMAIN if a number is outside its range
 * Cost: O(sqrt(df)).
 * Source: Satterthwaite (1946), 10.2307/3002019; equals scipy.stats.f.sf in test/golden/wobble.json
 * @example wobbleTail(0, 3, null, 100) // => { pValue: 1, factor: 1 }
 */
export function wobbleTail(
  statistic: number,
  df: number,
  wobble: Wobble | null,
  rows: number,
): { readonly pValue: number; readonly factor: number } {
  assertCount('the statistic', statistic)
  assertPositive('degrees of freedom', df)
  const factor = wobbleFactor(wobble, rows)
  if (wobble === null || !(wobble.mean > 1)) return { pValue: chiSquaredUpperTail(statistic, df), factor }
  const b = Math.max(1, Math.min(df, wobble.spread))
  return { pValue: fUpperTail(statistic / (df * factor), b, b * wobble.windows), factor }
}
