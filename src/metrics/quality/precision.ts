import { defineMetric } from '../define-metric.ts'
import { perClass } from '../quality-states.ts'

export const precision = defineMetric({
  id: 'precision',
  title: 'Precision',
  answers: 'When the model says a class, how often is it right?',
  formula:
    'per class, right predictions / predictions of the class; null when it was never predicted. macro: mean over the classes that occur as label or prediction; weighted: mean by labelled rows; both count a null as 0, as scikit-learn.',
  kind: 'quality',
  problem: 'classification',
  type: 'struct<one_vs_all:map<string,double>,macro:double,weighted:double>',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.precision_score with zero_division=0',
  needs: ['confusion'],
  sample: 'labelled',
  main: 'macro',
  fields: ['macro', 'weighted'],
  compute: (state) => perClass(state, 'precision'),
})
