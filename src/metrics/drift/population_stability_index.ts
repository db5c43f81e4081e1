import { psi } from '../../stats/psi.ts'
import { BY_VALUE } from '../column-kinds.ts'
import { overBins } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'

export const populationStabilityIndex = defineMetric({
  id: 'population_stability_index',
  title: 'Population stability index',
  answers: 'How far has the share of rows per bin moved?',
  formula:
    'sum of (p - q) ln(p / q), p current and q reference share per frozen equal-mass bin of the reference, with under and over; if a bin of either side is empty, half a count is added to every bin of both. Below 0.1 is usually read as no change, from 0.2 as a large one; small windows are large by chance.',
  kind: 'drift',
  appliesTo: ['numeric'],
  type: 'double',
  unit: 'nats',
  range: [0, null],
  better: 'lower',
  source: 'Lakehouse Monitoring drift table; Jeffreys (1946), 10.1098/rspa.1946.0056; equals scipy.special.rel_entr both ways',
  needs: ['histogram'],
  sample: 'values',
  elsewhere: { kinds: BY_VALUE, id: 'categorical_psi' },
  compute: (input) => overBins(input, ({ reference, current }) => psi(reference, current).statistic),
})
