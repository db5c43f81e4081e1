import { defineMetric } from '../define-metric.ts'

export const numZeros = defineMetric({
  id: 'num_zeros',
  title: 'Zeros',
  answers: 'How many values are zero?',
  formula: 'rows with x = 0; -0 is zero.',
  kind: 'profile',
  appliesTo: ['numeric'],
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals (series == 0).sum() in pandas',
  needs: ['counts'],
  sample: 'values',
  compute: ({ state }) => state.counts.zeros,
})
