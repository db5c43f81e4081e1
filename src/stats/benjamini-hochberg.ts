import { assertProbability } from './check-values.ts'

/**
 * P-values adjusted for the false discovery rate.
 *
 * Answers: among all these checks, which would still stand if a given share of alarms may be false?
 * Formula: adjusted_(i) = min over j >= i of p_(j) k / j, in ascending order, at most 1.
 * Unit: probability. Range: [p_i, 1].
 *
 * @param pValues shape [k], each from 0 to 1; may be empty
 * @returns { adjusted: shape [k], in the order given }
 * @throws LeewayError STATS_DOMAIN if one is outside [0, 1]
 * Missing values: left out before.
 * Cost: O(k log k).
 * Source: Benjamini & Hochberg (1995), 10.1111/j.2517-6161.1995.tb02031.x; equals scipy.stats.false_discovery_control in
 * test/golden/small-tests.json
 * @example benjaminiHochberg([0.01, 0.5]).adjusted // => Float64Array.of(0.02, 0.5)
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): { readonly adjusted: Float64Array } {
  const k = pValues.length
  const order = new Array<number>(k)
  for (let i = 0; i < k; i++) {
    assertProbability('a p-value', pValues[i]!)
    order[i] = i
  }
  order.sort((a, b) => pValues[b]! - pValues[a]!)
  const adjusted = new Float64Array(k)
  let smallest = 1
  for (let i = 0; i < k; i++) {
    smallest = Math.min(smallest, (pValues[order[i]!]! * k) / (k - i))
    adjusted[order[i]!] = smallest
  }
  return { adjusted }
}
