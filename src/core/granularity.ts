/**
 * Granularities, and the calendar's windows in a time zone.
 *
 * A window has an integer **key** that an engine can compute with plain integer arithmetic and that fits 32 bits:
 * minutes and hours: minutes since 1970-01-01 UTC of the window's start (windows are cut at local multiples and at each change of the
 * zone's offset); days: local days since 1970-01-01;
 * weeks: n-week blocks since Monday 1970-01-05 (local); months: year * 12 + month - 1; years: the year; rows: floor(row number / n).
 */
import { Temporal } from 'temporal-polyfill'
import type { Window } from './window.ts'

export type GranularityUnit = 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years' | 'rows'

export interface Granularity {
  /** As the user reads it: `1 day`, `2 weeks`, `5000 rows`. */
  readonly text: string
  readonly unit: GranularityUnit
  readonly n: number
}

const FIXED: Readonly<Record<string, Granularity>> = {
  '5 minutes': { text: '5 minutes', unit: 'minutes', n: 5 },
  '30 minutes': { text: '30 minutes', unit: 'minutes', n: 30 },
  '1 hour': { text: '1 hour', unit: 'hours', n: 1 },
  '1 day': { text: '1 day', unit: 'days', n: 1 },
  '1 month': { text: '1 month', unit: 'months', n: 1 },
  '1 year': { text: '1 year', unit: 'years', n: 1 },
}

export const GRANULARITY_TEXTS = [...Object.keys(FIXED), 'n weeks', 'n rows'] as const

/** @returns undefined when the text is not a granularity of `GRANULARITY_TEXTS`. */
export function parseGranularity(text: string): Granularity | undefined {
  const trimmed = text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
  const fixed = FIXED[trimmed]
  if (fixed) return fixed
  const match = /^([1-9]\d{0,8}) (weeks?|rows?)$/.exec(trimmed)
  if (!match) return undefined
  const n = Number(match[1])
  if (match[2]!.startsWith('week')) return n <= 520 ? { text: n === 1 ? '1 week' : `${n} weeks`, unit: 'weeks', n } : undefined
  return { text: `${n} rows`, unit: 'rows', n }
}

const US_PER_MINUTE = 60_000_000
const epochUs = (z: Temporal.ZonedDateTime): number => Number(z.epochNanoseconds / 1000n)
const localMidnight = (date: Temporal.PlainDate, zone: string): number => epochUs(date.toZonedDateTime({ timeZone: zone }))
const EPOCH_MONDAY = Temporal.PlainDate.from('1970-01-05')
const EPOCH_DAY = Temporal.PlainDate.from('1970-01-01')

const zoned = (us: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(us / 1000)).toZonedDateTimeISO(zone)

/** The calendar's window that has this key. Not for `rows`. */
export function windowOfKey(granularity: Granularity, key: number, zone: string): Window {
  const text = granularity.text
  switch (granularity.unit) {
    case 'minutes':
    case 'hours': {
      const startUs = key * US_PER_MINUTE
      return { granularity: text, startUs, endUs: nextSubdayStart(granularity, startUs, zone) }
    }
    case 'days': {
      const date = EPOCH_DAY.add({ days: key })
      return { granularity: text, startUs: localMidnight(date, zone), endUs: localMidnight(date.add({ days: 1 }), zone) }
    }
    case 'weeks': {
      const date = EPOCH_MONDAY.add({ weeks: key * granularity.n })
      return {
        granularity: text,
        startUs: localMidnight(date, zone),
        endUs: localMidnight(date.add({ weeks: granularity.n }), zone),
      }
    }
    case 'months': {
      const date = Temporal.PlainDate.from({ year: Math.floor(key / 12), month: (((key % 12) + 12) % 12) + 1, day: 1 })
      return { granularity: text, startUs: localMidnight(date, zone), endUs: localMidnight(date.add({ months: 1 }), zone) }
    }
    case 'years': {
      const date = Temporal.PlainDate.from({ year: key, month: 1, day: 1 })
      return { granularity: text, startUs: localMidnight(date, zone), endUs: localMidnight(date.add({ years: 1 }), zone) }
    }
    case 'rows':
      throw new RangeError('a window of rows is not on the calendar')
  }
}

