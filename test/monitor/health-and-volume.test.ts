import { describe, expect, it } from 'vitest'
import type { Monitor } from '../../src/config/project.ts'
import type { IndexedWindow } from '../../src/engines/engine.ts'
import { compareHealth, healthOf } from '../../src/monitor/health.ts'
import { compareVolume, volumeTrend } from '../../src/monitor/volume.ts'

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
    const days = volumeTrend(monitorOf('m', 'America/New_York'), [], us('2026-03-10T01:00:00Z'))
    expect([days.at(-1)!.date, days[0]!.date, days.length]).toEqual(['2026-02-23', '2026-03-09', 15])
    expect(days.every(({ predictions, comparison }) => predictions === 0 && comparison === null)).toBe(true)
  })

  it('lists days newest first, then by name', () => {
    const asOf = us('2026-03-10T12:00:00Z')
    const days = [day('2026-02-23', 1, '2026-02-23T12:00:00Z'), day('2026-03-10', 4, '2026-03-10T11:00:00Z')]
    const listed = ['b', 'a'].flatMap((name) => volumeTrend(monitorOf(name, 'UTC'), days, asOf)).toSorted(compareVolume)
    expect(listed.slice(0, 3).map((d) => `${d.date} ${d.monitor} ${d.predictions}`)).toEqual([
      '2026-03-10 a 4',
      '2026-03-10 b 4',
      '2026-03-09 a 0',
    ])
    // The 23rd is not among the last fifteen dates.
    expect(listed).toHaveLength(30)
  })

  it("compares a day with the same weekday's last eight, and says nothing of today or of a new model", () => {
    const asOf = us('2026-03-10T12:00:00Z')
    const key = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000
    const weekdays = Array.from({ length: 70 }, (_, i) => key('2025-12-31') + i)
    const days = weekdays
      .filter((k) => k !== key('2026-03-04'))
      .map((k) => day(new Date(k * 86_400_000).toISOString().slice(0, 10), k % 7 === 2 ? 10 : 400, '2026-03-01T00:00:00Z'))
    const trend = new Map(volumeTrend(monitorOf('m', 'UTC'), days, asOf).map((d) => [d.date, d]))
    expect(trend.get('2026-03-04')).toMatchObject({ predictions: 0, comparison: { status: 'fail', usual: 400 } })
    // Saturdays have ten: no surprise on a Saturday.
    expect(trend.get('2026-03-07')).toMatchObject({ predictions: 10, comparison: { status: 'ok', usual: 10 } })
    expect(trend.get('2026-03-10')!.comparison).toBeNull()
    const fresh = volumeTrend(monitorOf('m', 'UTC'), days.slice(-14), asOf)
    expect(fresh.every(({ comparison }) => comparison === null)).toBe(true)
  })
})
