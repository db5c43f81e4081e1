import { defineMetric } from '../define-metric.ts'
import { fromConfusion } from '../quality-states.ts'

export const accuracyScore = defineMetric({
  id: 'accuracy_score',
  title: 'Accuracy',
  answers: 'What share of the predictions is right?',
  formula: 'rows whose prediction equals the label / rows with both.',
  kind: 'quality',
  problem: 'classification',
  type: 'double',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.accuracy_score',
  needs: ['confusion'],
  sample: 'labelled',
  compute: (state) => fromConfusion(state, (metrics) => metrics.accuracy),
})
