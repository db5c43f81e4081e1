import { nextDown } from '../stats/next-down.ts'
import type { FrozenColumn } from '../store/store.ts'
import { formatNumber } from './numbers.ts'

/**
 * A name for people of one or several neighbouring coarse bins of a numeric column: `below 0`, `0 to 3`, `above 443`; a bin that holds one
 * value is called by it.
 *
 * @param first, last bins, 0 is under, `coarse.length` is over
 */
export function binLabel({ coarse, fine }: FrozenColumn, first: number, last: number): string {
  const edges = coarse!
  const over = edges.length
  if (first === 0 && last === over) return 'all values'
  // The lowest edge is the double just below the smallest value of the reference.
  const above = -nextDown(-edges[0]!)
  const smallest = formatNumber(Math.abs(above) < 1e-300 ? 0 : above)
  const lower = (bin: number): string => (bin === 1 ? smallest : formatNumber(edges[bin - 1]!))
  if (first === 0) return last === 0 ? `below ${smallest}` : `up to ${formatNumber(edges[last]!)}`
  if (last === over) return `above ${first === over ? formatNumber(edges[over - 1]!) : lower(first)}`
  const upper = edges[last]!
  if (first === last && fine?.includes(nextDown(upper)) && fine.length > 2) return formatNumber(upper)
  return `${lower(first)} to ${formatNumber(upper)}`
}
