import { errorQuantiles as quantilesOf } from '../../stats/error-histogram.ts'
import { defineMetric } from '../define-metric.ts'
import { NoValue } from '../no-value.ts'
import { errorHistogramOf } from '../quality-states.ts'

export const errorQuantiles = defineMetric({
  id: 'error_quantiles',
  title: 'Error quantiles',
  answers: 'Between which errors do most predictions lie?',
  formula:
    'the 5th, 25th, 50th (the median error), 75th and 95th percentile of prediction - label: the smallest error whose cumulative share reaches it, from logarithmic bins, within 0.8 % of itself.',
  kind: 'quality',
  problem: 'regression',
  type: 'struct<p05:double,p25:double,p50:double,p75:double,p95:double>',
  unit: 'column',
  range: [null, null],
  better: 'neither',
  source: 'bins: Masson, Rim & Lee (2019), 10.14778/3352063.3352135; within its bound of numpy.quantile(method="inverted_cdf")',
  needs: ['errors', 'errorHistogram'],
  sample: 'labelled',
  main: 'p50',
  fields: ['p05', 'p25', 'p50', 'p75', 'p95'],
  compute: (state) => {
    const histogram = errorHistogramOf(state)
    if (histogram === undefined || histogram instanceof NoValue) return histogram
    const [p05, p25, p50, p75, p95] = quantilesOf(histogram, [0.05, 0.25, 0.5, 0.75, 0.95])
    return { p05: p05!, p25: p25!, p50: p50!, p75: p75!, p95: p95! }
  },
})
