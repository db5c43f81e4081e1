import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const labelCoverage = defineMetric({
  id: 'label_coverage',
  title: 'Label coverage',
  answers: 'What share of the predictions has an outcome?',
  formula: 'predictions with at least one known outcome / all predictions of the window; a prediction with several counts once.',
  kind: 'quality',
  problem: 'both',
  type: 'double',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'definition in this file',
  needs: ['labels'],
  sample: 'rows',
  compute: (_, { rows, labels }) => (!labels ? undefined : rows === 0 ? noValue('no_rows') : labels.state.labelled / rows),
})
