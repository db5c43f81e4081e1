import { WITH_LENGTH } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const avgLength = defineMetric({
  id: 'avg_length',
  title: 'Average length',
  answers: 'How long is a text on average?',
  formula: 'sum of lengths in code points / non-null values; binary: in bytes.',
  kind: 'profile',
  appliesTo: WITH_LENGTH,
  type: 'double',
  unit: 'characters',
  range: [0, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals pandas.Series.str.len().mean()',
  needs: ['lengths'],
  sample: 'values',
  compute: ({ state }) => state.lengths && (state.lengths.n === 0 ? noValue('no_values') : state.lengths.sum / state.lengths.n),
})
