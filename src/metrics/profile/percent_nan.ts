import { isFloating } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const percentNan = defineMetric({
  id: 'percent_nan',
  title: 'NaN, percent',
  answers: 'What percentage of the values is not a number?',
  formula: '100 * num_nan / count. Only for float and double.',
  kind: 'profile',
  appliesTo: ['numeric'],
  type: 'double',
  unit: 'percent',
  range: [0, 100],
  better: 'lower',
  source: 'Lakehouse Monitoring profile table',
  needs: ['counts'],
  sample: 'values',
  compute: ({ column, state: { counts } }) => {
    if (!isFloating(column.dataType)) return undefined
    return counts.nonNull === 0 ? noValue('no_values') : (100 * counts.nan) / counts.nonNull
  },
})
