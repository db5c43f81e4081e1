import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'
import { inTableUnit } from '../seconds.ts'

export const max = defineMetric({
  id: 'max',
  title: 'Maximum',
  answers: 'What is the largest value?',
  formula: 'largest finite value. Timestamps and dates: seconds since 1970-01-01 UTC.',
  kind: 'profile',
  appliesTo: ['numeric', 'timestamp'],
  type: 'double',
  unit: 'column',
  range: [null, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals numpy.max of the finite values',
  needs: ['moments'],
  sample: 'values',
  compute: ({ column, state }) => {
    if (!state.moments) return undefined
    return state.moments.max === null ? noValue('no_values') : inTableUnit(column.kind, state.moments.max)
  },
})
