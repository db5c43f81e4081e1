import { defineMetric } from '../define-metric.ts'
import { differenceByClass } from '../group-difference.ts'

export const predictiveEquality = defineMetric({
  id: 'predictive_equality',
  title: 'Predictive equality',
  answers: 'Are rows of other classes as often taken for the class in one group as in the other?',
  formula:
    'per class, false positive rate where the slicing expression is true - false positive rate where it is false; null where a group has nothing to divide by.',
  kind: 'fairness',
  type: 'map<string,double>',
  unit: 'share',
  range: [-1, 1],
  better: 'neither',
  source:
    'Lakehouse Monitoring fairness columns; Verma & Rubin (2018), 10.1145/3194770.3194776; equals the difference of the rates in scikit-learn',
  needs: ['confusion'],
  sample: 'labelled',
  // A group that never predicts a class takes no row for it.
  compute: (input) => differenceByClass(input, (metrics) => metrics.falsePositiveRate.oneVsAll, 0),
})
