/**
 * The classic rule for concept drift: p below 0.05 on the label. Numbers, also as names of classes: Kolmogorov-Smirnov, exact up to 10,000
 * labels a side as `scipy.stats.ks_2samp`. Other classes have no order: chi-squared of the contingency table.
 */
import type { CategoriesState } from '../../aggregates/states.ts'
import type { Monitor } from '../../config/project.ts'
import { chiSquaredContingency } from '../../stats/chi-squared-contingency.ts'
import { ksExact, MOST_EXACT_ROWS } from '../../stats/ks-exact.ts'
import { ksFromCounts } from '../../stats/ks-from-counts.ts'
import { type Draft, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { formatCount, formatNumber, formatP } from '../numbers.ts'
import { readDriftMetric } from '../read-metric.ts'
import { sum } from '../sum.ts'

export const labelDriftRule = { name: 'label_drift', scope: 'models', judge: judgeLabelDrift } as const

const LIMIT = 0.05

function judgeLabelDrift({ monitor, evidence }: RuleContext, segmentEvidence: SegmentEvidence): readonly Draft[] {
  const { segment, current, reference } = segmentEvidence
  const columnName = monitor.label
  if (columnName === undefined || reference === null) return []
  const test =
    fromDriftRow(segmentEvidence, columnName, monitor) ??
    fromCategories(current.columns.get(columnName)?.categories, reference.columns.get(columnName)?.categories)
  if (test === null) return []
  const nCurrent = current.columns.get(columnName)?.counts.nonNull ?? current.rows
  const nReference = reference.columns.get(columnName)?.counts.nonNull ?? reference.rows
  const moved = test.pValue < LIMIT
  return [
    {
      segment,
      columnName,
      check: 'label_drift',
      metric: test.metric,
      theme: 'prediction',
      severity: SEVERITIES.quality,
      status: moved ? 'fail' : 'ok',
      value: test.statistic,
      threshold: LIMIT,
      pValue: test.pValue,
      ...(test.metric === 'ks_test' ? { effect: test.statistic } : {}),
      nCurrent,
      nReference,
      sentence: `the label ${columnName} ${moved ? 'moved' : 'is as before'}: ${test.metric === 'ks_test' ? 'KS' : 'chi-squared'} ${formatNumber(test.statistic)}, p ${formatP(test.pValue)} (limit ${LIMIT}; ${formatCount(nCurrent)} against ${formatCount(nReference)} rows of ${evidence.referenceName})`,
    },
  ]
}

interface LabelTest {
  readonly metric: 'ks_test' | 'chi_squared_test'
  readonly statistic: number
  readonly pValue: number
}

const ks = (statistic: number, n: number, m: number): LabelTest => ({ metric: 'ks_test', ...ksExact(statistic, n, m) })

function fromDriftRow(
  { baselineDrift, current, reference }: SegmentEvidence,
  columnName: string,
  monitor: Monitor,
): LabelTest | null {
  const row = baselineDrift.get(columnName)
  const statistic = readDriftMetric(row, current, columnName, 'ks_test.statistic', monitor).value
  const pValue = readDriftMetric(row, current, columnName, 'ks_test.pvalue', monitor).value
  if (statistic === null || pValue === null) return null
  const n = reference?.columns.get(columnName)?.moments?.n
  const m = current.columns.get(columnName)?.moments?.n
  return n && m && Math.max(n, m) <= MOST_EXACT_ROWS ? ks(statistic, n, m) : { metric: 'ks_test', statistic, pValue }
}

/** Class labels that are numbers have an order too: `0` and `1` kept as text are compared as numbers. */
function fromCategories(now: CategoriesState | undefined, before: CategoriesState | undefined): LabelTest | null {
  if (!now?.complete || !before?.complete) return null
  const values = [...new Set([...now.items.keys(), ...before.items.keys()])]
  const ordered = values.every((value) => value.trim() !== '' && Number.isFinite(Number(value)))
  values.sort((a, b) => (ordered ? Number(a) - Number(b) : 0))
  const currentCounts = values.map((value) => now.items.get(value) ?? 0)
  const referenceCounts = values.map((value) => before.items.get(value) ?? 0)
  const [n, m] = [sum(referenceCounts), sum(currentCounts)]
  if (n === 0 || m === 0) return null
  if (ordered) return ks(ksFromCounts(referenceCounts, currentCounts).statistic, n, m)
  const test = chiSquaredContingency(referenceCounts, currentCounts)
  return test && { metric: 'chi_squared_test', statistic: test.statistic, pValue: test.pValue }
}
