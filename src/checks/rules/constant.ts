/** Has a column got stuck on one value that used to vary? */
import type { ColumnState } from '../../aggregates/states.ts'
import { fisherExact } from '../../stats/fisher-exact.ts'
import { columnRole, dataHarm } from '../column-role.ts'
import { comparableCounts } from '../comparable-counts.ts'
import type { RuleAnswer, RuleContext } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { formatCount, formatNumber, formatShare } from '../numbers.ts'
import { sum } from '../sum.ts'

export const constantRule = { name: 'constant', scope: 'models', judge: judgeConstant } as const

/** Rows of the reference that had another value: fewer are not missed. */
const LEAST_SHARE = 0.02
/** Below so many rows a single value is no news. */
const FEWEST_ROWS = 30

function judgeConstant(
  { monitor, evidence }: RuleContext,
  { segment, current, reference }: SegmentEvidence,
): readonly RuleAnswer[] {
  if (reference === null) return []
  const answers: RuleAnswer[] = []
  for (const [columnName, frozen] of evidence.bins) {
    const role = columnRole(monitor, columnName)
    if (role === 'timestamp' || role === 'model_id') continue
    const before = reference.columns.get(columnName)
    const counted = comparableCounts([before], frozen)?.counts[0]
    const only = onlyValue(current.columns.get(columnName))
    if (!counted || only === null || only.rows < FEWEST_ROWS || onlyValue(before) !== null) continue
    const n0 = sum(counted)
    if (n0 === 0) continue
    // How often would chance alone leave out everything but one value, if as many rows as in the reference had another?
    const others = n0 - Math.max(...counted)
    if (others / n0 < LEAST_SHARE) continue
    const p = fisherExact({ successes: others, rows: n0 }, { successes: 0, rows: only.rows }).pValue
    answers.push({
      family: 'shares',
      p,
      conclude: (adjustedP) =>
        adjustedP > monitor.policySettings.failP
          ? null
          : {
              segment,
              columnName,
              check: 'constant',
              metric: 'distinct_count',
              ...dataHarm(monitor, columnName),
              status: 'fail',
              value: 1,
              threshold: 1,
              nCurrent: only.rows,
              nReference: n0,
              pValue: adjustedP,
              effect: others / n0,
              sentence: `${columnName} is ${only.text} in all ${formatCount(only.rows)} rows; in ${evidence.referenceName} ${formatShare(others / n0)} of ${formatCount(n0)} rows had other values`,
            },
    })
  }
  return answers
}

function onlyValue(state: ColumnState | undefined): { readonly text: string; readonly rows: number } | null {
  const { moments, categories, counts } = state ?? {}
  if (counts && counts.nan + counts.positiveInfinity + counts.negativeInfinity > 0) return null
  if (moments && moments.n > 0 && moments.min !== null) {
    return moments.min === moments.max ? { text: formatNumber(moments.min), rows: moments.n } : null
  }
  if (categories?.complete && categories.items.size === 1) {
    const [value, rows] = [...categories.items][0]!
    return { text: `"${value.slice(0, 60)}"`, rows }
  }
  return null
}
