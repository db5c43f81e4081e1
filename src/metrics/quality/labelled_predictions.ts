import { defineMetric } from '../define-metric.ts'

export const labelledPredictions = defineMetric({
  id: 'labelled_predictions',
  title: 'Predictions with an outcome',
  answers: 'How many predictions have an outcome?',
  formula: 'predictions with at least one known outcome; one with several counts once (`labelled_count` counts pairs).',
  kind: 'quality',
  problem: 'both',
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'higher',
  source: 'definition in this file',
  needs: ['labels'],
  sample: 'rows',
  compute: (_, { labels }) => labels?.state.labelled,
})
