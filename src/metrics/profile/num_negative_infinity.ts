import { isFloating } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'

export const numNegativeInfinity = defineMetric({
  id: 'num_negative_infinity',
  title: 'Negative infinities',
  answers: 'How many values are negative infinity?',
  formula: 'rows with negative infinity; they count as values, and are left out of mean, spread, quantiles, bins and drift.',
  kind: 'profile',
  appliesTo: ['numeric'],
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'lower',
  source: 'IEEE 754; equals numpy.isneginf(values).sum()',
  needs: ['counts'],
  sample: 'values',
  compute: ({ column, state }) => (isFloating(column.dataType) ? state.counts.negativeInfinity : undefined),
})
