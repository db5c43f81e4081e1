import type { MomentsState } from '../aggregates/states.ts'
import type { Range } from '../stats/wasserstein-from-counts.ts'

/**
 * The range over which one side's rows are spread when only its histogram is known, so that spreading them evenly keeps their mean.
 *
 * A window that left the reference's range holds most of its rows in the open bins under or over, where an even spread up to the
 * extreme value may be far off. The mean is known exactly, so the outer bin with the most room is cut to agree with it: rows beyond the
 * other side's range then count with their exact distance. Without rows in an outer bin this is the true range.
 *
 * @param edges  shape [k + 1]
 * @param counts shape [k + 2]: under, k bins, over; sum = moments.n > 0
 */
export function binnedRange(edges: Float64Array, counts: Float64Array, moments: MomentsState): Range {
  const min = moments.min ?? 0
  const max = moments.max ?? 0
  const last = edges.length - 1
  const under = { count: counts[0]!, edge: Math.max(min, Math.min(max, edges[0]!)), extreme: min }
  const over = { count: counts[last + 1]!, edge: Math.min(max, Math.max(min, edges[last]!)), extreme: max }
  const room = (tail: typeof under): number => tail.count * Math.abs(tail.extreme - tail.edge)
  if (room(under) === 0 && room(over) === 0) return { min, max }
  const tail = room(over) >= room(under) ? over : under
  const other = tail === over ? under : over
  // Sums about the tail's edge keep their digits.
  const origin = tail.edge
  let spread = (other.count * (other.edge + other.extreme - 2 * origin)) / 2
  for (let bin = 1; bin <= last; bin++) {
    const low = Math.min(Math.max(edges[bin - 1]!, min), max)
    const high = Math.min(Math.max(edges[bin]!, min), max)
    spread += (counts[bin]! * (low + high - 2 * origin)) / 2
  }
  const total = moments.sum + moments.n * (moments.shift - origin)
  const tailMean = (total - spread) / tail.count
  // Twice the mean's distance from the edge, on the tail's side of it and not beyond twice the extreme's.
  const reach = Math.min(Math.max(2 * tailMean * Math.sign(tail.extreme - origin), 0), 2 * Math.abs(tail.extreme - origin))
  return tail === over ? { min, max: origin + reach } : { min: origin - reach, max }
}
