import { defineMetric } from '../define-metric.ts'

export const nonNullColumns = defineMetric({
  id: 'non_null_columns',
  title: 'Columns with values',
  answers: 'Which columns hold at least one value?',
  formula: 'names of the columns with a non-null value, in table order.',
  kind: 'profile',
  appliesTo: [],
  type: 'array<string>',
  unit: 'columns',
  range: [null, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table',
  needs: ['counts'],
  sample: 'rows',
  computeTable: ({ columns }) => columns.filter((column) => column.nonNull > 0).map((column) => column.name),
})
