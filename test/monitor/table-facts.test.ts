import { mkdirSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createHouse, only, type Row } from './house.ts'

const DAY = (d: number): string =>
  `select timestamp '2026-01-05' + interval (${d}) day + interval (i * 17) minute as at, hash(${d} * 1000 + i) % 1000 / 10.0 as price from range(40) t(i)`

const CONFIG = `version: 1
monitors:
  shop:
    type: time_series
    table: data/*.parquet
    timestamp: at
    granularities: [1 day, 1 week]
    features: [price]
    freshness: 2 days
    reference: {period: [2026-01-05, 2026-01-12]}
`
const FACTS = ['schema', 'column_missing', 'column_type', 'column_new', 'null_timestamps', 'future_timestamps', 'freshness']

async function shop(days: number) {
  const house = createHouse()
  house.config(CONFIG)
  mkdirSync(house.path('data'))
  for (let d = 0; d < days; d++) await house.write(`data/${String(d).padStart(2, '0')}.parquet`, DAY(d))
  return house
}

const told = async (rows: Promise<Row[]>): Promise<string[]> =>
  (await rows)
    .filter((f) => FACTS.includes(f['check'] as string))
    .map((f) => `${f['granularity']} ${(f['window'] as { start: string }).start.slice(0, 10)} ${f['check']} ${f['status']}`)
    .toSorted()

test('only the newest window tells what is wrong with the whole table; once mended, no older window fails for it', async () => {
  const house = await shop(10)
  // The newest complete window is three days old: it is late.
  const late = only(await house.run({ now: '2026-01-18T12:00:00Z' }))
  expect(late.summary.failing).toBe(true)
  expect(await told(house.rows('findings'))).toEqual([
    '1 day 2026-01-14 freshness fail',
    '1 day 2026-01-14 future_timestamps ok',
    '1 day 2026-01-14 null_timestamps ok',
    '1 day 2026-01-14 schema ok',
  ])
  // It is delivered, and today's first rows: the day before is the newest complete one, and both are judged.
  for (const d of [10, 11, 12, 13]) await house.write(`data/${d}.parquet`, DAY(d))
  const after = only(await house.run({ now: '2026-01-18T13:00:00Z' }))
  expect(after.summary.failing).toBe(false)
  expect(await told(house.rows('findings'))).toEqual([
    '1 day 2026-01-18 freshness ok',
    '1 day 2026-01-18 future_timestamps ok',
    '1 day 2026-01-18 null_timestamps ok',
    '1 day 2026-01-18 schema ok',
  ])
})

test('a failure of the open day does not stay with it when the next day has begun', async () => {
  const house = await shop(10)
  await house.run({ now: '2026-01-14T22:00:00Z' })
  await house.write('data/late.parquet', DAY(900))
  await house.run({ now: '2026-01-14T23:00:00Z' })
  expect(await told(house.rows('findings', `status <> 'ok'`))).toEqual(['1 day 2026-01-14 future_timestamps fail'])
  // The rows from the future are taken back, and the next day begins: the one before is complete now and is judged as well.
  rmSync(house.path('data/late.parquet'))
  await house.write('data/10.parquet', DAY(10))
  const { summary } = only(await house.run({ now: '2026-01-15T23:00:00Z' }))
  expect(await told(house.rows('findings', `status <> 'ok'`))).toEqual([])
  expect(summary.worst.filter(({ check }) => check === 'future_timestamps')).toEqual([])
})

test('incremental and whole runs tell the same, also after the newest day was taken away', async () => {
  const house = await shop(12)
  await house.run({ now: '2026-01-25T12:00:00Z' })
  rmSync(house.path('data/11.parquet'))
  await house.run({ now: '2026-01-25T12:30:00Z' })
  const whole = await shop(11)
  await whole.run({ now: '2026-01-25T12:30:00Z' })
  const all = await told(whole.rows('findings'))
  expect(all).toContain('1 day 2026-01-15 freshness fail')
  expect(await told(house.rows('findings'))).toEqual(all)
})
