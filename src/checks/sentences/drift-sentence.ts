/** One plain sentence about the drift of one column. */
import type { CalibratedSettings } from '../../config/project.ts'
import type { DriftGroup, DriftSubject } from '../drift-groups.ts'
import type { FindingStatus } from '../finding.ts'
import { formatCount, formatDistance, formatFactor, formatP, formatShare } from '../numbers.ts'
import { sum } from '../sum.ts'
import { windowsNoun } from './windows-noun.ts'

export interface DriftSentenceInput extends DriftSubject {
  readonly columnName: string
  readonly verdict: FindingStatus
  readonly granularity: string | null
  readonly referenceName: string
  readonly direction?: string | null
  readonly groups?: readonly DriftGroup[] | null
  readonly adjustedP?: number
  readonly settings?: CalibratedSettings
}

/** "lead_time moved: PSI 0.31, where chance explains up to 0.05 at 1,204 against 16,913 rows; higher; 41 % of it in the bin 0 to 3" */
export function driftSentence(input: DriftSentenceInput): string {
  const { columnName, verdict, measured, granularity } = input
  const rows = `${formatCount(measured.currentRows)} against ${formatCount(measured.referenceRows)} rows`
  if (verdict === 'insufficient_data')
    return `${columnName} has too few rows to judge: ${rows}; only an enormous change could be seen`
  const bound = formatDistance(measured.chanceBound)
  const wobbles = measured.wobbleFactor > 1
  const explains = wobbles
    ? `chance and the usual differences between ${windowsNoun(granularity)} explain up to ${bound}`
    : `chance explains up to ${bound}`
  const facts = `PSI ${formatDistance(measured.psi)}, where ${explains} at ${rows}`
  if (verdict === 'ok') return `${columnName} ${calmly(input)}: ${facts}`
  const details = [input.direction, whereItIs(input)]
  if (wobbles)
    details.push(
      `${windowsNoun(granularity)} of this data differ ${formatFactor(measured.wobbleFactor)} as much as independent rows would`,
    )
  return [`${columnName} moved: ${facts}`, ...details.filter((text) => text)].join('; ')
}

/** Why a column that is not called moved is not: nothing there, too small to matter, or no more than its windows do by themselves. */
function calmly({ measured, settings, adjustedP, granularity }: DriftSentenceInput): string {
  if (settings === undefined || adjustedP === undefined) return 'is as before'
  const significant = adjustedP <= settings.warnP
  if (significant) return 'changed too little to matter'
  if (measured.size >= settings.warnSize) {
    return measured.wobbleFactor > 1
      ? `differs no more than ${windowsNoun(granularity)} of this data do by themselves`
      : `differs no more than chance explains (p ${formatP(adjustedP)} among all columns)`
  }
  return 'is as before'
}

function whereItIs({ groups, bins: { ordered }, current, reference }: DriftSentenceInput): string | null {
  if (!groups || groups.length === 0) return null
  let total = 0
  let most = groups[0]!
  for (const group of groups) {
    total += group.contribution
    if (group.contribution > most.contribution) most = group
  }
  if (!(total > 0)) return null
  if (ordered) {
    // Of two bins there is nothing to point at: the direction says it all.
    if (groups.length < 3) return null
    return `${formatShare(Math.round((most.contribution / total) * 100) / 100)} of it in the bin ${most.label}`
  }
  const before = most.reference / sum(reference)
  const after = most.current / sum(current)
  return `${most.label} ${formatShare(before)} → ${formatShare(after)}`
}
