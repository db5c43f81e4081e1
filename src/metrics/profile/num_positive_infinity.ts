import { isFloating } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'

export const numPositiveInfinity = defineMetric({
  id: 'num_positive_infinity',
  title: 'Positive infinities',
  answers: 'How many values are positive infinity?',
  formula: 'rows with positive infinity; they count as values, and are left out of mean, spread, quantiles, bins and drift.',
  kind: 'profile',
  appliesTo: ['numeric'],
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'lower',
  source: 'IEEE 754; equals numpy.isposinf(values).sum()',
  needs: ['counts'],
  sample: 'values',
  compute: ({ column, state }) => (isFloating(column.dataType) ? state.counts.positiveInfinity : undefined),
})