/** The key of the window that holds this instant. Not for `rows`. */
export function keyOfInstant(granularity: Granularity, us: number, zone: string): number {
  switch (granularity.unit) {
    case 'minutes':
    case 'hours': {
      const stepUs = stepMinutes(granularity) * US_PER_MINUTE
      const offsetUs = offsetAt(us, zone)
      const startUs = Math.floor((us + offsetUs) / stepUs) * stepUs - offsetUs
      // A change of the offset always begins a window: where clocks move by half an hour, the local hour is cut in two.
      const start = offsetAt(startUs, zone) === offsetUs ? startUs : nextTransition(startUs, us, zone)
      return Math.floor(start / US_PER_MINUTE)
    }
    case 'days':
      return EPOCH_DAY.until(zoned(us, zone).toPlainDate(), { largestUnit: 'days' }).days
    case 'weeks': {
      const days = EPOCH_MONDAY.until(zoned(us, zone).toPlainDate(), { largestUnit: 'days' }).days
      return Math.floor(days / (7 * granularity.n))
    }
    case 'months': {
      const date = zoned(us, zone)
      return date.year * 12 + date.month - 1
    }
    case 'years':
      return zoned(us, zone).year
    case 'rows':
      throw new RangeError('a window of rows is not on the calendar')
  }
}

export const windowOfInstant = (granularity: Granularity, us: number, zone: string): Window =>
  windowOfKey(granularity, keyOfInstant(granularity, us, zone), zone)

/** The calendar's window just before this one. */
export const previousWindow = (granularity: Granularity, window: Window, zone: string): Window =>
  windowOfInstant(granularity, window.startUs - 1, zone)

const stepMinutes = (granularity: Granularity): number => (granularity.unit === 'hours' ? 60 : 1) * granularity.n

/** The next local multiple of the step, or the change of the offset that comes before it. */
function nextSubdayStart(granularity: Granularity, startUs: number, zone: string): number {
  const stepUs = stepMinutes(granularity) * US_PER_MINUTE
  const offsetUs = offsetAt(startUs, zone)
  const plain = (Math.floor((startUs + offsetUs) / stepUs) + 1) * stepUs - offsetUs
  return offsetAt(plain - 1, zone) === offsetUs ? plain : nextTransition(startUs, plain, zone)
}

const offsetAt = (us: number, zone: string): number => zoned(us, zone).offsetNanoseconds / 1000

/** The first change of the offset after `afterUs`; `otherwiseUs` where there is none before it. */
function nextTransition(afterUs: number, otherwiseUs: number, zone: string): number {
  const next = zoned(afterUs, zone).getTimeZoneTransition('next')
  return next === null ? otherwiseUs : Math.min(otherwiseUs, epochUs(next))
}

const RANK: Readonly<Record<GranularityUnit, number>> = { minutes: 0, hours: 1, days: 2, weeks: 3, months: 3, years: 4, rows: -1 }

/** Is every window of `coarse` a union of whole windows of `fine`? */
export function derivesFrom(coarse: Granularity, fine: Granularity): boolean {
  if (coarse.unit === 'rows' || fine.unit === 'rows') return false
  if (coarse.text === fine.text) return true
  if (RANK[fine.unit] <= 1)
    return stepMinutes(fine) === 60 || coarse.unit !== 'minutes'
      ? RANK[coarse.unit] > 1 || stepMinutes(coarse) % stepMinutes(fine) === 0
      : coarse.n % fine.n === 0
  if (fine.unit === 'days') return RANK[coarse.unit] > 2
  if (fine.unit === 'weeks') return coarse.unit === 'weeks' && coarse.n % fine.n === 0
  return fine.unit === 'months' && coarse.unit === 'years'
}

/** One granularity from which all the given ones derive: the finest of them, or a day where they do not nest (weeks and months). */
export function rootGranularity(granularities: readonly Granularity[]): Granularity | undefined {
  const calendar = granularities.filter((g) => g.unit !== 'rows')
  const root = calendar.find((fine) => calendar.every((coarse) => derivesFrom(coarse, fine)))
  return root ?? (calendar.length > 0 ? FIXED['1 day'] : undefined)
}
