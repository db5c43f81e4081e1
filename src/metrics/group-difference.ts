import type { ClassificationMetrics } from '../stats/classification-metrics.ts'
import type { MetricResult } from './define-metric.ts'
import type { FairnessInput } from './inputs.ts'
import { NoValue, noValue } from './no-value.ts'
import { classificationOf, withReasons } from './quality-states.ts'
import type { ReasonCode } from './rows.ts'

/**
 * Per predicted class: the rate in the group where the slicing expression is true - the rate where it is false.
 * A class whose rate divides by zero in a group is null; without labels in a group there is no map.
 *
 * @param absent the rate of a class that a group neither predicts nor has as a label; null where that divides by zero
 */
export function differenceByClass(
  { groupTrue, groupFalse }: FairnessInput,
  rates: (metrics: ClassificationMetrics) => Readonly<Record<string, number | null>>,
  absent: number | null = null,
): MetricResult {
  const inTrue = classificationOf(groupTrue.confusion)
  const inFalse = classificationOf(groupFalse.confusion)
  if (inTrue instanceof NoValue) return inTrue
  if (inFalse instanceof NoValue) return inFalse
  return subtract(rates(inTrue), rates(inFalse), absent)
}

type Rates = Readonly<Record<string, number | null>>

/** Classes of either group, sorted; one that a group lacks has no rate there. */
function subtract(inTrue: Rates, inFalse: Rates, absent: number | null = null): MetricResult {
  const classes = [...new Set([...Object.keys(inTrue), ...Object.keys(inFalse)])].sort()
  if (classes.length === 0) return noValue('no_class')
  const reasons = new Map<string, ReasonCode>()
  const difference = (name: string): number | null => {
    const a = Object.hasOwn(inTrue, name) ? inTrue[name]! : absent
    const b = Object.hasOwn(inFalse, name) ? inFalse[name]! : absent
    if (a !== null && b !== null) return a - b
    reasons.set(name, 'zero_denominator')
    return null
  }
  return withReasons(Object.fromEntries(classes.map((name) => [name, difference(name)])), reasons)
}

/** The share of each predicted class in both groups, without labels; a class that a group never predicts has the share 0 there. */
export function differenceOfShares(inTrue: ReadonlyMap<string, number>, inFalse: ReadonlyMap<string, number>): MetricResult {
  const classes = new Set([...inTrue.keys(), ...inFalse.keys()])
  const shares = (counts: ReadonlyMap<string, number>): Rates | null => {
    let rows = 0
    for (const count of counts.values()) rows += count
    return rows === 0 ? null : Object.fromEntries([...classes].map((name) => [name, (counts.get(name) ?? 0) / rows]))
  }
  const a = shares(inTrue)
  const b = shares(inFalse)
  return a && b ? subtract(a, b) : noValue('no_rows')
}
