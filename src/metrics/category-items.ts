import type { CategoriesState } from '../aggregates/states.ts'

export interface CategoryItem {
  readonly item: string
  readonly count: number
}

/** Most frequent first; equal counts by value, so that the order never depends on how the rows were read. */
const byFrequency = (a: CategoryItem, b: CategoryItem): number =>
  b.count - a.count || (a.item < b.item ? -1 : a.item > b.item ? 1 : 0)

/** The most frequent values by name, at most `limit`. Rows counted as `other` have no name and are not listed. */
export function mostFrequent(state: CategoriesState, limit: number): CategoryItem[] {
  const items: CategoryItem[] = []
  for (const [item, count] of state.items) if (count > 0) items.push({ item, count })
  return items.sort(byFrequency).slice(0, limit)
}

export function totalOf(state: CategoriesState): number {
  let total = state.other
  for (const count of state.items.values()) total += count
  return total
}
