import { defineMetric } from '../define-metric.ts'
import { perScoredClass } from '../quality-states.ts'

export const rocAucScore = defineMetric({
  id: 'roc_auc_score',
  title: 'ROC AUC',
  answers: 'How often does a row of the class get a higher score than a row of another?',
  formula:
    'per class with a probability, area under the ROC curve: of the rows themselves in windows of at most 100,000 rows, and in what merges from them up to 32,768 different scores; else over score bins of 1/128 in log odds (within 1e-4 where scores spread smoothly, never off by more than half the share of pairs in one bin); null for a class that is every label or none. macro and weighted over the classes that have one.',
  kind: 'quality',
  problem: 'classification',
  type: 'struct<one_vs_all:map<string,double>,macro:double,weighted:double>',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'Lakehouse Monitoring profile table; Bamber (1975), 10.1016/0022-2496(75)90001-2; equals sklearn.metrics.roc_auc_score',
  needs: ['scores'],
  sample: 'labelled',
  main: 'macro',
  fields: ['macro', 'weighted'],
  compute: (state) => perScoredClass(state, (metrics) => metrics.rocAuc, 'one_class'),
})
