import { defineMetric } from '../define-metric.ts'
import type { TableInput } from '../inputs.ts'

const withValues = (input: TableInput): Set<string> =>
  new Set(input.columns.filter((column) => column.nonNull > 0).map((column) => column.name))

export const nonNullColumnsDelta = defineMetric({
  id: 'non_null_columns_delta',
  title: 'Change of columns with values',
  answers: 'How many columns gained their first value, and how many lost their last?',
  formula:
    'added: columns with a value now and none in the reference; missing: the other way round. A column that only one side has counts.',
  kind: 'drift',
  appliesTo: [],
  type: 'struct<added:int,missing:int>',
  unit: 'columns',
  range: [0, null],
  better: 'lower',
  source: 'Lakehouse Monitoring drift table',
  needs: ['counts'],
  sample: 'rows',
  main: 'missing',
  fields: ['added', 'missing'],
  computeTable: ({ current, reference }) => {
    const now = withValues(current)
    const before = withValues(reference)
    const added = [...now].filter((name) => !before.has(name)).length
    const missing = [...before].filter((name) => !now.has(name)).length
    return { added, missing }
  },
})
