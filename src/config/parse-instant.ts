import { Temporal } from 'temporal-polyfill'

export const INSTANT_FORM = 'a date or timestamp: 2026-01-31, 2026-01-31T18:00 (local to the time zone), 2026-01-31T18:00:00Z'

/**
 * Microseconds since 1970-01-01 UTC of an ISO 8601 date (its first instant in the zone) or timestamp; without an offset it is local to the zone.
 *
 * A local time that does not exist (spring) is taken one hour later, one that exists twice (autumn) at its first pass.
 * @returns undefined when the text is neither, or lies where microseconds are no longer exact (before 1685, after 2255)
 */
export function parseInstant(text: string, zone: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/.exec(text.trim())
  if (!match) return undefined
  const [, date, time, offset] = match
  try {
    let nanoseconds: bigint
    if (time === undefined) nanoseconds = Temporal.PlainDate.from(date!).toZonedDateTime({ timeZone: zone }).epochNanoseconds
    else if (offset) nanoseconds = Temporal.Instant.from(`${date}T${time}${offset.toUpperCase()}`).epochNanoseconds
    else nanoseconds = Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).epochNanoseconds
    const us = Number(nanoseconds / 1000n)
    return Number.isSafeInteger(us) ? us : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
