import { defineMetric } from '../define-metric.ts'
import { perClass } from '../quality-states.ts'

export const f1Score = defineMetric({
  id: 'f1_score',
  title: 'F1 score',
  answers: 'How good are precision and recall together?',
  formula:
    'per class, 2 right / (predictions + labels of the class): 0, not null, for one that was never predicted or never a label, as it still has rows to be wrong about. macro: mean over the classes that occur as label or prediction; weighted: mean by labelled rows.',
  kind: 'quality',
  problem: 'classification',
  type: 'struct<one_vs_all:map<string,double>,macro:double,weighted:double>',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.f1_score with zero_division=0',
  needs: ['confusion'],
  sample: 'labelled',
  main: 'macro',
  fields: ['macro', 'weighted'],
  compute: (state) => perClass(state, 'f1'),
})
