import { ALL_KINDS } from '../column-kinds.ts'
import { delta } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'
import { missingRate } from '../profile/missing_rate.ts'

export const missingRateChange = defineMetric({
  id: 'missing_rate_change',
  title: 'Change of the missing rate',
  answers: 'By how much did the share of rows without a value change?',
  formula: 'missing_rate of the current window - missing_rate of the reference; percent_null_delta as a share.',
  kind: 'drift',
  appliesTo: ALL_KINDS,
  type: 'double',
  unit: 'share',
  range: [-1, 1],
  better: 'lower',
  source: 'difference of two proportions',
  needs: ['counts'],
  sample: 'rows',
  compute: ({ current, reference }) => delta(missingRate.compute(current), missingRate.compute(reference)),
})
