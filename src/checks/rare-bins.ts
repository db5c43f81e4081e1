/**
 * Bins too small for Pearson's approximation that became common.
 *
 * Pooling hides them: against 10,000 rows a window of 200 needs 255 rows of both sides in a bin, so a category of 0.1 % that becomes 30 %
 * is joined with others, and a column that used to have one value and now has another keeps a single bin and could not be judged at all.
 * Fisher's exact test holds for any counts, so each small bin is tested by it, and all of them together.
 */
import { fisherExact } from '../stats/fisher-exact.ts'
import { psiWithCorrection } from '../stats/psi-with-correction.ts'
import { chiSquaredUpperQuantile } from '../stats/special-functions.ts'
import { type Wobble, wobbleTail } from '../stats/wobble.ts'
import { sum } from './sum.ts'

export interface RareBins {
  /** Bonferroni over the small bins and their union; at most 1. */
  readonly p: number
  /** The bins whose rise is the most surprising one: one bin, or all small ones. */
  readonly bins: readonly number[]
  /** PSI of these bins against all the others, minus what chance adds; never below 0. In nats. */
  readonly size: number
}

/** A rise of fewer rows is never a finding. */
const FEWEST_ROWS = 3
/** As in pooling: a bin is small when fewer than 5 rows are expected in the smaller sample. */
const SMALL = 5

const largeFrom = (n0: number, n1: number): number => (SMALL * (n0 + n1)) / Math.min(n0, n1)

/** Does any bin hold enough rows to be compared by itself? */
export function hasLargeBin(reference: Float64Array, current: Float64Array): boolean {
  const limit = largeFrom(sum(reference), sum(current))
  return reference.some((count, bin) => count + current[bin]! >= limit)
}

/**
 * The most surprising rise among the small bins.
 *
 * @param reference counts per bin before pooling, whole numbers, sum > 0
 * @param current   the same bins
 * @param wobble    of X, or null: the p-value is widened by it as a chi-squared value of one degree of freedom would be
 * @returns null when no small bin rose
 * Source: Fisher (1922), 10.2307/2340521; Bonferroni
 */
export function rareBins(reference: Float64Array, current: Float64Array, wobble: Wobble | null): RareBins | null {
  const n0 = sum(reference)
  const n1 = sum(current)
  const limit = largeFrom(n0, n1)
  const small: number[] = []
  for (let bin = 0; bin < reference.length; bin++) {
    const both = reference[bin]! + current[bin]!
    if (both > 0 && both < limit) small.push(bin)
  }
  const sets = small.length > 1 ? [...small.map((bin) => [bin]), small] : small.map((bin) => [bin])
  let best: { p: number; bins: readonly number[] } | null = null
  for (const bins of sets) {
    const before = bins.reduce((rows, bin) => rows + reference[bin]!, 0)
    const now = bins.reduce((rows, bin) => rows + current[bin]!, 0)
    if (now < FEWEST_ROWS || now / n1 <= before / n0) continue
    const p = fisherExact({ successes: before, rows: n0 }, { successes: now, rows: n1 }).pValue
    if (best === null || p < best.p) best = { p, bins }
  }
  if (best === null) return null
  const { factor, p } = widened(best.p, wobble, n1)
  const before = best.bins.reduce((rows, bin) => rows + reference[bin]!, 0)
  const now = best.bins.reduce((rows, bin) => rows + current[bin]!, 0)
  const { statistic } = psiWithCorrection([before, n0 - before], [now, n1 - now], n0, n1, 0.5)
  return { p: Math.min(1, sets.length * p), bins: best.bins, size: Math.max(0, statistic - factor * (1 / n0 + 1 / n1)) }
}

function widened(p: number, wobble: Wobble | null, rows: number): { p: number; factor: number } {
  if (wobble === null || !(wobble.mean > 1) || p <= 0 || p >= 1) return { p, factor: 1 }
  const { pValue, factor } = wobbleTail(chiSquaredUpperQuantile(p, 1), 1, wobble, rows)
  return { p: Math.max(p, pValue), factor }
}
