import { mkdirSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createHouse, type House, only, us } from './house.ts'

const DAYS = `select timestamp '2026-01-05' + interval (d) day + interval (i * 17) minute as at, d, i,
  hash(d * 1000 + i) % 1000 / 10.0 as price, ['a', 'b', 'c'][1 + (hash(d * 77 + i) % 3)::int] as colour, i % 2 as y
  from range(28) days(d), range(40) numbers(i)`

const CONFIG = `version: 1
monitors:
  shop:
    type: time_series
    table: data/*.parquet
    timestamp: at
    granularities: [1 day, 1 week]
    features: [price, colour]
    reference: {period: [2026-01-05, 2026-01-12]}
`

async function shop(config = CONFIG): Promise<House> {
  const house = createHouse()
  house.config(config)
  mkdirSync(house.path('data'))
  await house.write('data/a.parquet', `select * exclude (d, i) from (${DAYS}) where d < 27`)
  return house
}

const changedWindows = async (house: House, work: () => Promise<unknown>): Promise<string[]> => {
  const snapshot = async () =>
    new Map(
      (await house.rows('windows')).map((w) => [
        `${w['granularity']} ${(w['window'] as { start: string }).start.slice(0, 10)}`,
        JSON.stringify(w),
      ]),
    )
  const before = await snapshot()
  await work()
  const after = await snapshot()
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys].filter((k) => before.get(k) !== after.get(k)).toSorted()
}

test('a second run reads no row and changes nothing', async () => {
  const house = await shop()
  const first = only(await house.run())
  expect(first.outcome.rowsTotal).toBe(27 * 40)
  const before = await house.everything()
  const second = only(await house.run({ now: '2026-03-01T13:00:00Z' }))
  expect(second.outcome).toMatchObject({ rowsRead: 0, statements: 0, windowsComputed: 0, windowsJudged: 0 })
  expect(await house.everything()).toBe(before)
})

test('a new file reads its own rows, those of the day before and of the reference, whose values are compared exactly, and gives what one run gives', async () => {
  const house = await shop()
  await house.run()
  await house.write('data/b.parquet', `select * exclude (d, i) from (${DAYS}) where d = 27`)
  const touched = await changedWindows(house, async () => {
    const { outcome } = only(await house.run({ now: '2026-03-02T12:00:00Z' }))
    expect(outcome.rowsRead).toBeLessThanOrEqual(40 * 28)
  })
  expect(touched).toEqual(['1 day 2026-02-01', '1 week 2026-01-26'])
  const whole = await shop()
  await whole.write('data/b.parquet', `select * exclude (d, i) from (${DAYS}) where d = 27`)
  await whole.run({ now: '2026-03-02T12:00:00Z' })
  expect(await house.numbers()).toBe(await whole.numbers())
})

test('late rows compute their day and week anew, and what is compared with them, and nothing else', async () => {
  const house = await shop()
  await house.run()
  await house.write('data/late.parquet', `select timestamp '2026-01-20 03:00' as at, 5.5 as price, 'a' as colour, 1 as y`)
  const touched = await changedWindows(house, () => house.run({ now: '2026-03-02T12:00:00Z' }))
  expect(touched).toEqual(['1 day 2026-01-20', '1 day 2026-01-21', '1 week 2026-01-19', '1 week 2026-01-26'])
  const [day] = await house.rows(
    'profile_metrics',
    `column_name = ':table' and granularity = '1 day' and "window"."start" = timestamptz '2026-01-20 00:00:00+00'`,
  )
  expect(day!['count']).toBe(41)
  const [next] = await house.rows(
    'drift_metrics',
    `column_name = ':table' and drift_type = 'CONSECUTIVE' and granularity = '1 day' and "window"."start" = timestamptz '2026-01-21 00:00:00+00'`,
  )
  expect(next!['count_delta']).toBe(-1)
})

test('one changed feature value in a rewritten file is noticed, in parquet and in csv', async () => {
  for (const format of ['parquet', 'csv']) {
    const house = await shop(CONFIG.replace('*.parquet', `*.${format}`))
    await house.write(`data/a.${format}`, `select * exclude (d, i) from (${DAYS}) where d < 27`)
    await house.run()
    await house.write(
      `data/a.${format}`,
      `select * exclude (d, i) replace (case when d = 10 and i = 3 then 999 else price end as price) from (${DAYS}) where d < 27`,
    )
    const touched = await changedWindows(house, () => house.run({ now: '2026-03-02T12:00:00Z' }))
    expect(touched).toEqual(['1 day 2026-01-15', '1 day 2026-01-16', '1 week 2026-01-12', '1 week 2026-01-19'])
    const [day] = await house.rows(
      'profile_metrics',
      `column_name = 'price' and granularity = '1 day' and "window"."start" = timestamptz '2026-01-15 00:00:00+00'`,
    )
    expect(day!['max']).toBe(999)
  }
})

