import { ALL_KINDS } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'
import { distinctValues } from '../distinct-values.ts'

export const distinctCount = defineMetric({
  id: 'distinct_count',
  title: 'Distinct values',
  answers: 'How many different values are there?',
  formula: 'exact where all values or all categories are at hand, else a HyperLogLog estimate within 5 %; never above count.',
  kind: 'profile',
  appliesTo: ALL_KINDS,
  type: 'bigint',
  unit: 'none',
  range: [0, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals pandas.Series.nunique where exact; Flajolet et al. (2007) where estimated',
  needs: ['counts', 'distinct'],
  sample: 'values',
  compute: (input) => distinctValues(input),
})
