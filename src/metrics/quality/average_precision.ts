import { defineMetric } from '../define-metric.ts'
import { perScoredClass } from '../quality-states.ts'

export const averagePrecision = defineMetric({
  id: 'average_precision',
  title: 'Average precision',
  answers: 'How precise is the model, averaged over all cut-offs?',
  formula:
    'per class with a probability, sum of (R_n - R_n-1) P_n from the highest score: of the rows themselves in windows of at most 100,000 rows, and in what merges from them up to 32,768 different scores; else over score bins of 1/128 in log odds; null for a class without labels.',
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
