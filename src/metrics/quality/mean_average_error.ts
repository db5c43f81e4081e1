import { defineMetric } from '../define-metric.ts'
import { fromErrors } from '../quality-states.ts'

export const meanAverageError = defineMetric({
  id: 'mean_average_error',
  title: 'Mean absolute error',
  answers: 'How far off is a prediction on average?',
  formula: 'mean |prediction - label|. The spelling is Lakehouse Monitoring’s.',
  kind: 'quality',
  problem: 'regression',
  type: 'double',
  unit: 'column',
  range: [0, null],
  better: 'lower',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.mean_absolute_error',
  needs: ['errors'],
  sample: 'labelled',
  compute: (state) => fromErrors(state, (metrics) => metrics.meanAbsoluteError),
})
