/** A column's rows in the reference's frozen bins, as the drift check counts them. */
import type { ColumnState } from '../aggregates/states.ts'
import type { FrozenColumn } from '../store/store.ts'

export interface CoarseCounts {
  /** Numeric bins are in order (under, bins…, over); categories are not (values by frequency, then all others). */
  readonly ordered: boolean
  readonly counts: Float64Array
}

/** The name that stands for all values that are not counted by name. */
export const OTHER_VALUES = 'other values'

/**
 * Counts of one side of one column in its coarse bins.
 *
 * @param state  the column's state; undefined where the side does not have the column
 * @param frozen the column's frozen bins
 * @returns null when the column has no bins (timestamps, nested values), or the state has no counts in them
 * Missing rows, NaN and infinities are in no bin. Numeric: the fine histogram is summed by `coarseOfFine`.
 */
export function coarseCounts(state: ColumnState | undefined, frozen: FrozenColumn): CoarseCounts | null {
  if (!state) return null
  if (frozen.coarse && frozen.coarseOfFine) {
    if (state.histogram?.length !== frozen.coarseOfFine.length) return null
    const counts = new Float64Array(frozen.coarse.length + 1)
    for (let fine = 0; fine < state.histogram.length; fine++) counts[frozen.coarseOfFine[fine]!]! += state.histogram[fine]!
    return { ordered: true, counts }
  }
  if (frozen.categories && frozen.categories.length > 0 && state.categories) {
    const { items } = state.categories
    const counts = new Float64Array(frozen.categories.length + 1)
    let named = 0
    for (const [index, value] of frozen.categories.entries()) {
      const count = items.get(value) ?? 0
      counts[index] = count
      named += count
    }
    let all = state.categories.other
    for (const count of items.values()) all += count
    counts[frozen.categories.length] = Math.max(0, all - named)
    return { ordered: false, counts }
  }
  return null
}
