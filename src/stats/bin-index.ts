import { LeewayError } from '../core/errors.ts'

/**
 * The bin of a value: 0 is under (x <= edges[0]), i is (edges[i - 1], edges[i]], edges.length is over.
 *
 * @param edges strictly ascending, shape [k + 1], k >= 0
 * @param x     any number but NaN; infinities fall under and over
 * @returns index from 0 to edges.length
 * @throws LeewayError STATS_EMPTY without edges; STATS_DOMAIN if x is NaN
 * Cost: O(log k).
 * Source: equals numpy.searchsorted(side="left") in test/golden/bins.json
 * @example binIndex([0, 1, 2], 1) // => 1
 */
export function binIndex(edges: ArrayLike<number>, x: number): number {
  if (edges.length === 0) throw new LeewayError('STATS_EMPTY', 'there are no bin edges')
  if (Number.isNaN(x)) throw new LeewayError('STATS_DOMAIN', 'NaN has no bin')
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (edges[middle]! < x) low = middle + 1
    else high = middle
  }
  return low
}
