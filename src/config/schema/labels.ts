import * as z from 'zod'
import { column, duration, list, oneOf, section, text } from './kinds.ts'

export const labels = section('labels', {
  table: text('a file, glob, folder or table').optional().describe('Table of the outcomes.'),
  query: text('an SQL query').optional().describe('An SQL query, instead of table.'),
  on: z
    .union(
      [
        z.record(z.string(), column(), { error: '{prediction column: label column}' }),
        list(column(), 'a list of columns that both tables have'),
      ],
      { error: '{prediction column: label column}, or a list of columns' },
    )
    .optional()
    .describe('{prediction column: label column}, or a list when the names agree.'),
  on_sql: text('an SQL condition over p and l')
    .optional()
    .describe('An SQL condition instead of `on`: p is the predictions, l the labels.'),
  value: text('a column or SQL expression').describe('The outcome: a column or SQL expression of the label table.'),
  known_at: text('a column or SQL expression').optional().describe('When the outcome became known.'),
  match: oneOf(['all', 'first', 'last']).optional().describe('When several outcomes match one prediction. Default: all.'),
  mature_after: duration(true).optional().describe('Before this long after the prediction, quality is provisional.'),
})
