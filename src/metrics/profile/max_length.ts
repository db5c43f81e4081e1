import { WITH_LENGTH } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const maxLength = defineMetric({
  id: 'max_length',
  title: 'Longest text',
  answers: 'How long is the longest text?',
  formula: 'longest length in code points over non-null values; binary: in bytes.',
  kind: 'profile',
  appliesTo: WITH_LENGTH,
  type: 'double',
  unit: 'characters',
  range: [0, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals pandas.Series.str.len().max()',
  needs: ['lengths'],
  sample: 'values',
  compute: ({ state }) => state.lengths && (state.lengths.max ?? noValue('no_values')),
})
