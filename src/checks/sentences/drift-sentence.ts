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
  const wobbles = measured.wobbleFactor >= WORTH_TELLING
  const noun = windowsNoun(granularity)
  const psi = `PSI ${formatDistance(measured.psi)}`
  const explains = wobbles ? `chance and the usual differences between ${noun} explain` : 'chance explains'
  const facts = `${psi}, where ${explains} up to ${bound} at ${rows}`
  if (verdict === 'ok') return `${columnName} ${calmly(input)}: ${facts}`
  // Direction sees what PSI cannot tell from chance, and the bound is what chance passes once in a thousand: a warning asks for less.
  const told =
    measured.psi > measured.chanceBound
      ? facts
      : `${psi} at ${rows}; ${explains} up to ${bound}, but ${byDirection(input) ? 'hardly so steady a move' : 'seldom so much'} (p ${formatP(input.adjustedP ?? 0)})`
  const details = [input.direction, whereItIs(input)]
  if (wobbles)
    details.push(`${noun} of this data differ ${formatFactor(measured.wobbleFactor)} as much as independent rows would`)
  return [`${columnName} moved: ${told}`, ...details.filter((text) => text)].join('; ')
}

/** From this wobble on it is worth a word. */
const WORTH_TELLING = 1.5

const byDirection = ({ measured: { xP, tP }, direction }: DriftSentenceInput): boolean =>
  xP !== null && tP !== null && tP < xP / 10 && Boolean(direction)

/** Why a column that is not called moved is not: nothing there, too small to matter, or no more than its windows do by themselves. */
function calmly({ measured, settings, adjustedP, granularity }: DriftSentenceInput): string {
  if (settings === undefined || adjustedP === undefined) return 'is as before'
  if (adjustedP <= settings.warnP) return 'changed too little to matter'
  const chance = (measured.pooledReference.length - 1) * (1 / measured.referenceRows + 1 / measured.currentRows)
  // What it would have been called if rows were independent.
  if (measured.psi - chance < settings.warnSize) return 'is as before'
  return measured.wobbleFactor >= WORTH_TELLING
    ? `differs no more than ${windowsNoun(granularity)} of this data do by themselves`
    : 'differs no more than chance explains'
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
