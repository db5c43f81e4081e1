/** Do more (or fewer) rows lack a value than in the reference? */
import { columnRole, dataHarm } from '../column-role.ts'
import { compareSharesWithWobble } from '../compare-with-wobble.ts'
import { type RuleAnswer, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { missingCounts } from '../missing-counts.ts'
import { formatCount, formatShare } from '../numbers.ts'
import { wobbleOf } from '../wobble-table.ts'
import { type ColumnShare, judgeColumnShares } from './column-shares.ts'

export const missingShareRule = { name: 'missing_share', scope: 'models', judge: judgeMissing } as const

const LIMITS = { warn: 0.01, fail: 0.02 } as const

function judgeMissing({ monitor, evidence }: RuleContext, segmentEvidence: SegmentEvidence): readonly RuleAnswer[] {
  const { segment, current, reference } = segmentEvidence
  if (reference === null) return []
  return judgeColumnShares({
    segment,
    check: 'missing_share',
    columns: current.columns,
    limits: LIMITS,
    settings: monitor.policySettings,
    measure: (columnName, state): ColumnShare | null => {
      // The label comes late: rows without one are not broken.
      if (columnRole(monitor, columnName) === 'label' || !evidence.bins.has(columnName)) return null
      const now = missingCounts(state.counts)
      const before = missingCounts(reference.columns.get(columnName)?.counts)
      if (now === null || before === null) return null
      const wobble = wobbleOf(evidence.wobble, segment, 'missing', columnName)?.x ?? null
      const { p, difference, wobbleFactor } = compareSharesWithWobble(before, now, wobble)
      const share = now.successes / now.rows
      const referenceShare = before.successes / before.rows
      const { nonNull, nan, positiveInfinity, negativeInfinity } = state.counts
      const infinite = positiveInfinity + negativeInfinity
      const verb = share === 1 ? 'has no values any more' : difference > 0 ? 'lacks more values' : 'lacks fewer values'
      const kinds = nan + infinite > 0 ? ' missing, NaN or infinite' : ' missing'
      return {
        p,
        size: Math.abs(difference),
        draft: () => ({
          segment,
          columnName,
          check: 'missing_share',
          metric: 'missing_share',
          ...dataHarm(monitor, columnName),
          ...(share === 1 && referenceShare < 0.5 ? { severity: SEVERITIES.delivery } : {}),
          value: share,
          referenceValue: referenceShare,
          nCurrent: now.rows,
          nReference: before.rows,
          sentence: `${columnName} ${verb}: ${formatShare(share)}${kinds}, was ${formatShare(referenceShare)} in ${evidence.referenceName} (${formatCount(now.rows)} against ${formatCount(before.rows)} rows)`,
          evidence: { nulls: state.counts.rows - nonNull, nan, infinite, wobble_factor: wobbleFactor },
        }),
      }
    },
    summary: (judged) => ({
      segment,
      columnName: ':table',
      check: 'missing_share',
      metric: 'missing_share',
      theme: 'data',
      severity: SEVERITIES.dataOfFeature,
      status: 'ok',
      nCurrent: current.rows,
      nReference: reference.rows,
      sentence: `missing values are as in ${evidence.referenceName} in ${judged === 1 ? 'the one column' : `all ${formatCount(judged)} columns`}`,
    }),
  })
}
