import { blockedByFinite } from '../bin-counts.ts'
import { defineMetric } from '../define-metric.ts'
import type { DriftInput } from '../inputs.ts'

export const rangeViolations = defineMetric({
  id: 'range_violations',
  title: 'Range violations',
  answers: "What share of the values lies outside the reference's range?",
  formula:
    "finite values below the reference's minimum or above its maximum / finite values. From bins where the values are not at hand: exact " +
    'against the frozen reference, whose range the outer edges are; against another window the bins that lie outside wholly.',
  kind: 'drift',
  appliesTo: ['numeric'],
  type: 'double',
  unit: 'share',
  range: [0, 1],
  better: 'lower',
  source: 'definition in this file; equals ((current < reference.min()) | (current > reference.max())).mean() in pandas',
  needs: ['moments', 'histogram'],
  sample: 'values',
  compute: (input) => {
    const blocked = blockedByFinite(input)
    if (blocked) return blocked
    const moments = input.current.state.moments
    const reference = input.reference.state.moments
    if (!moments || !reference || reference.min === null || reference.max === null) return undefined
    if (moments.min !== null && moments.max !== null && moments.min >= reference.min && moments.max <= reference.max) return 0
    const outside = countOutside(input, reference.min, reference.max)
    return outside === undefined ? undefined : outside / moments.n
  },
})

function countOutside({ current, frozen }: DriftInput, min: number, max: number): number | undefined {
  let outside = 0
  if (current.sorted && current.sorted.length === current.state.moments?.n) {
    const { sorted } = current
    for (let i = 0; i < sorted.length && sorted[i]! < min; i++) outside++
    for (let i = sorted.length - 1; i >= 0 && sorted[i]! > max; i--) outside++
    return outside
  }
  const { histogram } = current.state
  const edges = current.edges ?? frozen.fine
  if (!histogram || !edges) return undefined
  for (let i = 0; i < histogram.length; i++) {
    const below = i < edges.length && edges[i]! < min
    const above = i > 0 && edges[i - 1]! >= max
    if (below || above) outside += histogram[i]!
  }
  return outside
}
