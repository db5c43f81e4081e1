import { defineMetric } from '../define-metric.ts'
import { fromConfusion } from '../quality-states.ts'

export const balancedAccuracy = defineMetric({
  id: 'balanced_accuracy',
  title: 'Balanced accuracy',
  answers: 'How often is the model right, if every class counts the same?',
  formula: 'mean recall of the classes that occur as label.',
  kind: 'quality',
  problem: 'classification',
  type: 'double',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'equals sklearn.metrics.balanced_accuracy_score',
  needs: ['confusion'],
  sample: 'labelled',
  compute: (state) => fromConfusion(state, (metrics) => metrics.balancedAccuracy),
})
