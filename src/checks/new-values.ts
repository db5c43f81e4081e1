/** How surprising are rows outside what the reference showed, given that it showed only a sample? */
import type { CategoriesState } from '../aggregates/states.ts'
import type { ShareCounts } from '../stats/check-share.ts'
import { fisherExact } from '../stats/fisher-exact.ts'
import { lnGamma, normalUpperTail } from '../stats/special-functions.ts'

export interface SeenCounts {
  readonly rows: number
  readonly once: number
  readonly twice: number
}

/**
 * Values of the reference that occur once and twice. Where it lists only the frequent ones, as many of the others as can be are taken to
 * occur once, so that nothing is called surprising for lack of counts.
 */
export function seenCounts({ items, other }: CategoriesState, known: number): SeenCounts {
  let rows = other
  let once = Math.min(other, Math.max(0, known - items.size))
  let twice = 0
  for (const count of items.values()) {
    rows += count
    if (count === 1) once++
    if (count === 2) twice++
  }
  return { rows, once, twice }
}

/**
 * Answers: how often would chance alone bring this many rows with values that the reference never had?
 *
 * Good and Turing estimate the share of such rows by the values seen once / rows (at least one); the estimate itself is uncertain, with
 * variance (once + 2 twice) / rows^2. p is the larger of Fisher's exact test of `once` among the reference's rows against the unseen
 * among the current ones, and of the normal tail with both variances. A binomial test against the estimate, as if it were certain,
 * raises false alarms in most windows when the reference has few rows.
 * Source: Good (1953), 10.1093/biomet/40.3-4.237; variance: Esty (1983), A normal limit law for a nonparametric estimator of coverage
 */
export function unseenValuesP(seen: SeenCounts, unseen: ShareCounts): { readonly p: number; readonly expected: number } {
  const once = Math.max(1, seen.once)
  const expected = Math.min(1, once / seen.rows)
  const share = unseen.successes / unseen.rows
  if (share <= expected) return { p: 1, expected }
  const exact = fisherExact({ successes: Math.min(once, seen.rows), rows: seen.rows }, unseen).pValue
  const variance = (once + 2 * seen.twice) / seen.rows ** 2 + (expected * (1 - expected)) / unseen.rows
  return { p: Math.max(exact, normalUpperTail((share - expected) / Math.sqrt(variance))), expected }
}

/**
 * Answers: how often would chance alone put at least `outside` of n1 new rows below the smallest or above the largest of n0 earlier ones?
 *
 * Exact for any continuous column: the mass outside the range of n0 rows is distributed as the mass above their second largest, so at least
 * k new rows lie outside if and only if at most one of the k + 1 largest of all rows is an earlier one:
 * (C(n1, k + 1) + n0 C(n1, k)) / C(n0 + n1, k + 1). Ties make it smaller. The mean share is 2 / (n0 + 1).
 * Source: Wilks (1941), 10.1214/aoms/1177731788
 */
export function outsideRangeP(outside: number, n1: number, n0: number): number {
  if (outside <= 0) return 1
  const all = lnChoose(n0 + n1, outside + 1)
  const none = outside + 1 > n1 ? 0 : Math.exp(lnChoose(n1, outside + 1) - all)
  return Math.min(1, none + Math.exp(Math.log(n0) + lnChoose(n1, outside) - all))
}

const lnChoose = (n: number, k: number): number => lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1)
