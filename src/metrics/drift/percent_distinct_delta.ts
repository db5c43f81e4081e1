import { ALL_KINDS } from '../column-kinds.ts'
import { delta } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'
import { percentDistinct } from '../profile/percent_distinct.ts'

export const percentDistinctDelta = defineMetric({
  id: 'percent_distinct_delta',
  title: 'Change of distinct values',
  answers: 'By how many percentage points did the distinct values change?',
  formula: 'percent_distinct of the current window - percent_distinct of the reference.',
  kind: 'drift',
  appliesTo: ALL_KINDS,
  type: 'double',
  unit: 'percentage points',
  range: [-100, 100],
  better: 'neither',
  source: 'Lakehouse Monitoring drift table',
  needs: ['counts', 'distinct'],
  sample: 'values',
  compute: ({ current, reference }) => delta(percentDistinct.compute(current), percentDistinct.compute(reference)),
})
