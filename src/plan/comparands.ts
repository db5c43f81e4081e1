/** What a window is compared with: the window before it, its reference, and the periods that checks pool. Pure calendar arithmetic. */
import { Temporal } from 'temporal-polyfill'
import type { Duration, Monitor, Reference } from '../config/project.ts'
import { type Granularity, previousWindow, windowOfInstant } from '../core/granularity.ts'
import type { Window } from '../core/window.ts'

export interface Interval {
  readonly startUs: number
  readonly endUs: number
}

const zoned = (us: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(us / 1000)).toZonedDateTimeISO(zone)

/** `us` minus `times` durations on the calendar of `zone`: a day back is the same local time, also across a change of offset. */
export function minusDuration(us: number, duration: Duration, zone: string, times = 1): number {
  const back = zoned(us, zone).subtract({ [duration.unit]: duration.n * times })
  return Number(back.epochNanoseconds / 1000n)
}

/** The same forwards. */
export const plusDuration = (us: number, duration: Duration, zone: string): number =>
  Number(zoned(us, zone).add({ [duration.unit]: duration.n }).epochNanoseconds / 1000n)

/** The intervals of current rows that form a window's moving reference; null where the reference does not move with the window. */
export function movingReference(
  reference: Reference | null,
  granularity: Granularity,
  window: Window,
  zone: string,
): readonly Interval[] | null {
  if (reference?.kind === 'rolling') {
    const endUs = reference.lag ? minusDuration(window.startUs, reference.lag, zone) : window.startUs
    return [{ startUs: minusDuration(endUs, reference.length, zone), endUs }]
  }
  if (reference?.kind === 'seasonal' && granularity.unit !== 'rows') {
    const intervals: Interval[] = []
    for (let k = 1; k <= reference.count; k++) {
      const then = windowOfInstant(granularity, minusDuration(window.startUs, reference.every, zone, k), zone)
      // Two steps back may fall into one window (days back from a month): it counts once.
      if (then.endUs <= window.startUs && intervals.at(-1)?.startUs !== then.startUs)
        intervals.push({ startUs: then.startUs, endUs: then.endUs })
    }
    return intervals
  }
  return null
}

/** The calendar's window just before; for windows of rows, the one before it in `siblings` (ascending). */
export function consecutiveWindow(
  granularity: Granularity,
  window: Window,
  zone: string,
  siblings: readonly Window[],
): Window | null {
  if (granularity.unit !== 'rows') return previousWindow(granularity, window, zone)
  const index = siblings.findIndex((w) => w.startUs === window.startUs)
  return index > 0 ? siblings[index - 1]! : null
}

/** The longest period that any check of this monitor pools before a window (`against: {last: …}`), or that its policy does. */
export function pooledPeriods(monitor: Monitor): readonly Duration[] {
  const own = monitor.checks.flatMap((check) => (check.against?.kind === 'last' ? [check.against.length] : []))
  const classic: readonly Duration[] = monitor.policy === 'classic' ? [{ n: 30, unit: 'days', text: '30 days' }] : []
  return [...own, ...classic]
}
