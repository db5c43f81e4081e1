import { ALL_KINDS } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'

export const count = defineMetric({
  id: 'count',
  title: 'Count',
  answers: 'How many rows have a value? On the `:table` row: how many rows are there?',
  formula: 'non-null rows of the column; NaN and infinities are values. `:table`: all rows, labelled or not.',
  kind: 'profile',
  appliesTo: ALL_KINDS,
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals pandas.Series.count, len(DataFrame)',
  needs: ['counts'],
  sample: 'rows',
  compute: ({ state }) => state.counts.nonNull,
  computeTable: ({ rows }) => rows,
})
