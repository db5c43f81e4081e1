import { summarizeMoments } from '../../stats/moments.ts'
import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const stddev = defineMetric({
  id: 'stddev',
  title: 'Standard deviation',
  answers: 'How far do values usually lie from their mean?',
  formula: 'sample form: sqrt(sum (x - mean)^2 / (n - 1)) over finite values; needs two of them.',
  kind: 'profile',
  appliesTo: ['numeric'],
  type: 'double',
  unit: 'column',
  range: [0, null],
  better: 'neither',
  source: "Lakehouse Monitoring profile table (Spark's stddev is the sample form); equals numpy.std(ddof=1) of the finite values",
  needs: ['moments'],
  sample: 'values',
  compute: ({ state }) => {
    if (!state.moments) return undefined
    return summarizeMoments(state.moments).stddev ?? noValue(state.moments.n === 0 ? 'no_values' : 'one_row')
  },
})
