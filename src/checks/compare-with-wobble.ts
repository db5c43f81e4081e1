/** Tests of shares and means that know how much this data's windows differ by themselves. */
import type { ShareCounts } from '../stats/check-share.ts'
import { compareShares } from '../stats/compare-shares.ts'
import { twoProportionTest } from '../stats/two-proportion-test.ts'
import { type WelchInput, welchTTest } from '../stats/welch-t-test.ts'
import { type Wobble, wobbleTail } from '../stats/wobble.ts'

export interface Comparison {
  readonly p: number
  /** Current minus reference. */
  readonly difference: number
  /** How many times as much as independent rows the windows differ; 1 when unknown. */
  readonly wobbleFactor: number
}

/**
 * Two shares: two proportions or Fisher's exact test; where the reference's own windows differ more than independent rows would,
 * z squared against the F distribution of the wobble rule instead (one degree of freedom), if that is less surprising.
 */
export function compareSharesWithWobble(reference: ShareCounts, current: ShareCounts, wobble: Wobble | null): Comparison {
  const { pValue, difference } = compareShares(reference, current)
  const { statistic } = twoProportionTest(reference, current)
  const tail = wobbleTail(statistic * statistic, 1, wobble, current.rows)
  return tail.factor > 1
    ? { p: Math.max(pValue, tail.pValue), difference, wobbleFactor: tail.factor }
    : { p: pValue, difference, wobbleFactor: 1 }
}

/** Two means by Welch's t, with the same care. Null where a side has fewer than two rows or neither varies. */
export function compareMeansWithWobble(reference: WelchInput, current: WelchInput, wobble: Wobble | null): Comparison | null {
  const welch = welchTTest(reference, current)
  if (welch === null || reference.mean === null || current.mean === null) return null
  const difference = current.mean - reference.mean
  const tail = wobbleTail(welch.statistic * welch.statistic, 1, wobble, current.n)
  return tail.factor > 1
    ? { p: Math.max(welch.pValue, tail.pValue), difference, wobbleFactor: tail.factor }
    : { p: welch.pValue, difference, wobbleFactor: 1 }
}
