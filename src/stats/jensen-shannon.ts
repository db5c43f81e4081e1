import { assertSameLength, sumCounts } from './check-counts.ts'

function relativeEntropy(p: number, middle: number): number {
  return p === 0 ? 0 : p * Math.log2(p / middle)
}

/**
 * Jensen-Shannon distance between two binned samples.
 *
 * Answers: how distinguishable are the two distributions, from 0 (equal) to 1 (no bin in common)?
 * Formula: sqrt((KL(p || m) + KL(q || m)) / 2), m = (p + q) / 2, logarithms to base 2. Empty bins need no correction.
 * Unit: square root of bits. Range: [0, 1]. Symmetric; a metric.
 *
 * @param reference counts per bin, shape [k], k >= 1, finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @returns { statistic }
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: a bin of their own, or excluded by the aggregate.
 * Cost: O(k).
 * Source: Endres & Schindelin (2003), 10.1109/TIT.2003.813506; equals scipy.spatial.distance.jensenshannon(base=2) in
 * test/golden/divergences.json
 * @example jensenShannon([1, 0], [0, 1]).statistic // => 1
 */
export function jensenShannon(reference: ArrayLike<number>, current: ArrayLike<number>): { readonly statistic: number } {
  assertSameLength(reference, current)
  const n = sumCounts('reference', reference)
  const m = sumCounts('current', current)
  let sum = 0
  for (let i = 0; i < reference.length; i++) {
    const q = reference[i]! / n
    const p = current[i]! / m
    const middle = (p + q) / 2
    sum += relativeEntropy(p, middle) + relativeEntropy(q, middle)
  }
  return { statistic: Math.sqrt(Math.min(1, Math.max(0, sum / 2))) }
}
