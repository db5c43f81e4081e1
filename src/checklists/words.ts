/** What statuses and ticks are called, in every form of a checklist. */
import { instantText } from '../report/view/time-text.ts'
import type { Tick } from '../store/journal.ts'
import { plural } from './answers.ts'
import type { Checklist, ChecklistName, LineStatus } from './checklist.ts'

export const STATUS_WORDS: Readonly<Record<LineStatus, string>> = {
  fail: 'fail',
  error: 'error',
  warn: 'warn',
  todo: 'to do',
  ok: 'ok',
  not_applicable: 'not applicable',
}

const TITLES: Readonly<Record<ChecklistName, string>> = {
  daily: 'Daily checklist',
  weekly: 'Weekly checklist',
  monthly: 'Monthly checklist',
}

/** "Weekly checklist: week of 2026-01-26 (2026-W05)". */
export const titleOf = ({ name, period }: Checklist): string => `${TITLES[name]}: ${period.text}`

/** "looks at Sat 2026-01-31, UTC". */
export const aboutOf = ({ lookedAt, timeZone }: Checklist): string => `looks at ${lookedAt.text}, ${timeZone}`

/** "2 lines fail, 1 to do, 1 ok". */
export function countsOf({ lines }: Checklist): string {
  const order: readonly LineStatus[] = ['fail', 'error', 'warn', 'todo', 'ok', 'not_applicable']
  const counts = order.flatMap((status) => {
    const n = lines.filter((line) => line.status === status).length
    return n === 0 ? [] : [`${n} ${STATUS_WORDS[status]}`]
  })
  return `${plural(lines.length, 'line')}: ${counts.join(', ')}`
}

/** "ticked by ada on 2026-02-01 09:30: looked at both". */
export const tickText = ({ tickedBy, tickedAtUs, note }: Tick, zone: string): string =>
  `ticked by ${tickedBy} on ${instantText(tickedAtUs, zone, true)}${note === null ? '' : `: ${note}`}`
