/** Weeks from Monday to Sunday, named as ISO 8601 does. */
import { Temporal } from 'temporal-polyfill'
import { parseGranularity, windowOfInstant } from '../core/granularity.ts'

const WEEK = parseGranularity('1 week')!

export interface IsoWeek {
  /** `2026-W05` */
  readonly text: string
  readonly startUs: number
  readonly endUs: number
}

/**
 * The ISO week that holds an instant.
 * @example isoWeekOf(Date.UTC(2026, 0, 1) * 1000, 'UTC').text // => '2026-W01'
 */
export function isoWeekOf(us: number, zone: string): IsoWeek {
  const { startUs, endUs } = windowOfInstant(WEEK, us, zone)
  const monday = Temporal.Instant.fromEpochMilliseconds(startUs / 1000).toZonedDateTimeISO(zone)
  return { text: `${monday.yearOfWeek}-W${String(monday.weekOfYear).padStart(2, '0')}`, startUs, endUs }
}
