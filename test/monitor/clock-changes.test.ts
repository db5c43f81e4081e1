/** Days of 25 and 23 hours, and windows of minutes, from the table to the export; expected windows from Python's zoneinfo. */
import { expect, test } from 'vitest'
import { isClose, readGolden } from '../stats/golden.ts'
import { createHouse, type House, only, type Row, us } from './house.ts'

interface ExpectedWindow {
  readonly start: string
  readonly end: string
  readonly rows: number
  readonly mean: number
}
interface Case {
  readonly name: string
  readonly zone: string
  readonly first: string
  readonly every_seconds: number
  readonly rows: number
  readonly windows: Readonly<Record<string, readonly ExpectedWindow[]>>
}
const { cases } = readGolden<{ readonly cases: readonly Case[] }>('clock-changes')
const caseOf = (name: string): Case => cases.find((c) => c.name === name)!

const HOUR_US = 3_600_000_000
const bounds = (row: Row) => row['window'] as { readonly start: string; readonly end: string }
const hours = (w: { readonly start: string; readonly end: string }): number => (us(w.end) - us(w.start)) / HOUR_US

/** One row every so often, as the golden file says; row i has the value i. */
const rowsOf = (c: Case, from = 0, to = c.rows): string =>
  `select make_timestamptz(${us(c.first)}::bigint + i * ${c.every_seconds * 1e6}::bigint) as ts, i::double as x from range(${from}, ${to}) t(i)`

const config = (c: Case, more = ''): string =>
  `version: 1\nmonitors:\n  m: {type: time_series, time_zone: ${c.zone}, table: data.parquet, timestamp: ts, granularities: [${Object.keys(c.windows).join(', ')}]${more}}\n`

async function expectWindows(house: House, c: Case): Promise<void> {
  for (const [granularity, expected] of Object.entries(c.windows)) {
    const windows = await house.rows('windows', `granularity = '${granularity}' and "count" > 0`)
    expect(windows.map((w) => ({ ...bounds(w), rows: w['count'] }))).toEqual(
      expected.map(({ start, end, rows }) => ({ start, end, rows })),
    )
    const profiles = await house.rows('profile_metrics', `granularity = '${granularity}' and column_name = 'x'`)
    expect(profiles.map((r) => [bounds(r), r['count']])).toEqual(expected.map(({ start, end, rows }) => [{ start, end }, rows]))
    for (const [i, { mean }] of expected.entries()) expect(isClose(profiles[i]!['avg'] as number, mean, 1e-9)).toBe(true)
  }
}

const CHANGES = [
  ['new_york_autumn', '2026-11-01T04:00:00Z', 25],
  ['new_york_spring', '2026-03-08T05:00:00Z', 23],
  ['berlin_autumn', '2026-10-24T22:00:00Z', 25],
  ['berlin_spring', '2026-03-28T23:00:00Z', 23],
] as const

test.each(CHANGES)(
  '%s: hours, days and weeks are those of the local calendar, and the day from %s has %d hours',
  async (name, start, length) => {
    const c = caseOf(name)
    const house = createHouse()
    await house.write('data.parquet', rowsOf(c))
    house.config(config(c))
    only(await house.run({ now: '2027-01-01T00:00:00Z' }))
    await expectWindows(house, c)
    const days = (await house.rows('windows', `granularity = '1 day'`)).map(bounds)
    expect(days.filter((day) => hours(day) !== 24).map((day) => [day.start, hours(day)])).toEqual([[start, length]])
  },
)

test.each(CHANGES)('%s: a day is compared with the local day before it, also across the change', async (name) => {
  const c = caseOf(name)
  const house = createHouse()
  await house.write('data.parquet', rowsOf(c))
  house.config(config({ ...c, windows: { '1 day': c.windows['1 day']! } }, ', reference: {rolling: 1 day}'))
  only(await house.run({ now: '2027-01-01T00:00:00Z' }))
  const days = c.windows['1 day']!
  for (const type of ['CONSECUTIVE', 'BASELINE']) {
    const drift = await house.rows('drift_metrics', `drift_type = '${type}' and column_name = ':table'`)
    const expected = days
      .slice(1)
      .map((day, i) => [
        { start: day.start, end: day.end },
        { start: days[i]!.start, end: days[i]!.end },
        day.rows - days[i]!.rows,
      ])
    expect(drift.map((r) => [bounds(r), r['window_cmp'], r['count_delta']])).toEqual(expected)
  }
})

test.each(['minutes_new_york_autumn', 'minutes_berlin_spring', 'minutes_kathmandu'])(
  '%s: windows of five and thirty minutes, hours and days, also where the clock changes and where the offset is no whole hour',
  async (name) => {
    const c = caseOf(name)
    const house = createHouse()
    await house.write('data.parquet', rowsOf(c))
    house.config(config(c))
    only(await house.run({ now: '2027-01-01T00:00:00Z' }))
    await expectWindows(house, c)
  },
)

test('five-minute windows: the open one is incomplete, and a later run computes it anew, those that are new, and nothing else', async () => {
  const c = caseOf('minutes_kathmandu')
  const five = c.windows['5 minutes']!
  const house = createHouse()
  house.config(config({ ...c, windows: { '5 minutes': five } }))
  // Rows end inside the eleventh window; the clock stands inside it too.
  const before = five.slice(0, 10).reduce((n, w) => n + w.rows, 0) + 1
  await house.write('data.parquet', rowsOf(c, 0, before))
  const first = only(await house.run({ now: new Date(us(five[10]!.start) / 1000 + 240_000).toISOString() }))
  expect(first.outcome.windowsComputed).toBe(11)
  const complete = async () => (await house.rows('windows')).map((w) => [bounds(w).start, w['count'], w['complete']])
  expect(await complete()).toEqual([...five.slice(0, 10).map((w) => [w.start, w.rows, true]), [five[10]!.start, 1, false]])
  await house.write('data.parquet', rowsOf(c))
  const second = only(await house.run({ now: '2027-01-01T00:00:00Z' }))
  expect(second.outcome.windowsComputed).toBe(five.length - 10)
  expect(await complete()).toEqual(five.map((w) => [w.start, w.rows, true]))
  await expectWindows(house, { ...c, windows: { '5 minutes': five } })
})

test.each([
  ['America/New_York', '2026-11-01', ['2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z']],
  ['America/New_York', '2026-03-08', ['2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z']],
  ['Europe/Berlin', '2026-10-25', ['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z']],
  ['Europe/Berlin', '2026-03-29', ['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z']],
] as const)(
  'timestamps without a zone in %s keep their date on %s, also those of the hour that comes twice or never',
  async (zone, day, [start, end]) => {
    const house = createHouse()
    // A row every half hour of the wall clock, for three dates: 48 each, whatever the clock does.
    await house.write(
      'data.parquet',
      `select timestamp '${day} 00:00' + interval (i * 30 - 1440) minute as ts, i::double as x from range(144) t(i)`,
    )
    house.config(
      `version: 1\nmonitors:\n  m: {type: time_series, time_zone: ${zone}, table: data.parquet, timestamp: ts, granularities: [1 day]}\n`,
    )
    only(await house.run({ now: '2027-01-01T00:00:00Z' }))
    const windows = await house.rows('windows')
    expect(windows.map((w) => w['count'])).toEqual([48, 48, 48])
    expect(bounds(windows[1]!)).toEqual({ start, end })
  },
)
