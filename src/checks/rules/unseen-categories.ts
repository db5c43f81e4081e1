/** Do rows hold values that the reference never saw, more than its own rare values let one expect? */
import type { CategoriesState } from '../../aggregates/states.ts'
import { columnRole, dataHarm } from '../column-role.ts'
import { type RuleAnswer, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { seenCounts, unseenValuesP } from '../new-values.ts'
import { formatCount, formatShare } from '../numbers.ts'
import { sum } from '../sum.ts'
import { type ColumnShare, judgeColumnShares } from './column-shares.ts'

export const unseenCategoriesRule = { name: 'unseen_categories', scope: 'models', judge: judgeUnseen } as const

const LIMITS = { warn: 0.01, fail: 0.02 } as const
const NAMED = 3

function judgeUnseen({ monitor, evidence }: RuleContext, segmentEvidence: SegmentEvidence): readonly RuleAnswer[] {
  const { segment, current, reference } = segmentEvidence
  if (reference === null) return []
  return judgeColumnShares({
    segment,
    check: 'unseen_categories',
    columns: evidence.bins,
    limits: LIMITS,
    settings: monitor.policySettings,
    measure: (columnName, frozen): ColumnShare | null => {
      const known = frozen.knownValues
      const now = current.columns.get(columnName)?.categories
      const before = reference.columns.get(columnName)?.categories
      const role = columnRole(monitor, columnName)
      if (!known || !now || !before || role === 'timestamp' || role === 'model_id') return null
      const n1 = rowsOf(now)
      const n0 = rowsOf(before)
      if (n1 === 0 || n0 === 0) return null
      const knownValues = new Set(known)
      const unseen = [...now.items].filter(([value]) => !knownValues.has(value)).sort((a, b) => b[1] - a[1])
      const rows = sum(unseen.map(([, count]) => count))
      const share = rows / n1
      const { p, expected } = unseenValuesP(seenCounts(before, known.length), { successes: rows, rows: n1 })
      const named = unseen.filter(([, count]) => count >= monitor.minimumCategoryCount).slice(0, NAMED)
      const names = named.map(([value, count]) => `"${value.slice(0, 60)}" (${formatCount(count)} rows)`).join(', ')
      return {
        p,
        size: share,
        draft: () => ({
          segment,
          columnName,
          check: 'unseen_categories',
          metric: 'unseen_categories',
          ...dataHarm(monitor, columnName),
          value: share,
          referenceValue: expected,
          nCurrent: n1,
          nReference: n0,
          sentence: `${columnName} has ${formatCount(unseen.length)} ${unseen.length === 1 ? 'value' : 'values'} that ${evidence.referenceName} never had, in ${formatShare(share)} of ${formatCount(n1)} rows${names && `: ${names}`}; ${upTo(formatShare(expected))} is to be expected`,
          evidence: {
            // Values that the engine did not list may be unseen too: the share is then a lower bound.
            lower_bound: !now.complete,
            values: unseen
              .filter(([, count]) => count >= monitor.minimumCategoryCount)
              .slice(0, 20)
              .map(([value, count]) => ({ value, count })),
          },
        }),
      }
    },
    summary: (judged) => ({
      segment,
      columnName: ':table',
      check: 'unseen_categories',
      metric: 'unseen_categories',
      theme: 'data',
      severity: SEVERITIES.dataOfFeature,
      status: 'ok',
      nCurrent: current.rows,
      nReference: reference.rows,
      sentence: `no unexpected new values in ${judged === 1 ? 'the one categorical column' : `${formatCount(judged)} categorical columns`}`,
    }),
  })
}

function rowsOf(state: CategoriesState): number {
  let rows = state.other
  for (const count of state.items.values()) rows += count
  return rows
}

/** "up to 0.3 %", but not "up to under 0.01 %". */
const upTo = (share: string): string => (share.startsWith('under') ? share : `up to ${share}`)
