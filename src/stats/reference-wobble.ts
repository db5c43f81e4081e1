import { LeewayError } from '../core/errors.ts'
import { assertSameLength, sumCounts } from './check-counts.ts'
import { pearsonDrift } from './pearson-drift.ts'
import { poolBins } from './pool-bins.ts'
import { smoothTest } from './smooth-test.ts'
import { estimateWobble, type Wobble, type WobbleWindow } from './wobble.ts'

/**
 * Wobble of X and T from the windows of a reference, each compared with the rest of it.
 *
 * Answers: how much do the reference's own windows differ from each other?
 * Formula: for each window w of the reference r, X and T of w against r - w, then estimateWobble over the windows. A window without
 * rows, or one that leaves a single pooled bin, is left out.
 *
 * @param reference counts per bin of the whole reference, shape [k]
 * @param windows   counts per bin of each of its windows, shape [J][k], none above the reference's
 * @param options   { ordered: whether T exists }
 * @returns { x, t }: null below 8 usable windows; t null when unordered
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if the reference is empty; STATS_DOMAIN if a window exceeds the reference
 * Missing values: judged by their own check.
 * Cost: O(J k).
 * Source: McCullagh & Nelder (1989), section 4.5; Satterthwaite (1946), 10.2307/3002019; test/golden/wobble.json
 * @example referenceWobble([10, 10], [[5, 5], [5, 5]], { ordered: true }) // => { x: null, t: null }
 */
export function referenceWobble(
  reference: ArrayLike<number>,
  windows: readonly ArrayLike<number>[],
  options: { readonly ordered: boolean },
): { readonly x: Wobble | null; readonly t: Wobble | null } {
  sumCounts('reference', reference)
  const x: WobbleWindow[] = []
  const t: WobbleWindow[] = []
  const rest = new Float64Array(reference.length)
  for (const window of windows) {
    assertSameLength(reference, window)
    const { rows, restRows } = subtract(reference, window, rest)
    if (rows === 0 || restRows === 0) continue
    const pooled = poolBins(rest, window, options.ordered)
    if (pooled.reference.length < 2) continue
    x.push({ ...pearsonDrift(pooled.reference, pooled.current), rows })
    if (!options.ordered) continue
    const { statistic, degreesOfFreedom } = smoothTest(pooled.reference, pooled.current)
    t.push({ statistic, degreesOfFreedom, rows })
  }
  return { x: estimateWobble(x), t: estimateWobble(t) }
}

function subtract(
  reference: ArrayLike<number>,
  window: ArrayLike<number>,
  rest: Float64Array,
): { readonly rows: number; readonly restRows: number } {
  let rows = 0
  let restRows = 0
  for (let i = 0; i < rest.length; i++) {
    const left = reference[i]! - window[i]!
    if (!(left >= 0 && window[i]! >= 0))
      throw new LeewayError('STATS_DOMAIN', `bin ${i} of a window holds more rows than the reference, or fewer than 0`)
    rest[i] = left
    rows += window[i]!
    restRows += left
  }
  return { rows, restRows }
}
