import { ALL_KINDS } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const percentNull = defineMetric({
  id: 'percent_null',
  title: 'Nulls, percent',
  answers: 'What percentage of the rows has no value?',
  formula: '100 * num_nulls / rows.',
  kind: 'profile',
  appliesTo: ALL_KINDS,
  type: 'double',
  unit: 'percent',
  range: [0, 100],
  better: 'lower',
  source: 'Lakehouse Monitoring profile table; equals 100 * pandas.Series.isnull().mean()',
  needs: ['counts'],
  sample: 'rows',
  compute: ({ rows, state }) => (rows === 0 ? noValue('no_rows') : (100 * (rows - state.counts.nonNull)) / rows),
})
