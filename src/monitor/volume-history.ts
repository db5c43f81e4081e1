/** How many rows earlier complete windows of the same place in the week had, newest first. */
import { Temporal } from 'temporal-polyfill'
import { type Granularity, keyOfInstant, windowOfKey } from '../core/granularity.ts'
import type { Window } from '../core/window.ts'

const WINDOWS = 8

/** A calendar window without rows counts as 0 once the first row has been seen. Null where volume is not judged. */
export function volumeHistory(
  granularity: Granularity,
  window: Window,
  zone: string,
  rowsByStart: ReadonlyMap<number, number>,
  firstStartUs: number,
): readonly number[] | null {
  if (granularity.unit === 'rows') return null
  const weekly = granularity.unit === 'minutes' || granularity.unit === 'hours' || granularity.unit === 'days'
  const history: number[] = []
  let start = Temporal.Instant.fromEpochMilliseconds(Math.floor(window.startUs / 1000)).toZonedDateTimeISO(zone)
  let key = keyOfInstant(granularity, window.startUs, zone)
  while (history.length < WINDOWS) {
    let startUs: number
    if (weekly) {
      start = start.subtract({ weeks: 1 })
      startUs = windowOfKey(granularity, keyOfInstant(granularity, Number(start.epochNanoseconds / 1000n), zone), zone).startUs
    } else {
      key--
      startUs = windowOfKey(granularity, key, zone).startUs
    }
    if (startUs < firstStartUs) break
    history.push(rowsByStart.get(startUs) ?? 0)
  }
  return history
}
