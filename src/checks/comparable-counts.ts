/** One column's rows of several sides in the same bins: what drift, wobble and constant columns are judged on. */
import type { CategoriesState, ColumnState } from '../aggregates/states.ts'
import type { FrozenColumn } from '../store/store.ts'
import { sum } from './sum.ts'

export interface ComparableCounts {
  /** Numeric bins are in order (under, bins…, over); categories are not. */
  readonly ordered: boolean
  /** Values of the bins where they are categories, then null for all others. Absent for numeric bins. */
  readonly values?: readonly (string | null)[]
  /** One per side, in the order given; null where the side does not have the column, or nothing that can be counted. */
  readonly counts: readonly (Float64Array | null)[]
}

/**
 * A named category needs so many rows in the reference where not all values are listed. Categories are named because they were frequent
 * in the reference, a few of them by luck; with fewer rows that luck would look like drift towards the values without a name.
 */
const FEWEST_NAMED_ROWS = 50

/**
 * Counts of several sides of one column in the same bins.
 *
 * Numeric: the frozen coarse bins, summed from the fine ones. Categories: all values that any side has where every side lists all of
 * its values, so that no side chose the bins; otherwise the frozen values that are frequent in the reference, and all others as one.
 * Missing rows, NaN and infinities are in no bin.
 *
 * @param sides the reference first; undefined where a side does not have the column
 * @returns null when the column has no bins (timestamps, nested values), or the reference no counts in them
 */
export function comparableCounts(sides: readonly (ColumnState | undefined)[], frozen: FrozenColumn): ComparableCounts | null {
  const result = frozen.coarse
    ? { ordered: true, counts: sides.map((side) => numericCounts(side, frozen)) }
    : frozen.categories
      ? categoryCounts(
          sides.map((side) => side?.categories),
          frozen.categories,
        )
      : null
  return result?.counts[0] ? result : null
}

function numericCounts(state: ColumnState | undefined, { coarse, coarseOfFine }: FrozenColumn): Float64Array | null {
  if (!coarse || !coarseOfFine || state?.histogram?.length !== coarseOfFine.length) return null
  const counts = new Float64Array(coarse.length + 1)
  for (let fine = 0; fine < coarseOfFine.length; fine++) counts[coarseOfFine[fine]!]! += state.histogram[fine]!
  return counts
}

function categoryCounts(sides: readonly (CategoriesState | undefined)[], frozen: readonly string[]): ComparableCounts | null {
  const [reference] = sides
  if (!reference) return null
  const complete = sides.every((side) => side === undefined || side.complete)
  const named = complete
    ? allValues(sides, frozen)
    : frozen.filter((value) => (reference.items.get(value) ?? 0) >= FEWEST_NAMED_ROWS)
  return {
    ordered: false,
    values: complete ? named : [...named, null],
    counts: sides.map((side) => (side === undefined ? null : countsOf(side, named, complete))),
  }
}

function allValues(sides: readonly (CategoriesState | undefined)[], frozen: readonly string[]): readonly string[] {
  const values = new Set(frozen)
  for (const side of sides) if (side) for (const value of side.items.keys()) values.add(value)
  return [...values]
}

function countsOf(side: CategoriesState, named: readonly string[], complete: boolean): Float64Array {
  const counts = new Float64Array(named.length + (complete ? 0 : 1))
  for (let i = 0; i < named.length; i++) counts[i] = side.items.get(named[i]!) ?? 0
  if (!complete) {
    let all = side.other
    for (const count of side.items.values()) all += count
    counts[named.length] = Math.max(0, all - sum(counts))
  }
  return counts
}

/**
 * A column of identifiers or free text, whose values cannot be compared: most values of the reference occur once, or nearly all its rows
 * have values that are too rare to be named.
 */
export function isMostlyUnique(reference: CategoriesState | undefined, counts: ComparableCounts): boolean {
  if (reference === undefined || counts.ordered) return false
  const [own] = counts.counts
  const rows = sum(own!)
  if (counts.values?.at(-1) === null) return own!.at(-1)! > 0.9 * rows
  return rows >= 20 && reference.items.size > 0.5 * rows
}
