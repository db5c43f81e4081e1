import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'
import { inTableUnit } from '../seconds.ts'

export const min = defineMetric({
  id: 'min',
  title: 'Minimum',
  answers: 'What is the smallest value?',
  formula: 'smallest finite value. Timestamps and dates: seconds since 1970-01-01 UTC.',
  kind: 'profile',
  appliesTo: ['numeric', 'timestamp'],
  type: 'double',
  unit: 'column',
  range: [null, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals numpy.min of the finite values',
  needs: ['moments'],
  sample: 'values',
  compute: ({ column, state }) => {
    if (!state.moments) return undefined
    return state.moments.min === null ? noValue('no_values') : inTableUnit(column.kind, state.moments.min)
  },
})
