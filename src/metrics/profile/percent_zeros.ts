import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const percentZeros = defineMetric({
  id: 'percent_zeros',
  title: 'Zeros, percent',
  answers: 'What percentage of the values is zero?',
  formula: '100 * num_zeros / count.',
  kind: 'profile',
  appliesTo: ['numeric'],
  type: 'double',
  unit: 'percent',
  range: [0, 100],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table',
  needs: ['counts'],
  sample: 'values',
  compute: ({ state: { counts } }) => (counts.nonNull === 0 ? noValue('no_values') : (100 * counts.zeros) / counts.nonNull),
})
