/** Do numbers lie outside the reference's smallest and largest value, more than the next draws from it would? */
import type { ColumnState } from '../../aggregates/states.ts'
import { fisherExact } from '../../stats/fisher-exact.ts'
import { nextDown } from '../../stats/next-down.ts'
import { columnRole, dataHarm } from '../column-role.ts'
import { type RuleAnswer, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { outsideRangeP } from '../new-values.ts'
import { formatCount, formatNumber, formatShare } from '../numbers.ts'
import { sum } from '../sum.ts'
import { type ColumnShare, judgeColumnShares } from './column-shares.ts'

export const outOfRangeRule = { name: 'out_of_range', scope: 'models', judge: judgeRange } as const

const LIMITS = { warn: 0.01, fail: 0.02 } as const

function judgeRange({ monitor, evidence }: RuleContext, segmentEvidence: SegmentEvidence): readonly RuleAnswer[] {
  const { segment, current, reference } = segmentEvidence
  if (reference === null) return []
  return judgeColumnShares({
    segment,
    check: 'out_of_range',
    columns: evidence.bins,
    limits: LIMITS,
    settings: monitor.policySettings,
    measure: (columnName, frozen): ColumnShare | null => {
      const now = tails(current.columns.get(columnName))
      const before = tails(reference.columns.get(columnName))
      const role = columnRole(monitor, columnName)
      if (!frozen.coarse || !now || !before || role === 'timestamp' || role === 'model_id') return null
      if (now.rows === 0 || before.rows === 0) return null
      const outside = now.under + now.over
      const share = outside / now.rows
      // Rows of the reference itself lie outside where its edges come from a sample, or for a segment that is not the whole table.
      const outsideBefore = before.under + before.over
      const expected = Math.min(1, (2 + outsideBefore) / (before.rows + 1))
      const p =
        outside / now.rows <= expected
          ? 1
          : outsideBefore === 0
            ? outsideRangeP(outside, now.rows, before.rows)
            : fisherExact({ successes: outsideBefore + 2, rows: before.rows + 2 }, { successes: outside, rows: now.rows }).pValue
      const state = current.columns.get(columnName)!.moments
      // The lowest edge is the double just below the smallest value.
      const above = -nextDown(-frozen.coarse[0]!)
      const low = Math.abs(above) < 1e-300 ? 0 : above
      const high = frozen.coarse.at(-1)!
      const ends = [
        ...(now.under > 0 ? [`${formatCount(now.under)} below ${formatNumber(low)}${extreme('down', state?.min)}`] : []),
        ...(now.over > 0 ? [`${formatCount(now.over)} above ${formatNumber(high)}${extreme('up', state?.max)}`] : []),
      ].join(', ')
      return {
        p,
        size: share,
        draft: () => ({
          segment,
          columnName,
          check: 'out_of_range',
          metric: 'range_violations',
          ...dataHarm(monitor, columnName),
          value: share,
          referenceValue: expected,
          nCurrent: now.rows,
          nReference: before.rows,
          sentence: `${columnName} lies outside the range of ${evidence.referenceName} in ${formatShare(share)} of ${formatCount(now.rows)} rows: ${ends}`,
          evidence: { under: now.under, over: now.over, low, high },
        }),
      }
    },
    summary: (judged) => ({
      segment,
      columnName: ':table',
      check: 'out_of_range',
      metric: 'range_violations',
      theme: 'data',
      severity: SEVERITIES.dataOfFeature,
      status: 'ok',
      nCurrent: current.rows,
      nReference: reference.rows,
      sentence: `values stay in the range of ${evidence.referenceName} in ${judged === 1 ? 'the one numeric column' : `${formatCount(judged)} numeric columns`}`,
    }),
  })
}

function tails(state: ColumnState | undefined): { under: number; over: number; rows: number } | null {
  const histogram = state?.histogram
  if (histogram === undefined || histogram.length < 2) return null
  return { under: histogram[0]!, over: histogram[histogram.length - 1]!, rows: sum(histogram) }
}

const extreme = (towards: 'up' | 'down', value: number | null | undefined): string =>
  value == null ? '' : ` (${towards} to ${formatNumber(value)})`
