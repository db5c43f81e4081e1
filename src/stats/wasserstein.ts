import { assertSorted } from './check-sorted.ts'
import { wassersteinOfAscending } from './wasserstein-of-ascending.ts'

/**
 * Wasserstein distance (earth mover's, first order) between two sorted samples.
 *
 * Answers: how far must a row's value move on average to turn one distribution into the other?
 * Formula: integral |F_reference(x) - F_current(x)| dx.
 * Unit: the column's own. Range: [0, inf). Symmetric.
 *
 * @param reference values in ascending order, shape [n], n >= 1, finite
 * @param current   values in ascending order, shape [m], m >= 1, finite
 * @returns { statistic }
 * @throws LeewayError STATS_EMPTY if a sample is empty; STATS_DOMAIN if one does not ascend or is not finite
 * Missing values: left out before.
 * Cost: O(n + m).
 * Source: Vallender (1974), 10.1137/1118101; equals scipy.stats.wasserstein_distance in test/golden/wasserstein.json
 * @example wasserstein(Float64Array.of(0, 1), Float64Array.of(2, 3)).statistic // => 2
 */
export function wasserstein(reference: Float64Array, current: Float64Array): { readonly statistic: number } {
  assertSorted('reference', reference)
  assertSorted('current', current)
  return wassersteinOfAscending(reference, current)
}
