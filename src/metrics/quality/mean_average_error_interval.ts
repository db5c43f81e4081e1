import { defineMetric } from '../define-metric.ts'
import { intervalOfMean, momentsOfSums } from '../intervals.ts'

export const meanAverageErrorInterval = defineMetric({
  id: 'mean_average_error_interval',
  title: 'Interval of the mean absolute error',
  answers: 'Between which values does the true mean absolute error lie?',
  formula:
    'Student’s 95 % interval of the mean, from the sums of the errors and of their squares; null below two rows. Rows count as independent.',
  kind: 'quality',
  problem: 'regression',
  type: 'struct<lower:double,upper:double>',
  unit: 'column',
  range: [null, null],
  better: 'lower',
  source: 'Student (1908), 10.1093/biomet/6.1.1; equals scipy.stats.t.interval',
  needs: ['errors'],
  sample: 'labelled',
  main: 'upper',
  fields: ['lower', 'upper'],
  compute: ({ errors }) => errors && intervalOfMean(momentsOfSums(errors.n, errors.sumAbs, errors.sumSquares), 'no_labels'),
})
