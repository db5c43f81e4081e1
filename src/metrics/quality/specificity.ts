import { defineMetric } from '../define-metric.ts'
import { perClass } from '../quality-states.ts'

export const specificity = defineMetric({
  id: 'specificity',
  title: 'Specificity',
  answers: 'Of the rows of other classes, how many does the model leave out?',
  formula:
    'per class, rows of other labels that are not predicted as the class / rows of other labels; null when there are none. macro: mean over the classes that occur as label or prediction; weighted: mean by labelled rows; both count a null as 0, as scikit-learn.',
  kind: 'quality',
  problem: 'classification',
  type: 'struct<one_vs_all:map<string,double>,macro:double,weighted:double>',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'equals sklearn.metrics.recall_score of the other classes',
  needs: ['confusion'],
  sample: 'labelled',
  main: 'macro',
  fields: ['macro', 'weighted'],
  compute: (state) => perClass(state, 'specificity'),
})
