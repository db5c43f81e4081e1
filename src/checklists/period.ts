/** The days, ISO weeks and months that checklists are about. */
import { type Granularity, parseGranularity, previousWindow, windowOfInstant } from '../core/granularity.ts'
import type { Window } from '../core/window.ts'
import { isoWeekOf } from '../feedback/iso-week.ts'
import { instantText, windowText } from '../report/view/time-text.ts'
import type { ChecklistName } from './checklist.ts'

const SIZES: Readonly<Record<ChecklistName, Granularity>> = {
  daily: parseGranularity('1 day')!,
  weekly: parseGranularity('1 week')!,
  monthly: parseGranularity('1 month')!,
}

export const sizeOf = (name: ChecklistName): Granularity => SIZES[name]

/** The day, ISO week or month that holds an instant. */
export const periodOf = (name: ChecklistName, us: number, zone: string): Window => windowOfInstant(SIZES[name], us, zone)

/** The newest one that is over: at midnight the day that just ended. */
export function lastComplete(granularity: Granularity, asOfUs: number, zone: string): Window {
  return previousWindow(granularity, windowOfInstant(granularity, asOfUs, zone), zone)
}

/** "Sat 2026-01-31", "week of 2026-01-26 (2026-W05)", "January 2026", and other windows as everywhere. */
export function periodText(window: Window, zone: string): string {
  const text = windowText(window.granularity, { ...window, rows: 0, complete: true, status: null, counts: {} }, zone)
  return window.granularity === '1 week' ? `${text} (${isoWeekOf(window.startUs, zone).text})` : text
}

/** The period's name with the word before it: "on Sat 2026-01-31", "in January 2026". */
export const inPeriod = (window: Window, zone: string): string =>
  window.granularity === '1 day'
    ? `on ${periodText(window, zone)}`
    : window.granularity === '1 month' || window.granularity === '1 year'
      ? `in ${periodText(window, zone)}`
      : `in the ${periodText(window, zone)}`

/** 2026-01-31 */
export const dateText = (us: number, zone: string): string => instantText(us, zone).slice(0, 10)
