/** The classic rule for concept drift: Kolmogorov-Smirnov p below 0.05 on the label. */
import type { CategoriesState } from '../../aggregates/states.ts'
import type { Monitor } from '../../config/project.ts'
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
      metric: 'ks_test',
      theme: 'prediction',
      severity: SEVERITIES.quality,
      status: moved ? 'fail' : 'ok',
      value: test.statistic,
      threshold: LIMIT,
      pValue: test.pValue,
      effect: test.statistic,
      nCurrent,
      nReference,
      sentence: `the label ${columnName} ${moved ? 'moved' : 'is as before'}: KS ${formatNumber(test.statistic)}, p ${formatP(test.pValue)} (limit ${LIMIT}; ${formatCount(nCurrent)} against ${formatCount(nReference)} rows of ${evidence.referenceName})`,
    },
  ]
}

interface Ks {
  readonly statistic: number
  readonly pValue: number
}

function fromDriftRow({ baselineDrift, current }: SegmentEvidence, columnName: string, monitor: Monitor): Ks | null {
  const row = baselineDrift.get(columnName)
  const statistic = readDriftMetric(row, current, columnName, 'ks_test.statistic', monitor).value
  const pValue = readDriftMetric(row, current, columnName, 'ks_test.pvalue', monitor).value
  return statistic === null || pValue === null ? null : { statistic, pValue }
}

/** Class labels that are numbers have an order too: `0` and `1` kept as text are compared as numbers. */
function fromCategories(now: CategoriesState | undefined, before: CategoriesState | undefined): Ks | null {
  if (!now?.complete || !before?.complete) return null
  const values = [...new Set([...now.items.keys(), ...before.items.keys()])]
  if (values.some((value) => value.trim() === '' || !Number.isFinite(Number(value)))) return null
  values.sort((a, b) => Number(a) - Number(b))
  const currentCounts = values.map((value) => now.items.get(value) ?? 0)
  const referenceCounts = values.map((value) => before.items.get(value) ?? 0)
  if (sum(currentCounts) === 0 || sum(referenceCounts) === 0) return null
  return ksFromCounts(referenceCounts, currentCounts)
}
