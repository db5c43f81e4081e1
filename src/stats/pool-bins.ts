import { LeewayError } from '../core/errors.ts'
import { assertSameLength, sumCounts } from './check-counts.ts'

export interface PooledBins {
  readonly reference: Float64Array
  readonly current: Float64Array
  /** For each bin, the pooled bin that holds it. */
  readonly poolMap: Int32Array
}

const MIN_EXPECTED = 5

/** Walk from the left, close a bin when it is large enough, add the rest to the last. */
function poolOrdered(reference: ArrayLike<number>, current: ArrayLike<number>, limit: number): Int32Array {
  const map = new Int32Array(reference.length)
  let open = 0
  let bin = 0
  for (let i = 0; i < reference.length; i++) {
    map[i] = bin
    open += reference[i]! + current[i]!
    if (open >= limit) {
      bin++
      open = 0
    }
  }
  const last = Math.max(0, bin - 1)
  for (let i = map.length - 1; i >= 0 && map[i]! > last; i--) map[i] = last
  return map
}

/** All small bins become one; if that is still too small, it joins the smallest large bin, of equals the one with fewer reference rows. */
function poolUnordered(reference: ArrayLike<number>, current: ArrayLike<number>, limit: number): Int32Array {
  const map = new Int32Array(reference.length)
  let bins = 0
  let small = 0
  let smallest = Infinity
  let smallestReference = Infinity
  let smallestBin = 0
  for (let i = 0; i < map.length; i++) {
    const both = reference[i]! + current[i]!
    if (both < limit) {
      map[i] = -1
      small += both
      continue
    }
    if (both < smallest || (both === smallest && reference[i]! < smallestReference)) {
      smallest = both
      smallestReference = reference[i]!
      smallestBin = bins
    }
    map[i] = bins++
  }
  const home = small >= limit || bins === 0 ? bins : smallestBin
  for (let i = 0; i < map.length; i++) if (map[i] === -1) map[i] = home
  return map
}

/**
 * Bins joined until each expects at least 5 rows in both samples.
 *
 * Answers: which bins are large enough for Pearson's approximation to hold?
 * Formula: a bin is large enough when r + c >= 5 (n0 + n1) / min(n0, n1). Ordered bins join their right neighbours, the rest the last;
 * unordered small bins become one, which joins the smallest large bin if still too small.
 *
 * @param reference counts per bin, shape [k], finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @param ordered   whether neighbours are alike (numeric) or not (categories)
 * @returns { reference, current: shape [j], poolMap: shape [k], values 0 .. j - 1 }
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: judged by their own check.
 * Cost: O(k).
 * Source: Cochran (1954), 10.2307/3001616, the rule of five; test/golden/verdicts.json
 * @example poolBins([50, 50], [2, 1], true).reference // => Float64Array.of(100)
 */
export function poolBins(reference: ArrayLike<number>, current: ArrayLike<number>, ordered: boolean): PooledBins {
  assertSameLength(reference, current)
  const n0 = sumCounts('reference', reference)
  const n1 = sumCounts('current', current)
  return poolWithLimit(reference, current, ordered, (MIN_EXPECTED * (n0 + n1)) / Math.min(n0, n1))
}

function poolWithLimit(reference: ArrayLike<number>, current: ArrayLike<number>, ordered: boolean, limit: number): PooledBins {
  const poolMap = ordered ? poolOrdered(reference, current, limit) : poolUnordered(reference, current, limit)
  let bins = 0
  for (let i = 0; i < poolMap.length; i++) if (poolMap[i]! >= bins) bins = poolMap[i]! + 1
  if (bins === 0) throw new LeewayError('STATS_EMPTY', 'there are no bins')
  const pooledReference = new Float64Array(bins)
  const pooledCurrent = new Float64Array(bins)
  for (let i = 0; i < poolMap.length; i++) {
    pooledReference[poolMap[i]!]! += reference[i]!
    pooledCurrent[poolMap[i]!]! += current[i]!
  }
  return { reference: pooledReference, current: pooledCurrent, poolMap }
}
