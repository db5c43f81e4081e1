import { ALL_KINDS } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'

export const numNulls = defineMetric({
  id: 'num_nulls',
  title: 'Nulls',
  answers: 'How many rows have no value?',
  formula: 'rows - count. NaN is not null; an empty string is a value; an empty CSV field is null.',
  kind: 'profile',
  appliesTo: ALL_KINDS,
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'lower',
  source: 'Lakehouse Monitoring profile table; equals SQL count(*) - count(column)',
  needs: ['counts'],
  sample: 'rows',
  compute: ({ rows, state }) => rows - state.counts.nonNull,
})
