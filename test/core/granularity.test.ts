import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import {
  derivesFrom,
  type Granularity,
  keyOfInstant,
  parseGranularity,
  previousWindow,
  rootGranularity,
  windowOfInstant,
  windowOfKey,
} from '../../src/core/granularity.ts'
import { awkwardInstants, ZONES } from '../sql/zones.ts'

const granularity = (text: string): Granularity => parseGranularity(text)!
const CALENDAR = ['5 minutes', '30 minutes', '1 hour', '1 day', '1 week', '2 weeks', '1 month', '1 year'].map(granularity)

describe.each(ZONES)('windows in %s', (zone) => {
  const instants = awkwardInstants(zone)

  it.each(CALENDAR)('$text: every instant lies in the window of its key, and windows follow each other without gap', (g) => {
    for (const us of instants) {
      const key = keyOfInstant(g, us, zone)
      const window = windowOfKey(g, key, zone)
      expect(window.startUs, `${us}`).toBeLessThanOrEqual(us)
      expect(window.endUs, `${us}`).toBeGreaterThan(us)
      const next = windowOfInstant(g, window.endUs, zone)
      expect(next.startUs).toBe(window.endUs)
      expect(previousWindow(g, next, zone)).toEqual(window)
    }
  })

  it('a window begins at a local multiple of its step, or where the zone changes its offset', () => {
    for (const text of ['5 minutes', '30 minutes', '1 hour'] as const) {
      const g = granularity(text)
      const minutes = g.unit === 'hours' ? 60 : g.n
      for (const us of instants) {
        const start = Temporal.Instant.fromEpochMilliseconds(windowOfInstant(g, us, zone).startUs / 1000).toZonedDateTimeISO(zone)
        const local = start.hour * 60 + start.minute
        const changes = start.subtract({ seconds: 1 }).offset !== start.offset
        expect(local % minutes === 0 || changes, `${start}`).toBe(true)
      }
    }
  })

  it('days, months and years are those of the local date', () => {
    for (const us of instants) {
      const date = Temporal.Instant.fromEpochMilliseconds(Math.floor(us / 1000))
        .toZonedDateTimeISO(zone)
        .toPlainDate()
      expect(keyOfInstant(granularity('1 day'), us, zone)).toBe(Temporal.PlainDate.from('1970-01-01').until(date).days)
      expect(keyOfInstant(granularity('1 month'), us, zone)).toBe(date.year * 12 + date.month - 1)
      expect(keyOfInstant(granularity('1 year'), us, zone)).toBe(date.year)
      const week = Temporal.PlainDate.from('1970-01-05').add({ weeks: keyOfInstant(granularity('1 week'), us, zone) })
      expect(week.dayOfWeek).toBe(1)
      expect(week.until(date).days).toBeGreaterThanOrEqual(0)
      expect(week.until(date).days).toBeLessThan(7)
    }
  })
})

describe('the hour in which Lord Howe moves its clocks by half an hour', () => {
  it('is cut in two, so that no two windows begin at the same instant', () => {
    const hour = granularity('1 hour')
    // 2018-04-01: 02:00 +11 becomes 01:30 +10:30, at 15:00 UTC the day before.
    const change = Date.UTC(2018, 2, 31, 15) * 1000
    expect(windowOfInstant(hour, change - 1, 'Australia/Lord_Howe')).toEqual({
      granularity: '1 hour',
      startUs: change - 3_600_000_000,
      endUs: change,
    })
    expect(windowOfInstant(hour, change, 'Australia/Lord_Howe')).toEqual({
      granularity: '1 hour',
      startUs: change,
      endUs: change + 1_800_000_000,
    })
  })
})

describe('granularities', () => {
  it('two 01:00 hours of an autumn night in New York are two windows', () => {
    const hour = granularity('1 hour')
    const first = Date.UTC(2018, 10, 4, 5, 30) * 1000
    expect(keyOfInstant(hour, first + 3_600_000_000, 'America/New_York') - keyOfInstant(hour, first, 'America/New_York')).toBe(60)
  })

  it('a coarser granularity derives from a finer one where its windows are unions of them', () => {
    const yes = [
      ['1 hour', '5 minutes'],
      ['1 day', '30 minutes'],
      ['1 week', '1 day'],
      ['4 weeks', '2 weeks'],
      ['1 year', '1 month'],
    ] as const
    const no = [
      ['1 month', '1 week'],
      ['3 weeks', '2 weeks'],
      ['5 minutes', '1 hour'],
      ['1 day', '100 rows'],
      ['1 day', '1 week'],
    ] as const
    for (const [coarse, fine] of yes)
      expect(derivesFrom(granularity(coarse), granularity(fine)), `${coarse} of ${fine}`).toBe(true)
    for (const [coarse, fine] of no)
      expect(derivesFrom(granularity(coarse), granularity(fine)), `${coarse} of ${fine}`).toBe(false)
  })

  it('weeks and months have the day as their root', () => {
    expect(rootGranularity([granularity('1 week'), granularity('1 month')])?.text).toBe('1 day')
    expect(rootGranularity([granularity('1 day'), granularity('1 hour'), granularity('50 rows')])?.text).toBe('1 hour')
    expect(rootGranularity([granularity('50 rows')])).toBeUndefined()
  })
})
