import { wasserstein } from '../../stats/wasserstein.ts'
import { wassersteinFromCounts } from '../../stats/wasserstein-from-counts.ts'
import { blockedByFinite, fineCounts } from '../bin-counts.ts'
import { bothSorted } from '../both-sorted.ts'
import { defineMetric } from '../define-metric.ts'
import type { ProfileInput } from '../inputs.ts'
import { NoValue } from '../no-value.ts'

const rangeOf = ({ state }: ProfileInput): { min: number; max: number } => ({
  min: state.moments?.min ?? 0,
  max: state.moments?.max ?? 0,
})

export const wassersteinDistance = defineMetric({
  id: 'wasserstein_distance',
  title: 'Wasserstein distance',
  answers: 'By how much must a value move on average to turn one distribution into the other?',
  formula:
    'integral of |F_reference(x) - F_current(x)| dx. Exact where all values of both sides are at hand (at most 100,000 rows each) or ' +
    "each value has a bin of its own; else from the profile histogram with each bin's rows spread evenly.",
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
    if (values) return wasserstein(values.reference, values.current).statistic
    const counts = fineCounts(input)
    if (counts === undefined || counts instanceof NoValue) return counts
    const ranges = [rangeOf(input.reference), rangeOf(input.current)] as const
    return wassersteinFromCounts(counts.edges, counts.reference, counts.current, ...ranges).statistic
  },
})
