import { kullbackLeibler } from '../../stats/kullback-leibler.ts'
import { BY_VALUE } from '../column-kinds.ts'
import { overEither } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'

export const klDivergenceReverse = defineMetric({
  id: 'kl_divergence_reverse',
  title: 'Kullback-Leibler divergence, reverse',
  answers: 'How many nats per row are lost when reference rows are described by the shares of the current window?',
  formula:
    'sum of q ln(q / p), p current and q reference share; if a bin of either side is empty, half a count is added to every bin of both. Numbers: over the frozen equal-mass bins with under and over. Else: over all categories where both sides have at most 100, else over the frozen 100 most frequent and one for all others.',
  kind: 'drift',
  appliesTo: ['numeric', ...BY_VALUE],
  type: 'double',
  unit: 'nats',
  range: [0, null],
  better: 'lower',
  source: 'Kullback & Leibler (1951), 10.1214/aoms/1177729694; equals scipy.stats.entropy(reference, current)',
  needs: ['histogram', 'categories'],
  sample: 'values',
  compute: (input) => overEither(input, ({ reference, current }) => kullbackLeibler(reference, current).reverse),
})
