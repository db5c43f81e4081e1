import { defineMetric } from '../define-metric.ts'
import { perClass } from '../quality-states.ts'

export const falsePositiveRate = defineMetric({
  id: 'false_positive_rate',
  title: 'False positive rate',
  answers: 'Of the rows of other classes, how many does the model take for the class?',
  formula:
    'per class, rows of other labels predicted as the class / rows of other labels; null when there are none. macro: mean over the classes that occur as label or prediction; weighted: mean by labelled rows; both count a null as 0, as scikit-learn.',
  kind: 'quality',
  problem: 'classification',
  type: 'struct<one_vs_all:map<string,double>,macro:double,weighted:double>',
  unit: 'share',
  range: [0, 1],
  better: 'lower',
  source: 'equals 1 - sklearn.metrics.recall_score of the other classes',
  needs: ['confusion'],
  sample: 'labelled',
  main: 'macro',
  fields: ['macro', 'weighted'],
  compute: (state) => perClass(state, 'falsePositiveRate'),
})
