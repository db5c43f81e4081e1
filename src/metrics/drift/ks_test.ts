import { ksFromCounts } from '../../stats/ks-from-counts.ts'
import { ksOfAscending } from '../../stats/ks-of-ascending.ts'
import { blockedByFinite, fineCounts } from '../bin-counts.ts'
import { bothSorted } from '../both-sorted.ts'
import { defineMetric } from '../define-metric.ts'
import { NoValue } from '../no-value.ts'

export const ksTest = defineMetric({
  id: 'ks_test',
  title: 'Kolmogorov-Smirnov test',
  answers: 'How far apart are the two cumulative distributions at most, and how often would chance alone part them so far?',
  formula:
    'largest |F_reference(x) - F_current(x)|; p = kstwo.sf(D, round(n m / (n + m))). Exact where all values of both sides are at hand ' +
    '(at most 100,000 rows each) or each value has a bin of its own; else at the edges of the profile histogram, ' +
    "below the exact value by at most the largest bin's share.",
  kind: 'drift',
  appliesTo: ['numeric'],
  type: 'struct<statistic:double,pvalue:double>',
  unit: 'share',
  range: [0, 1],
  better: 'lower',
  source: 'Lakehouse Monitoring drift table; Hodges (1958), 10.1007/BF02589501; equals scipy.stats.ks_2samp(method="asymp")',
  needs: ['moments', 'histogram'],
  sample: 'values',
  main: 'statistic',
  fields: ['statistic', 'pvalue'],
  compute: (input) => {
    const blocked = blockedByFinite(input)
    if (blocked) return blocked
    const values = bothSorted(input)
    if (values) {
      const { statistic, pValue } = ksOfAscending(values.reference, values.current)
      return { statistic, pvalue: pValue }
    }
    const counts = fineCounts(input)
    if (counts === undefined || counts instanceof NoValue) return counts
    const { statistic, pValue } = ksFromCounts(counts.reference, counts.current)
    return { statistic, pvalue: pValue }
  },
})
