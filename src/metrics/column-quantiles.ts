import { isWhole } from './column-kinds.ts'
import type { ProfileInput } from './inputs.ts'
import { type NoValue, noValue } from './no-value.ts'
import { inTableUnit } from './seconds.ts'
import { valuesAtRanks } from './values-at-ranks.ts'

/**
 * Quantiles of a column's finite values at the shares i / parts, for the given i, ascending.
 *
 * The smallest value whose cumulative share reaches i / parts (numpy's `inverted_cdf`, SQL's `percentile_disc`), in whole numbers,
 * so that no rounding moves a rank. One of the data where all values are at hand; from the histogram placed inside the bin that
 * holds the rank, and for whole-number columns on the next whole number, which lies in the same bin. Undefined where neither is at hand.
 */
export function columnQuantiles(
  input: ProfileInput,
  numerators: readonly number[],
  parts: number,
): number[] | NoValue | undefined {
  const { moments, histogram } = input.state
  if (!moments) return undefined
  const { n, min, max } = moments
  if (n === 0 || min === null || max === null) return noValue('no_values')
  const { column, sorted, edges } = input
  const ranks = numerators.map((i) => Math.max(0, Math.ceil((i * n) / parts) - 1))
  if (sorted && sorted.length === n) return ranks.map((rank) => inTableUnit(column.kind, sorted[rank]!))
  if (!histogram || !edges) return undefined
  const whole = isWhole(column.dataType) || column.kind === 'timestamp'
  const values = valuesAtRanks(edges, histogram, min, max, ranks)
  return values.map((value) => inTableUnit(column.kind, whole ? Math.ceil(value) : value))
}
