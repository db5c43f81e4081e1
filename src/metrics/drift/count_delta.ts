import { ALL_KINDS } from '../column-kinds.ts'
import { delta } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'
import { count } from '../profile/count.ts'

export const countDelta = defineMetric({
  id: 'count_delta',
  title: 'Change of the count',
  answers: 'How many more values are there? On the `:table` row: how many more rows?',
  formula: 'count of the current window - count of the reference.',
  kind: 'drift',
  appliesTo: ALL_KINDS,
  type: 'bigint',
  unit: 'rows',
  range: [null, null],
  better: 'neither',
  source: 'Lakehouse Monitoring drift table',
  needs: ['counts'],
  sample: 'rows',
  compute: ({ current, reference }) => delta(count.compute(current), count.compute(reference)),
  computeTable: ({ current, reference }) => delta(count.computeTable(current), count.computeTable(reference)),
})
