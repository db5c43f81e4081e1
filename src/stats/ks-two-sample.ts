import { assertSorted } from './check-sorted.ts'
import type { KsResult } from './ks-from-distance.ts'
import { ksOfAscending } from './ks-of-ascending.ts'

/**
 * Two-sample Kolmogorov-Smirnov test on sorted values.
 *
 * Answers: what is the largest gap between the two cumulative shares, and how often would chance alone open it?
 * Formula: D = sup_x |F_reference(x) - F_current(x)|; p = P(D_N > D) of the one-sample statistic at N = round(n m / (n + m)).
 * Unit: share of rows. Range: [0, 1]. Symmetric.
 *
 * @param reference values in ascending order, shape [n], n >= 1, finite
 * @param current   values in ascending order, shape [m], m >= 1, finite
 * @returns { statistic, pValue }
 * @throws LeewayError STATS_EMPTY if a sample is empty; STATS_DOMAIN if one does not ascend or is not finite
 * Missing values: left out before.
 * Cost: O(n + m).
 * Source: Hodges (1958), 10.1007/BF02589501; equals scipy.stats.ks_2samp(method="asymp") in test/golden/ks-two-sample.json
 * @example ksTwoSample(Float64Array.of(1, 2), Float64Array.of(3, 4)).statistic // => 1
 */
export function ksTwoSample(reference: Float64Array, current: Float64Array): KsResult {
  assertSorted('reference', reference)
  assertSorted('current', current)
  return ksOfAscending(reference, current)
}
