import { defineMetric } from '../define-metric.ts'
import { intervalsByClass } from '../intervals.ts'

export const specificityInterval = defineMetric({
  id: 'specificity_interval',
  title: 'Interval of specificity',
  answers: 'Between which values does the true specificity of a class lie?',
  formula:
    'per class, Wilson’s 95 % interval of rows of other labels that are not predicted as the class / rows of other labels; null when there are none. Rows count as independent.',
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
  compute: (state) =>
    intervalsByClass(
      state,
      ({ hits, predicted, labelled }, rows) => ({ successes: rows - predicted - labelled + hits, rows: rows - labelled }),
      'one_class',
    ),
})
