import { ALL_KINDS } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'
import { distinctValues } from '../distinct-values.ts'
import { noValue } from '../no-value.ts'

export const percentDistinct = defineMetric({
  id: 'percent_distinct',
  title: 'Distinct values, percent',
  answers: 'How many different values are there per hundred values?',
  formula: '100 * distinct_count / count.',
  kind: 'profile',
  appliesTo: ALL_KINDS,
  type: 'double',
  unit: 'percent',
  range: [0, 100],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table',
  needs: ['counts', 'distinct'],
  sample: 'values',
  compute: (input) => {
    const { nonNull } = input.state.counts
    if (nonNull === 0) return noValue('no_values')
    const distinct = distinctValues(input)
    return distinct === undefined ? undefined : (100 * distinct) / nonNull
  },
})
