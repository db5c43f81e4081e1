import { assertFinite } from './check-values.ts'

export interface MeanSummary {
  readonly mean: number
  readonly stddev: number | null
}

/**
 * Shift of the mean in standard deviations of the reference.
 *
 * Answers: how many reference standard deviations has the mean moved?
 * Formula: |mean_current - mean_reference| / sd_reference; an sd that is 0 or unknown (one row) counts as 1.
 * Unit: standard deviations. Range: [0, inf).
 *
 * @param reference { mean, stddev: sample standard deviation or null }
 * @param current   { mean }
 * @returns { statistic }
 * @throws LeewayError STATS_DOMAIN if a mean or the standard deviation is not finite
 * Missing values: left out by the aggregate.
 * Cost: O(1).
 * Source: the feature drift report of the model monitoring guide (z_score); test/golden/moments.json
 * @example meanShiftZ({ mean: 10, stddev: 2 }, { mean: 13 }).statistic // => 1.5
 */
export function meanShiftZ(reference: MeanSummary, current: { readonly mean: number }): { readonly statistic: number } {
  assertFinite('the reference mean', reference.mean)
  assertFinite('the current mean', current.mean)
  if (reference.stddev !== null) assertFinite('the reference standard deviation', reference.stddev)
  const scale = reference.stddev === null || reference.stddev === 0 ? 1 : Math.abs(reference.stddev)
  return { statistic: Math.abs(current.mean - reference.mean) / scale }
}
