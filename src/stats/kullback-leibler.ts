import { assertSameLength, sumCounts } from './check-counts.ts'
import { emptyBinCorrection } from './empty-bin-correction.ts'

export interface KullbackLeiblerResult {
  /** KL(current || reference). */
  readonly statistic: number
  /** KL(reference || current). */
  readonly reverse: number
}

/**
 * Kullback-Leibler divergence between two binned samples, both ways.
 *
 * Answers: how many nats per row are wasted by describing the current rows with the reference's shares?
 * Formula: sum_i p_i ln(p_i / q_i), p = current share, q = reference share; reverse with p and q exchanged. If any bin of either side
 * is empty, half a count is added to every bin of both sides first, as for psi; statistic + reverse = psi.
 * Unit: nats. Range: [0, inf). Not symmetric.
 *
 * @param reference counts per bin, shape [k], k >= 1, finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @returns { statistic, reverse }
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: a bin of their own, or excluded by the aggregate.
 * Cost: O(k).
 * Source: Kullback & Leibler (1951), 10.1214/aoms/1177729694; equals scipy.stats.entropy in test/golden/divergences.json
 * @example kullbackLeibler([1, 1], [1, 1]) // => { statistic: 0, reverse: 0 }
 */
export function kullbackLeibler(reference: ArrayLike<number>, current: ArrayLike<number>): KullbackLeiblerResult {
  assertSameLength(reference, current)
  const n = sumCounts('reference', reference)
  const m = sumCounts('current', current)
  const k = reference.length
  const added = emptyBinCorrection(reference, current)
  let statistic = 0
  let reverse = 0
  for (let i = 0; i < k; i++) {
    const q = (reference[i]! + added) / (n + added * k)
    const p = (current[i]! + added) / (m + added * k)
    const log = Math.log(p / q)
    statistic += p * log
    reverse -= q * log
  }
  return { statistic: Math.max(0, statistic), reverse: Math.max(0, reverse) }
}
