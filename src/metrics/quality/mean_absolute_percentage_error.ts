import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'
import { fromErrors } from '../quality-states.ts'

export const meanAbsolutePercentageError = defineMetric({
  id: 'mean_absolute_percentage_error',
  title: 'Mean absolute percentage error',
  answers: 'How far off is a prediction on average, as a fraction of the label?',
  formula:
    'mean |prediction - label| / |label| over labels that are not 0 (mape_zero_labels counts those left out); null when all are 0. A fraction, not a percentage.',
  kind: 'quality',
  problem: 'regression',
  type: 'double',
  unit: 'share',
  range: [0, null],
  better: 'lower',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.mean_absolute_percentage_error on labels that are not 0',
  needs: ['errors'],
  sample: 'labelled',
  compute: (state) => fromErrors(state, (metrics) => metrics.meanAbsolutePercentageError ?? noValue('zero_denominator')),
})
