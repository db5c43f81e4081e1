import { WITH_LENGTH } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const minLength = defineMetric({
  id: 'min_length',
  title: 'Shortest text',
  answers: 'How long is the shortest text?',
  formula: 'shortest length in code points over non-null values; binary: in bytes.',
  kind: 'profile',
  appliesTo: WITH_LENGTH,
  type: 'double',
  unit: 'characters',
  range: [0, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals pandas.Series.str.len().min()',
  needs: ['lengths'],
  sample: 'values',
  compute: ({ state }) => state.lengths && (state.lengths.min ?? noValue('no_values')),
})
