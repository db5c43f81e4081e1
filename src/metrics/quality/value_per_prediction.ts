import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'
import { outcomeOf } from '../outcome-value.ts'

export const valuePerPrediction = defineMetric({
  id: 'value_per_prediction',
  title: 'Value per prediction',
  answers: 'What did a labelled prediction bring on average?',
  formula: 'total_value / rows with prediction and label.',
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
    return rows === 0 ? noValue('no_labels') : total / rows
  },
})
