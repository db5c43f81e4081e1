import { defineMetric } from '../define-metric.ts'
import { fromErrors } from '../quality-states.ts'

export const meanError = defineMetric({
  id: 'mean_error',
  title: 'Mean error',
  answers: 'Do the predictions lie too high or too low on average?',
  formula: 'mean (prediction - label): the bias.',
  kind: 'quality',
  problem: 'regression',
  type: 'double',
  unit: 'column',
  range: [null, null],
  better: 'neither',
  source: 'equals numpy.mean(prediction - label)',
  needs: ['errors'],
  sample: 'labelled',
  compute: (state) => fromErrors(state, (metrics) => metrics.bias),
})
