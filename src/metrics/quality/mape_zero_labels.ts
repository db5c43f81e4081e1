import { defineMetric } from '../define-metric.ts'
import { fromErrors } from '../quality-states.ts'

export const mapeZeroLabels = defineMetric({
  id: 'mape_zero_labels',
  title: 'Labels of zero',
  answers: 'How many rows does the mean absolute percentage error leave out?',
  formula: 'rows whose label is 0, which no error is a fraction of.',
  kind: 'quality',
  problem: 'regression',
  type: 'bigint',
  unit: 'rows',
  range: [0, null],
  better: 'neither',
  source: 'equals numpy.sum(label == 0)',
  needs: ['errors'],
  sample: 'labelled',
  compute: (state) => fromErrors(state, (metrics) => metrics.zeroLabels),
})
