import { columnQuantiles } from '../column-quantiles.ts'
import { defineMetric } from '../define-metric.ts'
import { NoValue } from '../no-value.ts'

export const median = defineMetric({
  id: 'median',
  title: 'Median',
  answers: 'Which value has half of the values at or below it?',
  formula:
    'the smallest value whose cumulative share reaches one half, where all values are at hand (at most 100,000 rows); else interpolated ' +
    "inside the profile histogram's bin, so off by at most that bin's share of rows. Timestamps: seconds since 1970-01-01 UTC.",
  kind: 'profile',
  appliesTo: ['numeric', 'timestamp'],
  type: 'double',
  unit: 'column',
  range: [null, null],
  better: 'neither',
  source: "Lakehouse Monitoring profile table; equals numpy.quantile(0.5, method='inverted_cdf') where exact",
  needs: ['moments', 'histogram'],
  sample: 'values',
  compute: (input) => {
    const values = columnQuantiles(input, [1], 2)
    return values === undefined || values instanceof NoValue ? values : values[0]
  },
})