test('windows whose rows were deleted go, or stay as empty ones inside the series', async () => {
  const house = await shop()
  await house.write('data/b.parquet', `select * exclude (d, i) from (${DAYS}) where d = 27`)
  await house.run()
  rmSync(house.path('data/b.parquet'))
  await house.write('data/a.parquet', `select * exclude (d, i) from (${DAYS}) where d < 27 and d <> 22`)
  await house.run({ now: '2026-03-02T12:00:00Z' })
  const windows = await house.rows('windows', `granularity = '1 day'`)
  expect(windows).toHaveLength(27)
  expect(windows.filter((w) => w['count'] === 0).map((w) => (w['window'] as { start: string }).start)).toEqual([
    '2026-01-27T00:00:00Z',
  ])
  expect(await house.rows('profile_metrics', `"window"."start" = timestamptz '2026-01-27 00:00:00+00'`)).toEqual([])
  const findings = await house.rows('findings', `"window"."start" = timestamptz '2026-01-27 00:00:00+00'`)
  expect(findings.map((f) => [f['check'], f['value']])).toEqual([['volume', 0]])
  expect(findings[0]!['status']).toBe('fail')
  const before = await house.everything()
  await house.run({ now: '2026-03-02T13:00:00Z' })
  expect(await house.everything()).toBe(before)
})

test('--from and --to narrow a run, and the next one catches up with what was left out', async () => {
  const house = await shop()
  await house.run()
  const plain = await house.everything()
  await house.write(
    'data/late.parquet',
    `select unnest([timestamp '2026-01-14 03:00', timestamp '2026-01-22 03:00']) as at, 5.5 as price, 'a' as colour, 1 as y`,
  )
  const touched = await changedWindows(house, () =>
    house.run({ fromUs: us('2026-01-22T00:00:00Z'), toUs: us('2026-01-23T00:00:00Z'), now: '2026-03-02T12:00:00Z' }),
  )
  expect(touched).toEqual(['1 day 2026-01-22', '1 week 2026-01-19'])
  const rest = await changedWindows(house, () => house.run({ now: '2026-03-02T13:00:00Z' }))
  expect(rest).toEqual(
    expect.arrayContaining([
      '1 day 2026-01-14',
      '1 day 2026-01-15',
      '1 day 2026-01-23',
      '1 week 2026-01-12',
      '1 week 2026-01-26',
    ]),
  )
  expect(await house.everything()).not.toBe(plain)
  const whole = await shop()
  await whole.write(
    'data/late.parquet',
    `select unnest([timestamp '2026-01-14 03:00', timestamp '2026-01-22 03:00']) as at, 5.5 as price, 'a' as colour, 1 as y`,
  )
  await whole.run({ now: '2026-03-02T13:00:00Z' })
  expect(await house.numbers()).toBe(await whole.numbers())
})

test('--full computes everything anew and gives the same numbers', async () => {
  const house = await shop()
  const first = only(await house.run())
  const before = await house.numbers()
  const again = only(await house.run({ full: true }))
  expect(again.outcome.windowsComputed).toBe(first.outcome.windowsComputed)
  expect(await house.numbers()).toBe(before)
})

test('lookback leaves the split week out, and later runs do not reach back', async () => {
  const house = await shop(
    CONFIG.replace('granularities: [1 day, 1 week]', 'granularities: [1 day, 1 week]\n    lookback: 10 days').replace(
      / {4}reference.*\n/,
      '',
    ),
  )
  await house.run({ now: '2026-02-01T12:00:00Z' })
  const starts = async (granularity: string) =>
    (await house.rows('windows', `granularity = '${granularity}'`)).map((w) =>
      (w['window'] as { start: string }).start.slice(0, 10),
    )
  // Ten days before 1 February, 12:00 is 22 January, 12:00: the 22nd is split, and the week of the 19th too.
  expect((await starts('1 day'))[0]).toBe('2026-01-23')
  expect(await starts('1 week')).toEqual(['2026-01-26'])
  await house.write('data/b.parquet', `select * exclude (d, i) from (${DAYS}) where d = 27`)
  await house.run({ now: '2026-02-05T12:00:00Z' })
  await house.run({ now: '2026-02-05T12:00:00Z', full: true })
  expect((await starts('1 day'))[0]).toBe('2026-01-23')
})

test('a changed configuration computes every window anew and says so', async () => {
  const house = await shop()
  const first = only(await house.run())
  house.config(CONFIG.replace('features: [price, colour]', 'features: [price]'))
  const said: string[] = []
  const second = only(await house.run({ say: (text) => said.push(text) }))
  expect(said.join('\n')).toMatch(/configuration changed/)
  expect(second.outcome.windowsComputed).toBe(first.outcome.windowsComputed)
  expect(await house.rows('profile_metrics', `column_name = 'colour' and log_type = 'INPUT'`)).toEqual([])
})

test('a window that becomes complete is judged again without being read', async () => {
  const house = await shop()
  await house.run({ now: '2026-01-31T20:00:00Z' })
  const [open] = await house.rows('windows', `granularity = '1 day' and "window"."start" = timestamptz '2026-01-31 00:00:00+00'`)
  expect(open!['complete']).toBe(false)
  const volume = `"check" = 'volume' and granularity = '1 day' and "window"."start" = timestamptz '2026-01-31 00:00:00+00'`
  expect(await house.rows('findings', volume)).toEqual([])
  const touched = await changedWindows(house, () => house.run({ now: '2026-02-01T01:00:00Z' }))
  expect(touched).toEqual(['1 day 2026-01-31'])
  expect(await house.rows('findings', volume)).toHaveLength(1)
})

test('a table that grows stale is found although none of its rows changed', async () => {
  const house = await shop(CONFIG.replace('    features', '    freshness: 3 days\n    features'))
  const first = await house.run({ now: '2026-02-01T12:00:00Z' })
  expect(only(first).summary.worst.map((f) => f.check)).not.toContain('freshness')
  const later = await house.run({ now: '2026-02-06T12:00:00Z' })
  expect(only(later).summary.worst.find((f) => f.check === 'freshness')?.status).toBe('fail')
})
