import { topShareLift } from '../../stats/score-curves.ts'
import { defineMetric } from '../define-metric.ts'
import { perScoredClass } from '../quality-states.ts'

export const topDecileLift = defineMetric({
  id: 'top_decile_lift',
  title: 'Top-decile lift',
  answers: 'How much more of the class stands in the tenth of the rows with the highest scores than in all rows?',
  formula:
    'per class with a probability, (share of the class among the 10 % of rows with the highest scores) / (share of the class among all). The row at the cut counts in part; rows that tie there count alike, which is the mean over all orders of the tie. null for a class without labels. 1 is chance, 10 the most.',
  kind: 'quality',
  problem: 'classification',
  type: 'struct<one_vs_all:map<string,double>,macro:double,weighted:double>',
  unit: 'factor',
  range: [0, 10],
  better: 'higher',
  source: 'the cumulative gain curve at 10 % of the rows, divided by 10 %; equals NumPy’s interpolation of it',
  needs: ['scores'],
  sample: 'labelled',
  main: 'macro',
  fields: ['macro', 'weighted'],
  compute: (state) => perScoredClass(state, (_, scores) => topShareLift(scores), 'no_class'),
})
