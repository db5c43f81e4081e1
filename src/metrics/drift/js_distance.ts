import { jensenShannon } from '../../stats/jensen-shannon.ts'
import { BY_VALUE } from '../column-kinds.ts'
import { overCategories } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'

export const jsDistance = defineMetric({
  id: 'js_distance',
  title: 'Jensen-Shannon distance',
  answers: 'How distinguishable are the two distributions, from 0 (equal) to 1 (nothing in common)?',
  formula:
    'square root of the Jensen-Shannon divergence with logarithms to base 2. Over all categories where both sides have at most 100, else over the frozen 100 most frequent and one for all others.',
  kind: 'drift',
  appliesTo: BY_VALUE,
  type: 'double',
  unit: 'square root of bits',
  range: [0, 1],
  better: 'lower',
  source:
    'Lakehouse Monitoring drift table; Endres & Schindelin (2003), 10.1109/TIT.2003.813506; equals scipy.spatial.distance.jensenshannon(base=2)',
  needs: ['categories'],
  sample: 'values',
  compute: (input) => overCategories(input, ({ reference, current }) => jensenShannon(reference, current).statistic),
})
