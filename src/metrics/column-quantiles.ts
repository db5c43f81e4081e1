import { quantilesFromCounts } from '../stats/quantiles-from-counts.ts'
import { isWhole } from './column-kinds.ts'
import type { ProfileInput } from './inputs.ts'
import { type NoValue, noValue } from './no-value.ts'
import { inTableUnit } from './seconds.ts'

/**
 * Quantiles of a column's finite values at the ranks i / parts, for the given i.
 *
 * From all sorted values: the smallest value whose cumulative share reaches i / parts, so always one of the data
 * (numpy's `inverted_cdf`, SQL's `percentile_disc`); in whole numbers, so that no rounding moves a rank.
 * From the histogram: interpolated inside the bin that holds the rank; whole-number columns take the next whole number,
 * which lies in the same bin. Undefined where neither is at hand.
 */
export function columnQuantiles(
  input: ProfileInput,
  numerators: readonly number[],
  parts: number,
): number[] | NoValue | undefined {
  const { moments, histogram } = input.state
  if (!moments) return undefined
  if (moments.n === 0 || moments.min === null || moments.max === null) return noValue('no_values')
  const { column, sorted, edges } = input
  if (sorted && sorted.length === moments.n) {
    return numerators.map((i) => inTableUnit(column.kind, sorted[Math.max(0, Math.ceil((i * sorted.length) / parts) - 1)]!))
  }
  if (!histogram || !edges) return undefined
  const probs = numerators.map((i) => i / parts)
  const values = quantilesFromCounts(edges, histogram, moments.min, moments.max, probs)
  const whole = isWhole(column.dataType) || column.kind === 'timestamp'
  return Array.from(values, (value) => inTableUnit(column.kind, whole ? Math.ceil(value) : value))
}
