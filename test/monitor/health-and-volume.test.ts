import { describe, expect, it } from 'vitest'
import type { Monitor } from '../../src/config/project.ts'
import type { IndexedWindow } from '../../src/engines/engine.ts'
import { compareHealth, healthOf } from '../../src/monitor/health.ts'
import { compareVolume, volumeDates, volumeOf } from '../../src/monitor/volume.ts'

const monitorOf = (name: string, timeZone: string): Monitor => ({ name, timeZone, timestamp: 'at' }) as unknown as Monitor
const us = (text: string): number => Date.parse(text) * 1000
/** A day is known by its number since 1970-01-01. */
const day = (date: string, rows: number, last: string): IndexedWindow => ({
  key: Date.parse(`${date}T00:00:00Z`) / 86_400_000,
  rows,
  minUs: us(last),
  maxUs: us(last),
  fingerprint: '',
})

describe('model health', () => {
  const newYork = monitorOf('m', 'America/New_York')
  // 02:00 on the 10th in London is 21:00 on the 9th in New York.
  const asOf = us('2026-03-10T01:00:00Z')

  it('takes dates in the zone of the monitor', () => {
    const health = healthOf(
      newYork,
      [
        day('2026-03-02', 5, '2026-03-02T15:00:00Z'),
        day('2026-03-01', 7, '2026-03-01T15:00:00Z'),
        day('2026-03-09', 3, '2026-03-10T00:30:00Z'),
      ],
      asOf,
    )
    // Today is the 9th: the week begins on the 2nd, and the 1st is before it.
    expect(health).toMatchObject({
      status: 'active',
      daysSincePrediction: 0,
      activeDaysLastWeek: 2,
      rowsLastWeek: 8,
      rowsToday: 3,
      lastPredictionUs: us('2026-03-10T00:30:00Z'),
    })
  })

  it('tells silent models from those that never predicted, and puts them first', () => {
    const silent = healthOf(newYork, [day('2026-02-01', 1, '2026-02-01T12:00:00Z')], asOf)
    const never = healthOf(newYork, [], asOf)
    expect(silent).toMatchObject({ status: 'silent', daysSincePrediction: 36, activeDaysLastWeek: 0 })
    expect(never).toMatchObject({ status: 'never', daysSincePrediction: null, lastPredictionUs: null })
    const active = healthOf(newYork, [day('2026-03-09', 1, '2026-03-09T12:00:00Z')], asOf)
    expect([active, silent, never].toSorted(compareHealth).map((h) => h.status)).toEqual(['never', 'silent', 'active'])
  })
})

describe('volume', () => {
  it('holds fifteen dates that end with today, across a change of the clocks', () => {
    const dates = volumeDates(us('2026-03-10T01:00:00Z'), 'America/New_York')
    expect([dates[0], dates.at(-1), dates.length]).toEqual(['2026-02-23', '2026-03-09', 15])
  })

  it('lists days with rows, newest first, then by name', () => {
    const asOf = us('2026-03-10T12:00:00Z')
    const days = [
      day('2026-02-23', 1, '2026-02-23T12:00:00Z'),
      day('2026-03-10', 4, '2026-03-10T11:00:00Z'),
      day('2026-02-24', 2, '2026-02-24T12:00:00Z'),
    ]
    const listed = [...volumeOf(monitorOf('b', 'UTC'), days, asOf), ...volumeOf(monitorOf('a', 'UTC'), days, asOf)].toSorted(
      compareVolume,
    )
    expect(listed.map((d) => `${d.date} ${d.monitor} ${d.predictions}`)).toEqual([
      '2026-03-10 a 4',
      '2026-03-10 b 4',
      '2026-02-24 a 2',
      '2026-02-24 b 2',
    ])
  })
})
