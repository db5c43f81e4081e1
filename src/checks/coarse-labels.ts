import { nextDown } from '../stats/next-down.ts'
import type { FrozenColumn } from '../store/store.ts'
import { OTHER_VALUES } from './coarse-counts.ts'
import { formatNumber } from './numbers.ts'

/**
 * The coarse bins' names for people: `below 0`, `0 to 3`, `above 443`; a bin that holds one value is called by it; categories by theirs.
 *
 * @returns as many labels as `coarseCounts` has counts
 */
export function coarseLabels(frozen: FrozenColumn): readonly string[] {
  const edges = frozen.coarse
  if (!edges) return [...(frozen.categories ?? []), OTHER_VALUES]
  const fine = new Set(frozen.fine)
  // The lowest edge is the double just below the smallest value of the reference.
  const smallest = formatNumber(-nextDown(-edges[0]!))
  const labels = [`below ${smallest}`]
  for (let i = 1; i < edges.length; i++) {
    const upper = edges[i]!
    const single = fine.has(nextDown(upper))
    labels.push(single ? formatNumber(upper) : `${i === 1 ? smallest : formatNumber(edges[i - 1]!)} to ${formatNumber(upper)}`)
  }
  labels.push(`above ${formatNumber(edges[edges.length - 1]!)}`)
  return labels
}

/** One name for neighbouring bins that were joined: from the first one's start to the last one's end. */
export function joinedLabel(frozen: FrozenColumn, labels: readonly string[], first: number, last: number): string {
  if (first === last) return labels[first]!
  const edges = frozen.coarse!
  if (first === 0) return last === edges.length ? 'all values' : `up to ${formatNumber(edges[last]!)}`
  const start = first === 1 ? formatNumber(-nextDown(-edges[0]!)) : formatNumber(edges[first - 1]!)
  return last === edges.length ? `above ${start}` : `${start} to ${formatNumber(edges[last]!)}`
}
