import { LeewayError } from '../core/errors.ts'
import { assertSorted } from './check-sorted.ts'
import { assertCount, assertProbability } from './check-values.ts'
import { type KsResult, ksFromDistance } from './ks-from-distance.ts'
import { ksOfAscending } from './ks-of-ascending.ts'

/** Up to this many rows on both sides the p-value is exact, as `scipy.stats.ks_2samp(method="auto")` has it. */
export const MOST_EXACT_ROWS = 10_000

export interface ExactKsResult extends KsResult {
  /** `asymptotic`: more than 10,000 rows on a side, or p is 1 but for rounding. */
  readonly method: 'exact' | 'asymptotic'
}

/**
 * The p-value of a two-sample Kolmogorov-Smirnov distance, both sides: exact up to 10,000 rows a side, else as ksTwoSample.
 *
 * Answers: if both samples came from one distribution without ties, how often would their distance be at least this large?
 * Formula: the share of the lattice paths from (0, 0) to (n, m) that do not stay strictly between the lines |x / n - y / m| = D. Equal
 * sizes have a closed sum; others are counted column by column, each entry already divided by the number of paths that reach it, so that
 * nothing overflows.
 * Unit: probability. Ties in the data make it too large (the test errs on the safe side), in scipy too.
 *
 * @param statistic the distance, from 0 to 1; rounded to a multiple of 1 / lcm(n, m), which every distance is
 * @param n         rows of one sample, a whole number >= 1
 * @param m         rows of the other
 * @returns { statistic, pValue, method }
 * @throws LeewayError STATS_DOMAIN unless 0 <= statistic <= 1; STATS_EMPTY if a sample has no row
 * Missing values: left out before.
 * Cost: O(n) when n = m, else O(n m D) steps: 0.3 s at worst.
 * Source: Hodges (1958), 10.1007/BF02589501; Viehmann (2021), arXiv:2102.08037; equals scipy.stats.ks_2samp(method="auto") in
 * test/golden/ks-exact.json
 * @example ksExact(1, 2, 2).pValue // => 0.3333333333333333
 */
export function ksExact(statistic: number, n: number, m: number): ExactKsResult {
  assertProbability('the distance', statistic)
  for (const rows of [n, m]) {
    assertCount('rows', rows)
    if (!Number.isInteger(rows)) throw new LeewayError('STATS_DOMAIN', `rows must be a whole number, not ${rows}`)
    if (rows === 0) throw new LeewayError('STATS_EMPTY', 'a sample has no rows')
  }
  if (Math.max(n, m) > MOST_EXACT_ROWS) return { ...ksFromDistance(statistic, n, m), method: 'asymptotic' }
  const divisor = greatestCommonDivisor(n, m)
  const multiple = (n / divisor) * m
  const steps = Math.round(statistic * multiple)
  const exact = { statistic: steps / multiple, method: 'exact' } as const
  if (steps === 0) return { ...exact, pValue: 1 }
  const pValue = n === m ? outsideSquare(n, steps) : outsideLines(Math.max(n, m), Math.min(n, m), divisor, steps)
  // Rounding may lift a certainty above 1: then as SciPy does.
  return pValue >= 0 && pValue <= 1 ? { ...exact, pValue } : { ...ksFromDistance(exact.statistic, n, m), method: 'asymptotic' }
}

/**
 * Two-sample Kolmogorov-Smirnov test on sorted values, exact up to 10,000 rows a side.
 *
 * Answers: what is the largest gap between the two cumulative shares, and how often would chance alone open it?
 *
 * @param reference values in ascending order, shape [n], n >= 1, finite
 * @param current   values in ascending order, shape [m], m >= 1, finite
 * @returns { statistic, pValue, method }
 * @throws LeewayError STATS_EMPTY if a sample is empty; STATS_DOMAIN if one does not ascend or is not finite
 * Missing values: left out before.
 * Cost: that of ksExact.
 * Source: Hodges (1958), 10.1007/BF02589501; equals scipy.stats.ks_2samp(method="auto") in test/golden/ks-exact.json
 * @example ksTwoSampleExact(Float64Array.of(1, 2), Float64Array.of(3, 4)).pValue // => 0.3333333333333333
 */
export function ksTwoSampleExact(reference: Float64Array, current: Float64Array): ExactKsResult {
  assertSorted('reference', reference)
  assertSorted('current', current)
  return ksExact(ksOfAscending(reference, current).statistic, reference.length, current.length)
}

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y > 0) [x, y] = [y, x % y]
  return x
}

/** 2 (binom(2n, n - h) - binom(2n, n - 2h) + …) / binom(2n, n), each term from the one after it, so that nothing cancels. */
function outsideSquare(n: number, h: number): number {
  let p = 0
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let factor = 1
    for (let j = 0; j < h; j++) factor = ((n - k * h - j) * factor) / (n + k * h + j + 1)
    p = factor * (1 - p)
  }
  return 2 * p
}

/**
 * Share of the paths from (0, 0) to (n, m), n > m, that touch a line |x / n - y / m| = h / lcm. `column[j - from]` is that share among
 * the paths to (i, j); outside the lines it is 1.
 */
function outsideLines(n: number, m: number, divisor: number, h: number): number {
  const ng = n / divisor
  const mg = m / divisor
  let from = 0
  let until = Math.min(Math.ceil(h / ng), m + 1)
  let length = until - from
  const column = new Float64Array(Math.min(2 * until + 2, m + 1)).fill(1)
  column.fill(0, from, until)
  for (let i = 1; i <= n; i++) {
    const lastFrom = from
    const lastLength = length
    from = Math.min(Math.max(Math.floor((mg * i - h) / ng) + 1, 0), m)
    until = Math.min(Math.ceil((mg * i + h) / ng), m + 1)
    if (until <= from) return 1
    length = until - from
    let value = from === 0 ? 0 : 1
    for (let at = 0; at < length; at++) {
      const j = at + from
      value = ((column[j - lastFrom] ?? 1) * i + value * j) / (i + j)
      column[at] = value
    }
    // Places that the window has left are outside.
    if (lastLength > length) column.fill(1, length, lastLength)
  }
  return column[length - 1]!
}
