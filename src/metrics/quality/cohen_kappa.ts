import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'
import { fromConfusion } from '../quality-states.ts'

export const cohenKappa = defineMetric({
  id: 'cohen_kappa',
  title: 'Cohen’s kappa',
  answers: 'How much better than chance do predictions and labels agree?',
  formula: '(accuracy - chance) / (1 - chance), chance from the margins; null with a single class.',
  kind: 'quality',
  problem: 'classification',
  type: 'double',
  unit: 'none',
  range: [-1, 1],
  better: 'higher',
  source: 'Cohen (1960), 10.1177/001316446002000104; equals sklearn.metrics.cohen_kappa_score',
  needs: ['confusion'],
  sample: 'labelled',
  compute: (state) => fromConfusion(state, (metrics) => metrics.cohenKappa ?? noValue('one_class')),
})
