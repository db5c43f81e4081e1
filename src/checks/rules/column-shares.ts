/**
 * What the rules about a share of a column's rows have in common (missing, unseen, outside the range): a p-value, a size, two limits.
 * Columns that are fine are told in one line for all of them.
 */
import type { CalibratedSettings } from '../../config/project.ts'
import type { Segment } from '../../core/window.ts'
import type { Draft, RuleAnswer } from '../draft.ts'
import type { FindingStatus } from '../finding.ts'
import { guardColumns } from '../guarded.ts'

export interface ColumnShare {
  readonly p: number
  /** Difference or share, at least 0. */
  readonly size: number
  readonly draft: () => Omit<Draft, 'status' | 'pValue' | 'effect' | 'threshold'>
}

interface ShareLimits {
  readonly warn: number
  readonly fail: number
}

/** Fail and warn need both: a surprising p-value among all shares of the window, and a share that matters. */
export function shareStatus(
  adjustedP: number,
  size: number,
  limits: ShareLimits,
  { failP, warnP }: CalibratedSettings,
): Extract<FindingStatus, 'ok' | 'warn' | 'fail'> {
  if (adjustedP <= failP && size >= limits.fail) return 'fail'
  return adjustedP <= warnP && size >= limits.warn ? 'warn' : 'ok'
}

interface ColumnShareRule<Column> {
  readonly segment: Segment
  readonly check: string
  readonly columns: Iterable<readonly [columnName: string, column: Column]>
  /** Null where the column cannot be judged by this rule. */
  readonly measure: (columnName: string, column: Column) => ColumnShare | null
  readonly limits: ShareLimits
  readonly settings: CalibratedSettings
  /** The line for all columns when each of them is fine. */
  readonly summary: (judged: number) => Draft
}

/** Judges the share in every column; findings of their own for those that are not fine, one line for all when they are. */
export function judgeColumnShares<Column>(rule: ColumnShareRule<Column>): RuleAnswer[] {
  let judged = 0
  let notOk = 0
  const answers = guardColumns(rule.segment, rule.check, rule.columns, (columnName, column) => {
    const share = rule.measure(columnName, column)
    if (share === null) return null
    judged++
    const { p, size, draft } = share
    return {
      family: 'shares',
      p,
      conclude: (adjustedP) => {
        const status = shareStatus(adjustedP, size, rule.limits, rule.settings)
        if (status === 'ok') return null
        notOk++
        return { ...draft(), status, pValue: adjustedP, effect: size, threshold: rule.limits[status] }
      },
    }
  })
  return [...answers, { late: () => (notOk === 0 && judged > 0 ? rule.summary(judged) : null) }]
}
