import { defineMetric } from '../define-metric.ts'
import { fromConfusion, zeroForEmpty } from '../quality-states.ts'

export const precision = defineMetric({
  id: 'precision',
  title: 'Precision',
  answers: 'When the model says a class, how often is it right?',
  formula:
    'per class, right predictions / predictions of the class; 0 when it was never predicted. macro: mean over the classes that occur as label or prediction; weighted: mean by labelled rows.',
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
  compute: (state) => fromConfusion(state, (metrics) => zeroForEmpty(metrics.precision)),
})
