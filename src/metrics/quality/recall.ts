import { defineMetric } from '../define-metric.ts'
import { perClass } from '../quality-states.ts'

export const recall = defineMetric({
  id: 'recall',
  title: 'Recall',
  answers: 'Of the rows of a class, how many does the model find?',
  formula:
    'per class, right predictions / labels of the class; null when it was never a label. macro: mean over the classes that occur as label or prediction; weighted: mean by labelled rows; both count a null as 0, as scikit-learn.',
  kind: 'quality',
  problem: 'classification',
  type: 'struct<one_vs_all:map<string,double>,macro:double,weighted:double>',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.recall_score with zero_division=0',
  needs: ['confusion'],
  sample: 'labelled',
  main: 'macro',
  fields: ['macro', 'weighted'],
  compute: (state) => perClass(state, 'recall'),
})
