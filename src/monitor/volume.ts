/** Predictions per day and model, read from the tables. */
import { compareRows, type RowsComparison } from '../checks/rules/volume.ts'
import type { Monitor } from '../config/project.ts'
import type { IndexedWindow } from '../engines/engine.ts'
import { dayKey, dayStartUs, dayText, indexDays, type TableReader } from './table-days.ts'

/** As the document counts: from midnight this many days before the as-of date, so 15 dates. */
const DAYS = 14

/** One date of a model, also one on which nothing came. */
export interface VolumeDay {
  /** `2026-01-31`, in the monitor's time zone. */
  readonly date: string
  readonly monitor: string
  readonly predictions: number
  /** Against the same weekday's last 8, by the rule of the check `volume`; null for today, and where there are fewer than 3. */
  readonly comparison: RowsComparison | null
}

const WEEKS = 8

/** Every date, newest first. Weekdays before the first day that has rows are not compared with: the model was not there yet. */
export function volumeTrend(monitor: Monitor, days: readonly IndexedWindow[], asOfUs: number): readonly VolumeDay[] {
  const today = dayKey(asOfUs, monitor.timeZone)
  const rows = new Map(days.map((day) => [day.key, day.rows]))
  const first = days.reduce((least, { key }) => Math.min(least, key), Number.POSITIVE_INFINITY)
  return Array.from({ length: DAYS + 1 }, (_, i) => {
    const key = today - i
    const weekdays = Array.from({ length: WEEKS }, (_, week) => key - 7 * (week + 1)).filter((earlier) => earlier >= first)
    const predictions = rows.get(key) ?? 0
    return {
      date: dayText(key),
      monitor: monitor.name,
      predictions,
      comparison:
        i === 0
          ? null
          : compareRows(
              weekdays.map((earlier) => rows.get(earlier) ?? 0),
              predictions,
            ),
    }
  })
}

/** The last 15 dates, each with what is usual on its weekday. A monitor without a timestamp has none. */
export async function readVolumeTrend(reader: TableReader, monitor: Monitor, asOfUs: number): Promise<readonly VolumeDay[]> {
  if (monitor.timestamp === undefined) return []
  const fromUs = dayStartUs(dayKey(asOfUs, monitor.timeZone) - DAYS - 7 * WEEKS, monitor.timeZone)
  return volumeTrend(monitor, await indexDays(reader, monitor, asOfUs, fromUs), asOfUs)
}

/** Newest date first, then by model. */
export const compareVolume = (a: VolumeDay, b: VolumeDay): number =>
  a.date === b.date ? (a.monitor < b.monitor ? -1 : a.monitor > b.monitor ? 1 : 0) : a.date > b.date ? -1 : 1
