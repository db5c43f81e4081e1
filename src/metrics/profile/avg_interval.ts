import { summarizeMoments } from '../../stats/moments.ts'
import { defineMetric } from '../define-metric.ts'
import { intervalOfMean } from '../intervals.ts'

export const avgInterval = defineMetric({
  id: 'avg_interval',
  title: 'Interval of the mean',
  answers: 'Between which values does the true mean lie?',
  formula: 'Student’s 95 % interval of the mean of finite values; null below two. Rows count as independent.',
  kind: 'profile',
  appliesTo: ['numeric'],
  type: 'struct<lower:double,upper:double>',
  unit: 'column',
  range: [null, null],
  better: 'neither',
  source: 'Student (1908), 10.1093/biomet/6.1.1; equals scipy.stats.t.interval',
  needs: ['moments'],
  sample: 'values',
  main: 'lower',
  fields: ['lower', 'upper'],
  compute: ({ state }) => state.moments && intervalOfMean(summarizeMoments(state.moments), 'no_values'),
})
