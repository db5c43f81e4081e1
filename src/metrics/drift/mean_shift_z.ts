import { meanShiftZ as meanShift } from '../../stats/mean-shift-z.ts'
import { summarizeMoments } from '../../stats/moments.ts'
import { blockedByFinite } from '../bin-counts.ts'
import { defineMetric } from '../define-metric.ts'

export const meanShiftZ = defineMetric({
  id: 'mean_shift_z',
  title: 'Shift of the mean',
  answers: 'By how many standard deviations of the reference did the mean move?',
  formula:
    "|avg - reference avg| / the reference's sample standard deviation; one that is 0 or unknown counts as 1. The sign stands in avg_delta.",
  kind: 'drift',
  appliesTo: ['numeric'],
  type: 'double',
  unit: 'standard deviations',
  range: [0, null],
  better: 'lower',
  source: 'the drift score of common feature-drift reports: abs(curr_avg - ref_avg) / ref_std',
  needs: ['moments'],
  sample: 'values',
  compute: (input) => {
    const blocked = blockedByFinite(input)
    if (blocked) return blocked
    const current = input.current.state.moments
    const reference = input.reference.state.moments
    if (!current || !reference) return undefined
    const before = summarizeMoments(reference)
    return meanShift({ mean: before.mean ?? 0, stddev: before.stddev }, { mean: summarizeMoments(current).mean ?? 0 }).statistic
  },
})
