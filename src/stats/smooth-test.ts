import { assertSameLength, sumCounts } from './check-counts.ts'

export interface SmoothTestResult {
  readonly statistic: number
  readonly degreesOfFreedom: number
  /** v_1 location, v_2 spread, v_3 skewness, v_4 tails; positive: current is higher, wider, more skewed to the right, heavier-tailed. */
  readonly components: Float64Array
}

const MAX_DEGREE = 4

/** Mid-ranks, centred on 0 so that their powers stay well apart. */
function centredMidRanks(weights: Float64Array): Float64Array {
  const ranks = new Float64Array(weights.length)
  let below = 0
  for (let j = 0; j < weights.length; j++) {
    ranks[j] = 2 * (below + weights[j]! / 2) - 1
    below += weights[j]!
  }
  return ranks
}

/** Removes from h its part along each earlier function under the weights, twice for accuracy, then scales it to norm 1. */
function orthonormalise(h: Float64Array, earlier: readonly Float64Array[], weights: Float64Array): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const e of earlier) {
      let dot = 0
      for (let j = 0; j < h.length; j++) dot += weights[j]! * h[j]! * e[j]!
      for (let j = 0; j < h.length; j++) h[j]! -= dot * e[j]!
    }
  }
  let square = 0
  for (let j = 0; j < h.length; j++) square += weights[j]! * h[j]! * h[j]!
  const norm = Math.sqrt(square)
  for (let j = 0; j < h.length; j++) h[j]! /= norm
}

/**
 * Neyman's smooth test of two binned samples in order.
 *
 * Answers: has the column become higher, wider, more skewed or heavier-tailed?
 * Formula: mid-ranks u_j under the pooled weights m; 1, u, u^2, u^3, u^4 made orthonormal under m; v_i = sqrt(ne) sum_j h_i(u_j)
 * (c_j / n1 - r_j / n0), h_i with a positive leading coefficient; T = sum v_i^2.
 * Unit: none. Range: [0, inf). Under no drift: chi-squared with min(4, k - 1) degrees of freedom.
 *
 * @param reference counts per bin, shape [k], in order, finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @returns { statistic, degreesOfFreedom, components: shape [degreesOfFreedom] }; empty bins do not count into k
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: judged by their own check.
 * Cost: O(k).
 * Source: Neyman (1937), 10.1080/03461238.1937.10404821; Rayner & Best (1989), Smooth tests of goodness of fit; test/golden/verdicts.json
 * @example smoothTest([10, 10, 10], [10, 10, 10]).degreesOfFreedom // => 2
 */
export function smoothTest(reference: ArrayLike<number>, current: ArrayLike<number>): SmoothTestResult {
  assertSameLength(reference, current)
  const n0 = sumCounts('reference', reference)
  const n1 = sumCounts('current', current)
  const k = reference.length
  const weights = new Float64Array(k)
  let filled = 0
  for (let j = 0; j < k; j++) {
    weights[j] = (reference[j]! + current[j]!) / (n0 + n1)
    if (weights[j]! > 0) filled++
  }
  const degree = Math.min(MAX_DEGREE, filled - 1)
  const components = new Float64Array(Math.max(0, degree))
  const ranks = centredMidRanks(weights)
  const root = Math.sqrt((n0 / (n0 + n1)) * n1)
  const basis = [new Float64Array(k).fill(1)]
  let statistic = 0
  for (let i = 1; i <= degree; i++) {
    const h = basis[i - 1]!.map((value, j) => value * ranks[j]!)
    orthonormalise(h, basis, weights)
    basis.push(h)
    let sum = 0
    for (let j = 0; j < k; j++) sum += h[j]! * (current[j]! / n1 - reference[j]! / n0)
    components[i - 1] = root * sum
    statistic += components[i - 1]! ** 2
  }
  return { statistic, degreesOfFreedom: Math.max(0, degree), components }
}
