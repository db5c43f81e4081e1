import { totalVariation } from '../../stats/total-variation.ts'
import { BY_VALUE } from '../column-kinds.ts'
import { overCategories } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'

export const tvDistance = defineMetric({
  id: 'tv_distance',
  title: 'Total variation distance',
  answers: 'What share of the rows would have to change their category to make the two equal?',
  formula:
    'sum of |current share - reference share| / 2. Over all categories where both sides have at most 100, else over the frozen 100 most frequent and one for all others.',
  kind: 'drift',
  appliesTo: BY_VALUE,
  type: 'double',
  unit: 'share',
  range: [0, 1],
  better: 'lower',
  source: 'Lakehouse Monitoring drift table; Levin, Peres & Wilmer (2009), section 4.1',
  needs: ['categories'],
  sample: 'values',
  compute: (input) => overCategories(input, ({ reference, current }) => totalVariation(reference, current).statistic),
})
