import { defineMetric } from '../define-metric.ts'
import { fromErrors } from '../quality-states.ts'

export const rootMeanSquaredError = defineMetric({
  id: 'root_mean_squared_error',
  title: 'Root mean squared error',
  answers: 'How large are the errors, large ones counted more, in the label’s unit?',
  formula: 'square root of mean_squared_error.',
  kind: 'quality',
  problem: 'regression',
  type: 'double',
  unit: 'column',
  range: [0, null],
  better: 'lower',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.root_mean_squared_error',
  needs: ['errors'],
  sample: 'labelled',
  compute: (state) => fromErrors(state, (metrics) => metrics.rootMeanSquaredError),
})
