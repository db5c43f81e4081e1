import { hellinger } from '../../stats/hellinger.ts'
import { BY_VALUE } from '../column-kinds.ts'
import { overEither } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'

export const hellingerDistance = defineMetric({
  id: 'hellinger_distance',
  title: 'Hellinger distance',
  answers: 'How little do the two distributions overlap, from 0 (equal) to 1 (nothing in common)?',
  formula:
    'sqrt(sum (sqrt p - sqrt q)^2 / 2) of the shares. Numbers: over the frozen equal-mass bins with under and over. Else: over all categories where both sides have at most 100, else over the frozen 100 most frequent and one for all others.',
  kind: 'drift',
  appliesTo: ['numeric', ...BY_VALUE],
  type: 'double',
  unit: 'none',
  range: [0, 1],
  better: 'lower',
  source: 'Hellinger (1909), 10.1515/crll.1909.136.210',
  needs: ['histogram', 'categories'],
  sample: 'values',
  compute: (input) => overEither(input, ({ reference, current }) => hellinger(reference, current).statistic),
})
