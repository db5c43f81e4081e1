/** Confidence intervals beside the values of the tables. All at 95 %. */
import type { QualityState } from '../aggregates/states.ts'
import type { ShareCounts } from '../stats/check-share.ts'
import { meanInterval } from '../stats/mean-interval.ts'
import type { WelchInput } from '../stats/welch-t-test.ts'
import { wilsonInterval } from '../stats/wilson-interval.ts'
import type { MetricResult } from './define-metric.ts'
import { NoValue, noValue } from './no-value.ts'
import { type ClassCounts, classCounts, withReasons } from './quality-states.ts'
import type { ReasonCode } from './rows.ts'

const bounds = ({ low, high }: { readonly low: number; readonly high: number }) => ({ lower: low, upper: high })

/** `{lower, upper}` of a share of rows. */
export const shareInterval = (counts: ShareCounts): MetricResult =>
  counts.rows === 0 ? noValue('no_labels') : bounds(wilsonInterval(counts))

/** `{lower, upper}` of a mean. */
export function intervalOfMean(moments: WelchInput, empty: ReasonCode): MetricResult {
  if (moments.n < 2) return noValue(moments.n === 0 ? empty : 'one_row')
  const interval = Number.isFinite((moments.mean ?? 0) + (moments.variance ?? 0)) ? meanInterval(moments) : null
  return interval === null ? noValue('not_finite') : bounds(interval)
}

type ClassRates = ClassCounts['classes'] extends ReadonlyMap<string, infer C> ? C : never

/** `{class: {lower, upper}}` of a rate per class; a class with nothing to divide by is null, with the reason. */
export function intervalsByClass(
  { confusion }: QualityState,
  share: (counts: ClassRates, rows: number) => ShareCounts,
  empty: ReasonCode,
): MetricResult {
  if (!confusion) return undefined
  const counts = classCounts(confusion)
  if (counts instanceof NoValue) return counts
  const reasons = new Map<string, ReasonCode>()
  const entries = [...counts.classes].map(([name, own]) => {
    const of = share(own, counts.rows)
    if (of.rows > 0) return [name, bounds(wilsonInterval(of))] as const
    reasons.set(name, empty)
    return [name, null] as const
  })
  return withReasons(Object.fromEntries(entries), reasons)
}

/** Mean and sample variance of something summed with its squares. */
export const momentsOfSums = (n: number, sum: number, sumSquares: number): WelchInput => ({
  n,
  mean: n === 0 ? null : sum / n,
  variance: n < 2 ? null : Math.max(0, (sumSquares - (sum / n) * sum) / (n - 1)),
})
