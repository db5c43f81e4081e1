import { columnQuantiles } from '../column-quantiles.ts'
import { defineMetric } from '../define-metric.ts'

/** 1000 quantiles at 0/999 … 999/999: the first is the minimum, the last the maximum, and the median lies between items 499 and 500. */
const NUMERATORS = Array.from({ length: 1000 }, (_, i) => i)

export const quantiles = defineMetric({
  id: 'quantiles',
  title: 'Quantiles',
  answers: 'How are the values spread from the smallest to the largest?',
  formula:
    '1000 values at the ranks i / 999 of the finite values. Exact data values where all values are at hand (at most 100,000 rows), ' +
    "else interpolated inside the profile histogram's bin.",
  kind: 'profile',
  appliesTo: ['numeric'],
  type: 'array<double>',
  unit: 'column',
  range: [null, null],
  better: 'neither',
  source: "Lakehouse Monitoring profile table; equals numpy.quantile(method='inverted_cdf') where exact",
  needs: ['moments', 'histogram'],
  sample: 'values',
  compute: (input) => columnQuantiles(input, NUMERATORS, NUMERATORS.length - 1),
})
