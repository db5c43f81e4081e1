import { defineMetric } from '../define-metric.ts'
import { shareInterval } from '../intervals.ts'
import { NoValue } from '../no-value.ts'
import { classCounts } from '../quality-states.ts'

export const accuracyInterval = defineMetric({
  id: 'accuracy_interval',
  title: 'Interval of accuracy',
  answers: 'Between which values does the true accuracy lie?',
  formula: 'Wilson’s 95 % interval of right predictions / rows with both. Rows count as independent.',
  kind: 'quality',
  problem: 'classification',
  type: 'struct<lower:double,upper:double>',
  unit: 'share',
  range: [0, 1],
  better: 'higher',
  source: 'Wilson (1927), 10.1080/01621459.1927.10502953; equals scipy.stats.binomtest().proportion_ci(method="wilson")',
  needs: ['confusion'],
  sample: 'labelled',
  main: 'lower',
  fields: ['lower', 'upper'],
  compute: ({ confusion }) => {
    if (!confusion) return undefined
    const counts = classCounts(confusion)
    if (counts instanceof NoValue) return counts
    let successes = 0
    for (const { hits } of counts.classes.values()) successes += hits
    return shareInterval({ successes, rows: counts.rows })
  },
})
