import { ALL_KINDS } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const missingRate = defineMetric({
  id: 'missing_rate',
  title: 'Missing rate',
  answers: 'What share of the rows has no value?',
  formula: 'num_nulls / rows; percent_null as a share.',
  kind: 'profile',
  appliesTo: ALL_KINDS,
  type: 'double',
  unit: 'share',
  range: [0, 1],
  better: 'lower',
  source: 'equals pandas.Series.isnull().mean()',
  needs: ['counts'],
  sample: 'rows',
  compute: ({ rows, state }) => (rows === 0 ? noValue('no_rows') : (rows - state.counts.nonNull) / rows),
})
