import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'
import { fromConfusion } from '../quality-states.ts'

export const matthewsCorrelation = defineMetric({
  id: 'matthews_correlation',
  title: 'Matthews correlation',
  answers: 'How strongly do predictions and labels go together?',
  formula:
    'correlation of predictions and labels over the whole confusion matrix; null when all predictions or all labels are one class.',
  kind: 'quality',
  problem: 'classification',
  type: 'double',
  unit: 'none',
  range: [-1, 1],
  better: 'higher',
  source: 'Matthews (1975), 10.1016/0005-2795(75)90109-9; equals sklearn.metrics.matthews_corrcoef',
  needs: ['confusion'],
  sample: 'labelled',
  compute: (state) => fromConfusion(state, (metrics) => metrics.matthews ?? noValue('one_class')),
})
