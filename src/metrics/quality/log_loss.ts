import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const logLoss = defineMetric({
  id: 'log_loss',
  title: 'Log loss',
  answers: 'How surprised is the model by the labels?',
  formula: 'mean of -ln(probability given to the true class), probabilities clipped at 1e-15.',
  kind: 'quality',
  problem: 'classification',
  type: 'double',
  unit: 'nats',
  range: [0, null],
  better: 'lower',
  source: 'Lakehouse Monitoring profile table; equals sklearn.metrics.log_loss with probabilities clipped at 1e-15',
  needs: ['logLoss'],
  sample: 'labelled',
  compute: ({ logLoss }) => {
    if (!logLoss) return undefined
    if (logLoss.n === 0) return noValue('no_labels')
    return Number.isFinite(logLoss.sum) ? logLoss.sum / logLoss.n : noValue('probability_range')
  },
})
