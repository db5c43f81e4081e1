import { defineMetric } from '../define-metric.ts'
import { fromErrors } from '../quality-states.ts'

export const meanSquaredError = defineMetric({
  id: 'mean_squared_error',
  title: 'Mean squared error',
  answers: 'How large are the errors, large ones counted more?',
  formula: 'mean (prediction - label)^2.',
  kind: 'quality',
  problem: 'regression',
  type: 'double',
  unit: 'column squared',
  range: [0, null],
  better: 'lower',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.mean_squared_error',
  needs: ['errors'],
  sample: 'labelled',
  compute: (state) => fromErrors(state, (metrics) => metrics.meanSquaredError),
})
