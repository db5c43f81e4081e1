import { defineMetric } from '../define-metric.ts'

export const multipleOutcomes = defineMetric({
  id: 'multiple_outcomes',
  title: 'Predictions with several outcomes',
  answers: 'How many predictions have more than one outcome?',
  formula: 'predictions that match more than one row of the label table, whatever `match` says.',
  kind: 'quality',
  problem: 'both',
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'lower',
  source: 'definition in this file',
  needs: ['labels'],
  sample: 'rows',
  compute: (_, { labels }) => (labels?.joined ? labels.state.several : undefined),
})
