import { defineMetric } from '../define-metric.ts'
import { confusionCells } from '../quality-states.ts'

export const labelledCount = defineMetric({
  id: 'labelled_count',
  title: 'Labelled predictions',
  answers: 'How many predictions have a label?',
  formula: 'rows with both prediction and label (regression: both finite).',
  kind: 'quality',
  problem: 'both',
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'higher',
  source: 'definition in this file',
  needs: ['confusion', 'errors'],
  sample: 'labelled',
  compute: ({ confusion, errors }) => {
    if (confusion) return confusionCells(confusion).reduce((rows, cell) => rows + cell.count, 0)
    return errors?.n
  },
})
