import { wassersteinFromCounts } from '../../stats/wasserstein-from-counts.ts'
import { wassersteinOfAscending } from '../../stats/wasserstein-of-ascending.ts'
import { blockedByFinite, fineCounts } from '../bin-counts.ts'
import { binnedRange } from '../binned-range.ts'
import { bothSorted } from '../both-sorted.ts'
import { defineMetric } from '../define-metric.ts'
import { NoValue } from '../no-value.ts'

export const wassersteinDistance = defineMetric({
  id: 'wasserstein_distance',
  title: 'Wasserstein distance',
  answers: 'By how much must a value move on average to turn one distribution into the other?',
  formula:
    'integral of |F_reference(x) - F_current(x)| dx. Exact where all values of both sides are at hand (at most 100,000 rows each) or ' +
    "each value has a bin of its own; else from the profile histogram with each bin's rows spread evenly and the outer ones so that the mean is kept.",
  kind: 'drift',
  appliesTo: ['numeric'],
  type: 'double',
  unit: 'column',
  range: [0, null],
  better: 'lower',
  source: 'Lakehouse Monitoring drift table; Vallender (1974), 10.1137/1118101; equals scipy.stats.wasserstein_distance',
  needs: ['moments', 'histogram'],
  sample: 'values',
  compute: (input) => {
    const blocked = blockedByFinite(input)
    if (blocked) return blocked
    const values = bothSorted(input)
    if (values) return wassersteinOfAscending(values.reference, values.current).statistic
    const counts = fineCounts(input)
    if (counts === undefined || counts instanceof NoValue) return counts
    const reference = input.reference.state.moments
    const current = input.current.state.moments
    if (!reference || !current) return undefined
    const { edges } = counts
    const referenceRange = binnedRange(edges, counts.reference, reference)
    const currentRange = binnedRange(edges, counts.current, current)
    return wassersteinFromCounts(edges, counts.reference, counts.current, referenceRange, currentRange).statistic
  },
})
