import type { CategoriesState } from '../aggregates/states.ts'
import { blockedBy } from './bin-counts.ts'
import { mostFrequent, totalOf } from './category-items.ts'
import type { DriftInput } from './inputs.ts'
import { memoize } from './memoize.ts'
import type { NoValue } from './no-value.ts'

/** Non-null values of both sides by category, in the same order. */
export interface CategoryCounts {
  /** The category as text; null: all values without a name of their own. */
  readonly names: readonly (string | null)[]
  readonly reference: Float64Array
  readonly current: Float64Array
  /** Every value of both sides has a name: the distances are exact. */
  readonly exact: boolean
}

/** Up to this many categories of each side, the distances run over all of them. */
const ALL_UP_TO = 100

const holdsAll = (state: CategoriesState): boolean => state.complete && state.items.size <= ALL_UP_TO

/**
 * Aligns the categories of both sides.
 *
 * All categories of either side where both are complete and hold at most 100 each: exact, an unseen value is a category of its own.
 * Else the frozen values of the reference (its 100 most frequent) and one bin for all others, the same in every window.
 */
export const categoryCounts = memoize((input: DriftInput): CategoryCounts | NoValue | undefined => {
  const blocked = blockedBy(input)
  if (blocked) return blocked
  const reference = input.reference.state.categories
  const current = input.current.state.categories
  if (!reference || !current) return undefined
  if (holdsAll(reference) && holdsAll(current)) {
    const names = [...reference.items.keys()]
    for (const name of current.items.keys()) if (!reference.items.has(name)) names.push(name)
    return { names, reference: pick(reference, names), current: pick(current, names), exact: true }
  }
  const frozen = input.frozen.categories ?? mostFrequent(reference, ALL_UP_TO).map((entry) => entry.item)
  const names = [...frozen, null]
  return { names, reference: pick(reference, names), current: pick(current, names), exact: false }
})

function pick(state: CategoriesState, names: readonly (string | null)[]): Float64Array {
  const counts = new Float64Array(names.length)
  let named = 0
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (typeof name !== 'string') continue
    counts[i] = state.items.get(name) ?? 0
    named += counts[i]!
  }
  if (names.at(-1) === null) counts[names.length - 1] = totalOf(state) - named
  return counts
}
