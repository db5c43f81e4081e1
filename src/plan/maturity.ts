/** When the quality of a window is final: outcomes come late, and until `mature_after` has passed more of them may come. */
import type { Monitor } from '../config/project.ts'
import type { Window } from '../core/window.ts'
import { type Interval, minusDuration, plusDuration } from './comparands.ts'

type Labelled = Pick<Monitor, 'labels' | 'timeZone'>

/** Windows that end up to here are mature; null where nothing says how late outcomes may come. */
function matureUntilUs({ labels, timeZone }: Labelled, asOfUs: number): number | null {
  return labels?.matureAfter ? minusDuration(asOfUs, labels.matureAfter, timeZone) : null
}

/** The instant from which the quality of a window is final, while it is not; else null. */
export function provisionalUntilUs(monitor: Labelled, window: Pick<Window, 'endUs'>, asOfUs: number): number | null {
  const matureUs = matureUntilUs(monitor, asOfUs)
  return matureUs !== null && window.endUs > matureUs
    ? plusDuration(window.endUs, monitor.labels!.matureAfter!, monitor.timeZone)
    : null
}

/** Ends of windows, the start left out, that became mature between two refreshes; or provisional again, where the later one looks back. */
export function maturedBetween(monitor: Labelled, beforeUs: number | null, asOfUs: number): Interval | undefined {
  const now = matureUntilUs(monitor, asOfUs)
  if (now === null || beforeUs === null) return undefined
  const then = matureUntilUs(monitor, beforeUs)!
  return { startUs: Math.min(then, now), endUs: Math.max(then, now) }
}
