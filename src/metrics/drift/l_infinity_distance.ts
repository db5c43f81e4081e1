import { lInfinity } from '../../stats/l-infinity.ts'
import { BY_VALUE } from '../column-kinds.ts'
import { overCategories } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'

export const lInfinityDistance = defineMetric({
  id: 'l_infinity_distance',
  title: 'L-infinity distance',
  answers: 'By how much did the share of the category that moved most move?',
  formula:
    'largest |current share - reference share|. Over all categories where both sides have at most 100, else over the frozen 100 most frequent and one for all others.',
  kind: 'drift',
  appliesTo: BY_VALUE,
  type: 'double',
  unit: 'share',
  range: [0, 1],
  better: 'lower',
  source: 'Lakehouse Monitoring drift table; equals scipy.spatial.distance.chebyshev of the shares',
  needs: ['categories'],
  sample: 'values',
  compute: (input) => overCategories(input, ({ reference, current }) => lInfinity(reference, current).statistic),
})
