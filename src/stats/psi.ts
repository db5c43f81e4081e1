import { assertSameLength, sumCounts } from './check-counts.ts'
import { emptyBinCorrection } from './empty-bin-correction.ts'
import { type DivergenceResult, psiWithCorrection } from './psi-with-correction.ts'

/**
 * Population stability index between two binned samples.
 *
 * Answers: how far has the share of rows per bin moved?
 * Formula: sum_i (p_i - q_i) * ln(p_i / q_i), with p = current share, q = reference share. If any bin of either side is empty, half a
 * count is added to every bin of both sides first, so that no logarithm is infinite.
 * Unit: nats. Range: [0, inf). Symmetric.
 * Under no drift: (1/n + 1/m) * chi-square with k - 1 degrees of freedom, asymptotically.
 *
 * @param reference counts per bin, shape [k], k >= 1, finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @returns { statistic, contributions: shape [k] }
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: a bin of their own, or excluded by the aggregate; the monitor says which.
 * Cost: O(k).
 * Source: Jeffreys (1946), 10.1098/rspa.1946.0056; equals scipy.special.rel_entr both ways in test/golden/divergences.json
 * @example psi([50, 50], [50, 50]).statistic // => 0
 */
export function psi(reference: ArrayLike<number>, current: ArrayLike<number>): DivergenceResult {
  assertSameLength(reference, current)
  const n = sumCounts('reference', reference)
  const m = sumCounts('current', current)
  return psiWithCorrection(reference, current, n, m, emptyBinCorrection(reference, current))
}
