/** What a monitor may say about the practice around the model: who owns it, how long it takes, what its mistakes cost. */
import { anyNumber, classValue, column, list, oneOf, section, text } from './kinds.ts'

export const documentation = section('documentation', {
  owner: text('a person or team').optional().describe('Who answers for the model.'),
  description: text('a sentence').optional().describe('What the model does, and for whom.'),
  runbook: text('an address or a path').optional().describe('What to do when a check fails.'),
  updated: text('a date').optional().describe('When this was last looked at: 2026-01-31.'),
})

export const operations = section('operations', {
  latency: column().optional().describe('Column or SQL expression of the time that one prediction took.'),
  unit: oneOf(['seconds', 'milliseconds', 'microseconds']).optional().describe('Unit of latency. Default: milliseconds.'),
  start: column().optional().describe('Column of the start of a request, instead of latency.'),
  end: column().optional().describe('Column of the end of a request.'),
  error: text('an SQL condition').optional().describe("SQL condition of a failed request: status <> 'ok'."),
})

export const outcomeValues = section('outcome_values', {
  unit: text('a currency or unit').optional().describe('What the values are counted in: EUR.'),
  cells: list(
    section('a value', {
      prediction: classValue().describe('Predicted class.'),
      label: classValue().describe('Class that came true.'),
      value: anyNumber().describe('What one such prediction brings; a cost is negative.'),
    }),
    'a list: [{prediction: 1, label: 0, value: -25}]',
  ).describe('One entry per cell of the confusion matrix; a cell that is not said has the value 0.'),
})
