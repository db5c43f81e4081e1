import { medianAbsoluteError as medianOf } from '../../stats/error-histogram.ts'
import { defineMetric } from '../define-metric.ts'
import { NoValue } from '../no-value.ts'
import { errorHistogramOf } from '../quality-states.ts'

export const medianAbsoluteError = defineMetric({
  id: 'median_absolute_error',
  title: 'Median absolute error',
  answers: 'How far off is a typical prediction, whatever a few very wrong ones are?',
  formula: 'median of |prediction - label|, from logarithmic bins: within 0.8 % of the exact one.',
  kind: 'quality',
  problem: 'regression',
  type: 'double',
  unit: 'column',
  range: [0, null],
  better: 'lower',
  source: 'within its bound of sklearn.metrics.median_absolute_error',
  needs: ['errors', 'errorHistogram'],
  sample: 'labelled',
  compute: (state) => {
    const histogram = errorHistogramOf(state)
    return histogram === undefined || histogram instanceof NoValue ? histogram : medianOf(histogram)
  },
})
