import { DELAY_EDGES } from '../aggregates/labels.ts'
import type { LabelsState } from '../aggregates/states.ts'
import type { NoValue } from './no-value.ts'
import { noValue } from './no-value.ts'
import { valuesAtRanks } from './values-at-ranks.ts'

/** The delay in seconds at the share `numerator / parts` of the labelled predictions; undefined where no delay is known. */
export function delayQuantile({ delay }: LabelsState, numerator: number, parts: number): number | NoValue | undefined {
  if (!delay) return undefined
  const { n, min, max } = delay.moments
  if (n === 0 || min === null || max === null) return noValue('no_labels')
  const rank = Math.max(0, Math.ceil((numerator * n) / parts) - 1)
  return valuesAtRanks(DELAY_EDGES, delay.histogram, min, max, [rank])[0]
}
