import { defineMetric } from '../define-metric.ts'
import { delayQuantile } from '../label-delay.ts'

export const labelDelayP90 = defineMetric({
  id: 'label_delay_p90',
  title: 'Label delay, 90th percentile',
  answers: 'How long does it take until nine of ten labelled predictions have an outcome?',
  formula:
    '90th percentile of the seconds from a prediction to its first known outcome, within 4.5 % of itself: from bins of fixed edges.',
  kind: 'quality',
  problem: 'both',
  type: 'double',
  unit: 'seconds',
  range: [null, null],
  better: 'lower',
  source: 'definition in this file',
  needs: ['labels'],
  sample: 'rows',
  compute: (_, { labels }) => labels && delayQuantile(labels.state, 9, 10),
})
