import { blockedBy } from '../bin-counts.ts'
import { delta } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'
import { percentZeros } from '../profile/percent_zeros.ts'

export const percentZerosDelta = defineMetric({
  id: 'percent_zeros_delta',
  title: 'Change of zeros',
  answers: 'By how many percentage points did the zeros change?',
  formula: 'percent_zeros of the current window - percent_zeros of the reference.',
  kind: 'drift',
  appliesTo: ['numeric'],
  type: 'double',
  unit: 'percentage points',
  range: [-100, 100],
  better: 'neither',
  source: 'Lakehouse Monitoring drift table',
  needs: ['counts'],
  sample: 'values',
  compute: (input) => blockedBy(input) ?? delta(percentZeros.compute(input.current), percentZeros.compute(input.reference)),
})
