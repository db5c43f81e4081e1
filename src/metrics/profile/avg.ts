import { summarizeMoments } from '../../stats/moments.ts'
import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const avg = defineMetric({
  id: 'avg',
  title: 'Mean',
  answers: 'What is the average value?',
  formula: 'sum / n over finite values, summed about a shift so that large values keep their digits.',
  kind: 'profile',
  appliesTo: ['numeric'],
  type: 'double',
  unit: 'column',
  range: [null, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals numpy.mean of the finite values',
  needs: ['moments'],
  sample: 'values',
  compute: ({ state }) => state.moments && (summarizeMoments(state.moments).mean ?? noValue('no_values')),
})
