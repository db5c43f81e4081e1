import { defineMetric } from '../define-metric.ts'
import { perScoredClass } from '../quality-states.ts'

export const averagePrecision = defineMetric({
  id: 'average_precision',
  title: 'Average precision',
  answers: 'How precise is the model, averaged over all cut-offs?',
  formula:
    'per class with a probability, sum of (R_n - R_n-1) P_n from the highest score: exact for windows of at most 20,000 rows and what merges from them up to 100,000, else over 4096 score bins; null for a class without labels.',
  kind: 'quality',
  problem: 'classification',
  type: 'struct<one_vs_all:map<string,double>,macro:double,weighted:double>',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'equals sklearn.metrics.average_precision_score',
  needs: ['scores'],
  sample: 'labelled',
  main: 'macro',
  fields: ['macro', 'weighted'],
  compute: (state) => perScoredClass(state, (metrics) => metrics.averagePrecision, 'no_class'),
})
