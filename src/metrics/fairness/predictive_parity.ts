import { defineMetric } from '../define-metric.ts'
import { differenceByClass } from '../group-difference.ts'

export const predictiveParity = defineMetric({
  id: 'predictive_parity',
  title: 'Predictive parity',
  answers: 'Is the model as precise for one group as for the other?',
  formula:
    'per class, precision where the slicing expression is true - precision where it is false; null where a group has nothing to divide by.',
  kind: 'fairness',
  type: 'map<string,double>',
  unit: 'share',
  range: [-1, 1],
  better: 'neither',
  source:
    'Lakehouse Monitoring fairness columns; Verma & Rubin (2018), 10.1145/3194770.3194776; equals the difference of the rates in scikit-learn',
  needs: ['confusion'],
  sample: 'labelled',
  compute: (input) => differenceByClass(input, (metrics) => metrics.precision.oneVsAll),
})
