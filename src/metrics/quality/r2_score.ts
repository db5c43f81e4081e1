import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'
import { fromErrors } from '../quality-states.ts'

export const r2Score = defineMetric({
  id: 'r2_score',
  title: 'R squared',
  answers: 'How much of the labels’ spread do the predictions explain?',
  formula: '1 - sum (prediction - label)^2 / sum (label - mean label)^2; null below two rows and when all labels are equal.',
  kind: 'quality',
  problem: 'regression',
  type: 'double',
  unit: 'none',
  range: [null, 1],
  better: 'higher',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.r2_score',
  needs: ['errors'],
  sample: 'labelled',
  compute: (state) => fromErrors(state, (metrics) => metrics.r2 ?? noValue(metrics.rows < 2 ? 'one_row' : 'constant')),
})
