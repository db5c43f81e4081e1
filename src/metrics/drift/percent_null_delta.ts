import { ALL_KINDS } from '../column-kinds.ts'
import { delta } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'
import { percentNull } from '../profile/percent_null.ts'

export const percentNullDelta = defineMetric({
  id: 'percent_null_delta',
  title: 'Change of nulls',
  answers: 'By how many percentage points did the nulls change?',
  formula: 'percent_null of the current window - percent_null of the reference.',
  kind: 'drift',
  appliesTo: ALL_KINDS,
  type: 'double',
  unit: 'percentage points',
  range: [-100, 100],
  better: 'lower',
  source: 'Lakehouse Monitoring drift table',
  needs: ['counts'],
  sample: 'rows',
  compute: ({ current, reference }) => delta(percentNull.compute(current), percentNull.compute(reference)),
})
