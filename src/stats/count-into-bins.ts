import { LeewayError } from '../core/errors.ts'

/**
 * Counts of values per bin, with under first and over last.
 *
 * Answers: how many rows lie in each bin?
 * Formula: bin 0 is x <= edges[0], bin i is (edges[i - 1], edges[i]], the last is x > the last edge.
 * Unit: rows.
 *
 * @param edges  strictly ascending, shape [k + 1], k >= 0
 * @param values shape [n], no NaN
 * @param counts optional, shape [k + 2]: added to and returned
 * @returns counts, shape [k + 2]
 * @throws LeewayError STATS_EMPTY without edges; STATS_SHAPE if counts does not fit; STATS_DOMAIN at a NaN
 * Missing values: left out before.
 * Cost: O(n log k).
 * Source: equals numpy.searchsorted(side="left") and bincount in test/golden/bins.json
 * @example countIntoBins([0, 1], [0, 0.5, 1, 2]) // => Float64Array.of(1, 2, 1)
 */
export function countIntoBins(
  edges: ArrayLike<number>,
  values: ArrayLike<number>,
  counts: Float64Array = new Float64Array(edges.length + 1),
): Float64Array {
  const k = edges.length
  if (k === 0) throw new LeewayError('STATS_EMPTY', 'there are no bin edges')
  if (counts.length !== k + 1)
    throw new LeewayError('STATS_SHAPE', `${k} edges bound ${k + 1} bins with under and over, not ${counts.length}`)
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!
    if (Number.isNaN(x)) throw new LeewayError('STATS_DOMAIN', `value ${i} is NaN`)
    let low = 0
    let high = k
    while (low < high) {
      const middle = (low + high) >>> 1
      if (edges[middle]! < x) low = middle + 1
      else high = middle
    }
    counts[low]!++
  }
  return counts
}
