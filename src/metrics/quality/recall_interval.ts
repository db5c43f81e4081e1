import { defineMetric } from '../define-metric.ts'
import { intervalsByClass } from '../intervals.ts'

export const recallInterval = defineMetric({
  id: 'recall_interval',
  title: 'Interval of recall',
  answers: 'Between which values does the true recall of a class lie?',
  formula:
    'per class, Wilson’s 95 % interval of right predictions / labels of the class; null when it was never a label. Rows count as independent.',
  kind: 'quality',
  problem: 'classification',
  type: 'map<string,struct<lower:double,upper:double>>',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'Wilson (1927), 10.1080/01621459.1927.10502953; equals scipy.stats.binomtest().proportion_ci(method="wilson")',
  needs: ['confusion'],
  sample: 'labelled',
  main: 'lower',
  fields: ['lower', 'upper'],
  compute: (state) => intervalsByClass(state, ({ hits, labelled }) => ({ successes: hits, rows: labelled }), 'never_labelled'),
})
