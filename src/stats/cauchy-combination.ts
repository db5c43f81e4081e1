import { LeewayError } from '../core/errors.ts'
import { assertProbability } from './check-values.ts'

const TINY = 1e-12
const CLOSEST_TO_ONE = 1 - 1e-15

/**
 * One p-value from several that may depend on each other.
 *
 * Answers: how surprising are these tests together?
 * Formula: 1/2 - atan(mean of tan((1/2 - p_i) pi)) / pi; where the smallest is below 1e-12, the number of tests times the smallest.
 * Unit: probability. Range: [0, 1].
 *
 * @param pValues shape [k], k >= 1, each from 0 to 1
 * @returns { pValue }; a single p-value is returned as it is
 * @throws LeewayError STATS_EMPTY without p-values; STATS_DOMAIN if one is outside [0, 1]
 * Missing values: left out before.
 * Cost: O(k).
 * Source: Liu & Xie (2020), 10.1080/01621459.2018.1554485; test/golden/verdicts.json
 * @example cauchyCombination([0.5, 0.5]).pValue // => 0.5
 */
export function cauchyCombination(pValues: ArrayLike<number>): { readonly pValue: number } {
  const k = pValues.length
  if (k === 0) throw new LeewayError('STATS_EMPTY', 'there are no p-values to combine')
  let smallest = 1
  let sum = 0
  for (let i = 0; i < k; i++) {
    const p = pValues[i]!
    assertProbability('a p-value', p)
    if (p < smallest) smallest = p
    sum += 1 / Math.tan(Math.PI * Math.min(CLOSEST_TO_ONE, Math.max(Number.MIN_VALUE, p)))
  }
  if (k === 1) return { pValue: pValues[0]! }
  if (smallest < TINY) return { pValue: k * smallest }
  const mean = sum / k
  return { pValue: mean > 0 ? Math.atan(1 / mean) / Math.PI : 0.5 - Math.atan(mean) / Math.PI }
}
