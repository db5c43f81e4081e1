/**
 * Values at whole ranks, from counts per bin.
 *
 * The c rows of a bin from a to b are taken to lie at a + (b - a) (i + 1) / c: the last at the bin's edge, which is where the reference
 * has a value of its own, so that a bin of one value gives that value. Ends are cut to [min, max]; rank 0 is min, rank n - 1 is max.
 * The result lies in the bin that holds the rank.
 *
 * @param edges  strictly ascending, shape [k + 1]
 * @param counts shape [k + 2]: under, k bins, over; sum n > 0
 * @param ranks  whole numbers from 0 to n - 1
 * Cost: O(k + ranks log k).
 */
export function valuesAtRanks(
  edges: Float64Array,
  counts: Float64Array,
  min: number,
  max: number,
  ranks: readonly number[],
): number[] {
  const upTo = new Float64Array(counts.length)
  let n = 0
  for (let bin = 0; bin < counts.length; bin++) upTo[bin] = n += counts[bin]!
  return ranks.map((rank) => {
    if (rank <= 0) return min
    if (rank >= n - 1) return max
    const bin = firstAbove(upTo, rank)
    const low = bin === 0 ? min : Math.max(min, edges[bin - 1]!)
    const high = bin === edges.length ? max : Math.min(max, edges[bin]!)
    const share = (rank - (upTo[bin]! - counts[bin]!) + 1) / counts[bin]!
    if (share >= 1) return high
    // Bins are open below: where no double lies between the ends, the value is the upper one.
    const value = low + (high - low) * share
    return value > low ? Math.min(high, value) : high
  })
}

/** The first bin whose cumulative count is above the rank; never an empty one. */
function firstAbove(upTo: Float64Array, rank: number): number {
  let low = 0
  let high = upTo.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (upTo[middle]! > rank) high = middle
    else low = middle + 1
  }
  return low
}
