import { estimateDistinct } from '../stats/hyper-log-log.ts'
import type { ProfileInput } from './inputs.ts'
import { memoize } from './memoize.ts'

/**
 * Distinct non-null values of a column, or undefined where nothing tells.
 *
 * Exact from all sorted values (NaN and the infinities are one value each) or from complete categories; else the sketch's
 * estimate, at least the values seen by name and at most the non-null rows.
 */
export const distinctValues = memoize((input: ProfileInput): number | undefined => {
  const { counts, categories, distinct, moments } = input.state
  if (counts.nonNull === 0) return 0
  if (categories?.complete) return categories.items.size
  if (input.sorted && moments && input.sorted.length === moments.n) {
    const notFinite = (counts.nan > 0 ? 1 : 0) + (counts.positiveInfinity > 0 ? 1 : 0) + (counts.negativeInfinity > 0 ? 1 : 0)
    return countRuns(input.sorted) + notFinite
  }
  if (!distinct) return undefined
  const seen = categories ? categories.items.size + (categories.other > 0 ? 1 : 0) : 1
  return Math.min(counts.nonNull, Math.max(seen, Math.round(estimateDistinct(distinct).statistic)))
})

function countRuns(sorted: Float64Array): number {
  let runs = 0
  let previous = Number.NaN
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i]!
    if (value !== previous) runs++
    previous = value
  }
  return runs
}
