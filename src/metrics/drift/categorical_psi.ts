import { psi } from '../../stats/psi.ts'
import { BY_VALUE } from '../column-kinds.ts'
import { overCategories } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'

export const categoricalPsi = defineMetric({
  id: 'categorical_psi',
  title: 'Population stability index of categories',
  answers: 'How far has the share of rows per category moved?',
  formula:
    'sum of (p - q) ln(p / q), p current and q reference share per category; if a bin of either side is empty, half a count is added to every bin of both. Over all categories where both sides have at most 100, else over the frozen 100 most frequent and one for all others.',
  kind: 'drift',
  appliesTo: BY_VALUE,
  type: 'double',
  unit: 'nats',
  range: [0, null],
  better: 'lower',
  source: 'Jeffreys (1946), 10.1098/rspa.1946.0056; equals scipy.special.rel_entr both ways',
  needs: ['categories'],
  sample: 'values',
  compute: (input) => overCategories(input, ({ reference, current }) => psi(reference, current).statistic),
})
