/** Predictions per day and model, read from the tables. */
import type { Monitor } from '../config/project.ts'
import type { IndexedWindow } from '../engines/engine.ts'
import { dayKey, dayStartUs, dayText, indexDays, type TableReader } from './table-days.ts'

/** As the document counts: from midnight this many days before the as-of date, so 15 dates. */
const DAYS = 14

export interface DayVolume {
  /** `2026-01-31`, in the monitor's time zone. */
  readonly date: string
  readonly monitor: string
  readonly predictions: number
}

/** The last days of one model; days without rows are not listed. */
export function volumeOf(monitor: Monitor, days: readonly IndexedWindow[], asOfUs: number): readonly DayVolume[] {
  const today = dayKey(asOfUs, monitor.timeZone)
  return days
    .filter(({ key }) => key >= today - DAYS && key <= today)
    .map(({ key, rows }) => ({ date: dayText(key), monitor: monitor.name, predictions: rows }))
}

/** A monitor without a timestamp has no days. */
export async function readVolume(reader: TableReader, monitor: Monitor, asOfUs: number): Promise<readonly DayVolume[]> {
  if (monitor.timestamp === undefined) return []
  const fromUs = dayStartUs(dayKey(asOfUs, monitor.timeZone) - DAYS, monitor.timeZone)
  return volumeOf(monitor, await indexDays(reader, monitor, asOfUs, fromUs), asOfUs)
}

/** Newest date first, then by model. */
export const compareVolume = (a: DayVolume, b: DayVolume): number =>
  a.date === b.date ? (a.monitor < b.monitor ? -1 : a.monitor > b.monitor ? 1 : 0) : a.date > b.date ? -1 : 1

/** The dates of the table, oldest first: all of them, so that a day on which nothing came is seen. */
export function volumeDates(asOfUs: number, zone: string): readonly string[] {
  const today = dayKey(asOfUs, zone)
  return Array.from({ length: DAYS + 1 }, (_, i) => dayText(today - DAYS + i))
}
