import { isFloating } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'

export const numNan = defineMetric({
  id: 'num_nan',
  title: 'NaN values',
  answers: 'How many values are not a number?',
  formula: 'rows with NaN. Only for float and double; integers and decimals cannot hold NaN and stay empty.',
  kind: 'profile',
  appliesTo: ['numeric'],
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'lower',
  source: 'Lakehouse Monitoring profile table; equals numpy.isnan(values).sum()',
  needs: ['counts'],
  sample: 'values',
  compute: ({ column, state }) => (isFloating(column.dataType) ? state.counts.nan : undefined),
})
