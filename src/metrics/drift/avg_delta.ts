import { blockedBy } from '../bin-counts.ts'
import { delta } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'
import { avg } from '../profile/avg.ts'

export const avgDelta = defineMetric({
  id: 'avg_delta',
  title: 'Change of the mean',
  answers: 'By how much did the mean move?',
  formula: 'avg of the current window - avg of the reference.',
  kind: 'drift',
  appliesTo: ['numeric'],
  type: 'double',
  unit: 'column',
  range: [null, null],
  better: 'neither',
  source: 'Lakehouse Monitoring drift table',
  needs: ['moments'],
  sample: 'values',
  compute: (input) => blockedBy(input) ?? delta(avg.compute(input.current), avg.compute(input.reference)),
})
