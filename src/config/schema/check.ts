import * as z from 'zod'
import { anyNumber, duration, list, numberFrom, oneOf, section, text } from './kinds.ts'

const change = (): z.ZodNumber => numberFrom(0, Number.MAX_VALUE, 'a number of 0 or more')

export const limits = section('warn and fail', {
  below: anyNumber().optional().describe('Crossed when the value is smaller than this. Literal: sample size is only told.'),
  above: anyNumber().optional().describe('Crossed when the value is larger than this. Literal: sample size is only told.'),
  change_above: change()
    .optional()
    .describe('Crossed when the value differs from that of `against` by more than this, up or down. Absolute, not relative.'),
  drop_above: change().optional().describe('Crossed when the value is smaller than that of `against` by more than this.'),
  rise_above: change().optional().describe('Crossed when the value is larger than that of `against` by more than this.'),
})

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const

const AGAINST_EXPECTED = 'reference | previous | {last: 30 days}'

const against = z.union(
  [
    z.string({ error: AGAINST_EXPECTED }).transform((value, context) => {
      if (value === 'reference' || value === 'previous') return { kind: value } as const
      context.addIssue({ code: 'custom', message: AGAINST_EXPECTED, params: { names: ['reference', 'previous'] } })
      return z.NEVER
    }),
    section('against', {
      last: duration().describe('A span of time: the rows of that long before the window, pooled.'),
    }).transform((value) => ({ kind: 'last', length: value.last }) as const),
  ],
  { error: AGAINST_EXPECTED },
)

export const check = section('a check', {
  name: text('a name')
    .optional()
    .describe('How the check is called in findings. Default: its metric, columns and what it is compared with.'),
  metric: text('the id of a metric').describe('Id of a metric: built-in or custom; a part of one with a dot (`f1_score.macro`).'),
  columns: list(text('a column name or pattern'), 'a list of column names or patterns with *')
    .optional()
    .describe('Column names, or patterns with `*`. Default: the whole table, or every column that the metric applies to.'),
  against: against
    .optional()
    .describe(
      'What the value is compared with, for change_above, drop_above and rise_above: reference, previous, or {last: 30 days}.',
    ),
  warn: limits.optional().describe('Limits that give a warning.'),
  fail: limits.optional().describe('Limits that give a failure.'),
  severity: oneOf(SEVERITIES)
    .optional()
    .describe('critical, high, medium or low: who is told, later. Default: from what the check is about.'),
})
export type CheckValue = z.output<typeof check>
export type LimitsValue = z.output<typeof limits>
