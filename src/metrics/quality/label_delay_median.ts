import { defineMetric } from '../define-metric.ts'
import { delayQuantile } from '../label-delay.ts'

export const labelDelayMedian = defineMetric({
  id: 'label_delay_median',
  title: 'Median label delay',
  answers: 'How long does it take until half of the labelled predictions have an outcome?',
  formula:
    'median of the seconds from a prediction to its first known outcome (smallest value whose cumulative share reaches 1/2), within 4.5 % of itself: from bins of fixed edges.',
  kind: 'quality',
  problem: 'both',
  type: 'double',
  unit: 'seconds',
  range: [null, null],
  better: 'lower',
  source: 'definition in this file',
  needs: ['labels'],
  sample: 'rows',
  compute: (_, { labels }) => labels && delayQuantile(labels.state, 1, 2),
})
