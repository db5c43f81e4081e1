/**
 * What the rules about a share of a column's rows have in common (missing, unseen, outside the range): a p-value, a size, two limits.
 * Columns that are fine are told in one line for all of them.
 */
import type { CalibratedSettings } from '../../config/project.ts'
import type { Draft, RuleAnswer } from '../draft.ts'
import type { FindingStatus } from '../finding.ts'

export interface ColumnShare {
  readonly p: number
  /** Difference or share, at least 0. */
  readonly size: number
  readonly draft: Omit<Draft, 'status' | 'pValue' | 'effect' | 'threshold'>
}

export interface ShareLimits {
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

/**
 * @param shares  one per column that could be judged
 * @param summary the line for all columns, made from how many were judged and how many were not ok
 */
export function columnShareAnswers(
  shares: readonly ColumnShare[],
  limits: ShareLimits,
  settings: CalibratedSettings,
  summary: (judged: number) => Draft,
): RuleAnswer[] {
  let notOk = 0
  const answers: RuleAnswer[] = shares.map(({ p, size, draft }) => ({
    family: 'shares',
    p,
    conclude: (adjustedP) => {
      const status = shareStatus(adjustedP, size, limits, settings)
      if (status === 'ok') return null
      notOk++
      return { ...draft, status, pValue: adjustedP, effect: size, threshold: limits[status] }
    },
  }))
  if (shares.length > 0) answers.push({ late: () => (notOk === 0 ? summary(shares.length) : null) })
  return answers
}
