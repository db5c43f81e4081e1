import { defineMetric } from '../define-metric.ts'
import { perScoredClass } from '../quality-states.ts'

export const rocAucScore = defineMetric({
  id: 'roc_auc_score',
  title: 'ROC AUC',
  answers: 'How often does a row of the class get a higher score than a row of another?',
  formula:
    'per class with a probability, area under the ROC curve: exact for windows of at most 20,000 rows and what merges from them up to 100,000, else over 4096 score bins (within 1e-4); null for a class that is every label or none. macro and weighted over the classes that have one.',
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
