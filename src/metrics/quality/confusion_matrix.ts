import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'
import { confusionCells } from '../quality-states.ts'

export const confusionMatrix = defineMetric({
  id: 'confusion_matrix',
  title: 'Confusion matrix',
  answers: 'Which classes are taken for which?',
  formula: 'rows per prediction and label, pairs that occur only, by prediction, then label.',
  kind: 'quality',
  problem: 'classification',
  type: 'array<struct<prediction:string,label:string,count:bigint>>',
  unit: 'rows',
  range: [0, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.confusion_matrix',
  needs: ['confusion'],
  sample: 'labelled',
  compute: ({ confusion }) => {
    if (!confusion) return undefined
    const cells = confusionCells(confusion)
    return cells.length === 0 ? noValue('no_labels') : cells.map(({ prediction, label, count }) => ({ prediction, label, count }))
  },
})
