/** Instants, windows and spans in words, in the monitor's time zone. */
import type { Window } from '../../core/window.ts'
import { durationText, instantText, windowText } from '../../report/view/time-text.ts'

/** "August 2017", "Thu 2017-01-05", "week of 2017-01-02"; a snapshot by its instant. */
export function windowName(window: Window, zone: string): string {
  if (window.granularity === null) return `the snapshot of ${instantText(window.startUs, zone)}`
  return windowText(window.granularity, { ...window, rows: 0, complete: true, status: null, counts: {} }, zone)
}

/** "3 days ago"; "just now" within two minutes. */
export function ageText(us: number, nowUs: number): string {
  const age = nowUs - us
  if (age < 0) return `in ${durationText(age)}`
  return age < 120e6 ? 'just now' : `${durationText(age)} ago`
}

const US_PER_DAY = 86_400_000_000

/** How much time a table covers: "181 days", "11 months", "36 hours". */
export function spanText(startUs: number, endUs: number, coarse: boolean): string {
  const days = (endUs - startUs) / US_PER_DAY
  if (coarse && days > 59) {
    const months = Math.round(days / 30.4369)
    return months % 12 === 0 && months > 12 ? `${months / 12} years` : `${months} months`
  }
  if (days >= 2) return `${Math.round(days).toLocaleString('en-US')} days`
  const hours = Math.max(1, Math.round(days * 24))
  return `${hours} ${hours === 1 ? 'hour' : 'hours'}`
}

/** "0.4 s", "13 s", "2.1 min". */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  return seconds < 100 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} min`
}

export const isoInstant = (us: number): string => new Date(us / 1000).toISOString()
