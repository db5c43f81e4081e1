import { defineMetric } from '../define-metric.ts'
import { intervalsByClass } from '../intervals.ts'

export const precisionInterval = defineMetric({
  id: 'precision_interval',
  title: 'Interval of precision',
  answers: 'Between which values does the true precision of a class lie?',
  formula:
    'per class, Wilson’s 95 % interval of right predictions / predictions of the class; null when it was never predicted. Rows count as independent.',
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
  compute: (state) => intervalsByClass(state, ({ hits, predicted }) => ({ successes: hits, rows: predicted }), 'never_predicted'),
})
