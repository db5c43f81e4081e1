import { defineMetric } from '../define-metric.ts'

export const outcomePairs = defineMetric({
  id: 'outcome_pairs',
  title: 'Pairs of prediction and outcome',
  answers: 'How many pairs of a prediction and an outcome are there?',
  formula:
    'rows of the join, also those without a prediction; with `match: first` or `last`, and with the label in the same table, one per labelled prediction.',
  kind: 'quality',
  problem: 'both',
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'neither',
  source: 'definition in this file',
  needs: ['labels'],
  sample: 'rows',
  compute: (_, { labels }) => labels?.state.pairs,
})
