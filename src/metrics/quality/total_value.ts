import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'
import { outcomeOf } from '../outcome-value.ts'

export const totalValue = defineMetric({
  id: 'total_value',
  title: 'Total value',
  answers: 'What did the labelled predictions of the window bring?',
  formula:
    'sum over the cells of the confusion matrix of rows x the value that `outcome_values` gives the cell; a cell without one is worth 0. Of a window of a day: money per day.',
  kind: 'quality',
  problem: 'classification',
  type: 'double',
  unit: 'outcome values',
  range: [null, null],
  better: 'higher',
  source: 'Elkan (2001), The foundations of cost-sensitive learning; equals numpy.sum(confusion * values)',
  needs: ['confusion'],
  sample: 'labelled',
  compute: ({ confusion }, { outcomeValues }) => {
    if (!confusion || !outcomeValues) return undefined
    const { total, rows } = outcomeOf(confusion, outcomeValues)
    return rows === 0 ? noValue('no_labels') : total
  },
})
