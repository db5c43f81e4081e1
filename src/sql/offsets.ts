/**
 * A time zone as a few numbers: from which instant on which offset holds. Engines get these numbers as a CASE,
 * because their own time zone functions disagree at the end of daylight saving.
 */
import { Temporal } from 'temporal-polyfill'

export interface OffsetSegment {
  /** From this instant on; -Infinity for the first. */
  readonly startUs: number
  readonly offsetUs: number
}

/** Temporal's range is wider, but nobody keeps zones before 1850. */
const EARLIEST_US = Date.UTC(1850, 0, 1) * 1000
const LATEST_US = Date.UTC(2200, 0, 1) * 1000

/**
 * The offsets of a zone that hold within `[fromUs, untilUs]`, in order.
 * Instants outside the range get the offset of its nearer end, so widen the range where they matter.
 */
export function offsetSegments(zone: string, fromUs: number, untilUs: number): readonly OffsetSegment[] {
  const from = Math.min(Math.max(fromUs, EARLIEST_US), LATEST_US)
  const until = Math.min(Math.max(untilUs, from), LATEST_US)
  let at = Temporal.Instant.fromEpochMilliseconds(Math.floor(from / 1000)).toZonedDateTimeISO(zone)
  const segments: OffsetSegment[] = [{ startUs: Number.NEGATIVE_INFINITY, offsetUs: at.offsetNanoseconds / 1000 }]
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || next.epochMilliseconds * 1000 > until) return segments
    const offsetUs = next.offsetNanoseconds / 1000
    if (offsetUs !== segments.at(-1)?.offsetUs) segments.push({ startUs: next.epochMilliseconds * 1000, offsetUs })
    at = next
  }
}

/** A balanced tree of CASE: `values[i]` from `thresholds[i - 1]` on; null where the expression is null. */
export function stepCase(expression: string, thresholds: readonly number[], values: readonly (string | number)[]): string {
  if (thresholds.length === 0) return String(values[0])
  const middle = thresholds.length >> 1
  const below = stepCase(expression, thresholds.slice(0, middle), values.slice(0, middle + 1))
  const above = stepCase(expression, thresholds.slice(middle + 1), values.slice(middle + 1))
  return `case when ${expression} < ${thresholds[middle]} then ${below} else ${above} end`
}

/** UTC microseconds -> offset in microseconds. */
export const offsetOfInstant = (micros: string, segments: readonly OffsetSegment[]): string =>
  stepCase(
    micros,
    segments.slice(1).map((s) => s.startUs),
    segments.map((s) => s.offsetUs),
  )

/**
 * Local microseconds -> offset in microseconds. A local time that occurs twice is its first occurrence, one that is skipped is read
 * with the offset before the change: as in Temporal's `compatible`.
 */
export const offsetOfLocal = (micros: string, segments: readonly OffsetSegment[]): string =>
  stepCase(
    micros,
    segments.slice(1).map((s, i) => s.startUs + Math.max(s.offsetUs, segments[i]!.offsetUs)),
    segments.map((s) => s.offsetUs),
  )
