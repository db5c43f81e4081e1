import { expect, test } from 'vitest'
import { createHouse, only, type Row, us } from './house.ts'

const start = (row: Row): string => (row['window'] as { start: string }).start

test('profiles of an inference monitor, per model and slice, equal SQL over the same rows', async () => {
  const house = createHouse()
  await house.write(
    'scores.parquet',
    `select timestamp '2026-02-02' + interval (i * 31) minute as ts, hash(i) % 2 as pred, hash(i + 9) % 2 as label, (hash(i) % 100) / 100.0 as p,
       case when i % 7 = 0 then null else i * 0.5 end as amount, ['red', 'blue'][1 + (i % 3 = 0)::int] as colour, 'v' || (i % 2) as version
     from range(200) t(i)`,
  )
  house.config(`version: 1
monitors:
  m: {type: inference, table: scores.parquet, timestamp: ts, granularities: [1 day], problem: classification, prediction: pred, label: label,
      probability: p, positive: 1, model_id: version, slices: [colour, "amount > 40"]}
`)
  const run = only(await house.run())
  expect(run.outcome.windowsComputed).toBe(5)
  const expected = await house.sql(`
    with rows as (select *, date_trunc('day', ts) as day from '\${folder}/scores.parquet'),
    segments as (
      select *, null as k, null as v, '*' as model from rows union all select *, null, null, version from rows
      union all select *, 'colour', colour, '*' from rows union all select *, 'colour', colour, version from rows
      union all select *, 'amount > 40', (amount > 40)::varchar, '*' from rows where amount is not null
      union all select *, 'amount > 40', (amount > 40)::varchar, version from rows where amount is not null)
    select strftime(day, '%Y-%m-%dT%H:%M:%SZ') as start, k, v, model, count(*)::int as n, count(amount)::int as amounts, avg(amount) as mean, stddev_samp(amount) as sd,
      avg((pred = label)::int) as accuracy from segments group by all`)
  const key = (...parts: unknown[]): string => JSON.stringify(parts)
  const table = new Map(
    (await house.rows('profile_metrics')).map((r) => [
      key(start(r), r['slice_key'], r['slice_value'], r['version'], r['column_name']),
      r,
    ]),
  )
  const tables = [...table.values()].filter((r) => r['column_name'] === ':table')
  expect(tables).toHaveLength(expected.length)
  for (const e of expected) {
    const at = (column: string) => table.get(key(e['start'], e['k'], e['v'], e['model'], column))
    expect(at(':table')?.['count']).toBe(e['n'])
    expect(at(':table')?.['accuracy_score']).toBeCloseTo(e['accuracy'] as number, 12)
    expect(at('amount')?.['count']).toBe(e['amounts'])
    if (e['mean'] === null) expect(at('amount')?.['avg']).toBeNull()
    else expect(at('amount')?.['avg']).toBeCloseTo(e['mean'] as number, 9)
    if (e['sd'] !== null) expect(at('amount')?.['stddev']).toBeCloseTo(e['sd'] as number, 9)
  }
})

test('rows without a usable instant and rows of the future are counted and said, and the open window is incomplete', async () => {
  const house = createHouse()
  await house.sql(
    `copy (select * from (values ('2026-02-01 10:00', 1), ('2026-02-02 10:00', 2), ('2026-02-02 11:00', 3), (null, 4), ('yesterday', 5), ('2026-03-09 10:00', 6)) t(ts, x)) to '\${folder}/t.csv'`,
  )
  house.config(`version: 1
monitors:
  m: {type: time_series, table: t.csv, timestamp: ts, granularities: [1 day]}
`)
  const run = only(await house.run({ now: '2026-02-02T12:00:00Z' }))
  const finding = (check: string) => run.outcome.findings.filter((f) => f.check === check)
  expect(finding('null_timestamps').map((f) => [f.value, f.status])).toEqual([[2, 'fail']])
  expect(finding('future_timestamps').map((f) => f.value)).toEqual([1])
  expect((await house.rows('windows')).map((w) => [start(w), w['count'], w['complete']])).toEqual([
    ['2026-02-01T00:00:00Z', 1, true],
    ['2026-02-02T00:00:00Z', 2, false],
  ])
  const past = only(await house.run({ now: '2026-02-02T12:00:00Z', asOfUs: us('2026-02-02T10:30:00Z') }))
  expect(past.outcome.rowsTotal).toBe(2)
  const later = only(await house.run({ now: '2026-03-10T12:00:00Z' }))
  expect(later.outcome.rowsTotal).toBe(4)
})

test('a snapshot has one window per state of the table, compared with the reference and the one before', async () => {
  const house = createHouse()
  await house.write('now.parquet', 'select i::double as x from range(100) t(i)')
  await house.write('ref.parquet', 'select i * 2.0 as x from range(50) t(i)')
  house.config(`version: 1
monitors:
  m:
    {type: snapshot, table: now.parquet, reference: {table: ref.parquet}, custom_metrics: [{name: top, type: aggregate, definition: "max({{input_column}})", input_columns: [x]}, {name: twice, type: derived, definition: "top * 2", input_columns: [x]}, {name: gap, type: drift, definition: "{{current_df}}.twice - {{base_df}}.twice", input_columns: [x]}]}
`)
  await house.run()
  await house.run({ now: '2026-03-01T12:30:00Z' })
  expect(await house.rows('windows')).toHaveLength(1)
  await house.write('now.parquet', 'select i + 10.0 as x from range(100) t(i)')
  await house.run({ now: '2026-03-01T13:00:00Z' })
  const drift = (await house.rows('drift_metrics', `column_name = 'x'`)).map((r) => [
    start(r),
    r['drift_type'],
    r['count_delta'],
    r['avg_delta'],
    r['gap'],
  ])
  expect(drift).toEqual([
    ['2026-03-01T12:00:00Z', 'BASELINE', 50, 0.5, 2],
    ['2026-03-01T13:00:00Z', 'BASELINE', 50, 10.5, 22],
    ['2026-03-01T13:00:00Z', 'CONSECUTIVE', 0, 10, 20],
  ])
  await house.run({ now: '2026-03-01T14:00:00Z', full: true })
  expect((await house.rows('windows')).map(start)).toHaveLength(2)
})

const LOCAL = `select timestamptz '2026-03-27 00:00:00+00' + interval (i * 10) minute as ts, i from range(600) t(i)`

test.each(['America/New_York', 'Europe/Berlin', 'UTC'])(
  'calendar windows of every granularity equal those of ICU in %s',
  async (zone) => {
    const house = createHouse()
    await house.write('t.parquet', `${LOCAL} union all select ts - interval 20 day, i from (${LOCAL})`)
    house.config(`version: 1
time_zone: ${zone}
monitors:
  fine: {type: time_series, table: t.parquet, timestamp: ts, granularities: [30 minutes, 1 hour, 1 day, 1 week, 2 weeks, 1 month, 1 year]}
  coarse: {type: time_series, table: t.parquet, timestamp: ts, granularities: [1 week, 1 month]}
`)
    const run = await house.run({ now: '2026-06-01T00:00:00Z' })
    expect(run.monitors.map((m) => m.error)).toEqual([null, null])
    const units = [
      ['1 hour', 'hour'],
      ['1 day', 'day'],
      ['1 week', 'week'],
      ['1 month', 'month'],
      ['1 year', 'year'],
    ] as const
    for (const [granularity, unit] of units) {
      const expected = await house.sql(`set TimeZone = '${zone}';
      select strftime(make_timestamp(epoch_us(min(date_trunc('${unit}', ts)))), '%Y-%m-%dT%H:%M:%SZ') as start, count(*)::int as n from '\${folder}/t.parquet' group by date_trunc('${unit}', ts) order by 1`)
      for (const monitor of ['fine', 'coarse']) {
        const rows = await house.rows('windows', `monitor = '${monitor}' and granularity = '${granularity}' and "count" > 0`)
        if (monitor === 'coarse' && !['1 week', '1 month'].includes(granularity)) expect(rows).toEqual([])
        else expect(rows.map((w) => ({ start: start(w), n: w['count'] }))).toEqual(expected)
      }
    }
    expect(await house.rows('profile_metrics', `monitor = 'coarse' and granularity = '1 day'`)).toEqual([])
  },
)

test('zone-less and text timestamps are local to the monitor', async () => {
  const house = createHouse()
  await house.sql(
    `copy (select strftime(timestamp '2026-03-28 20:30' + interval (i) hour, '%d.%m.%Y %H:%M') as ts, i as x from range(8) t(i)) to '\${folder}/t.csv'`,
  )
  house.config(`version: 1
time_zone: Europe/Berlin
monitors:
  m: {type: time_series, table: t.csv, timestamp: ts, timestamp_format: "%d.%m.%Y %H:%M", granularities: [1 day]}
`)
  await house.run({ now: '2026-06-01T00:00:00Z' })
  // 20:30 to 23:30 stand on the 28th, 0:30 to 3:30 on the 29th, a day of 23 hours.
  expect((await house.rows('windows')).map((w) => [w['window'], w['count']])).toEqual([
    [{ start: '2026-03-27T23:00:00Z', end: '2026-03-28T23:00:00Z' }, 4],
    [{ start: '2026-03-28T23:00:00Z', end: '2026-03-29T22:00:00Z' }, 4],
  ])
})

test('windows of n rows follow the order of time, with the one before, and late rows cut them anew', async () => {
  const house = createHouse()
  const data = (n: number) => `select timestamp '2026-02-02' + interval (i) hour as ts, i::double as x from range(${n}) t(i)`
  await house.write('t.parquet', data(250))
  house.config(`version: 1
monitors:
  m: {type: time_series, table: t.parquet, timestamp: ts, granularities: [100 rows, 1 day, 30 rows]}
`)
  await house.run()
  const windows = async () =>
    (await house.rows('windows', `granularity = '100 rows'`)).map((w) => [start(w), w['count'], w['complete']])
  expect(await windows()).toEqual([
    ['2026-02-02T00:00:00Z', 100, true],
    ['2026-02-06T04:00:00Z', 100, true],
    ['2026-02-10T08:00:00Z', 50, false],
  ])
  const before = await house.everything()
  const again = only(await house.run({ now: '2026-03-01T13:00:00Z' }))
  expect(again.outcome).toMatchObject({ rowsRead: 0, statements: 0, windowsJudged: 0 })
  expect(await house.everything()).toBe(before)
  await house.write('t.parquet', data(280))
  await house.run({ now: '2026-03-01T14:00:00Z' })
  const deltas = (
    await house.rows('drift_metrics', `granularity = '100 rows' and column_name = 'x' and drift_type = 'CONSECUTIVE'`)
  ).map((r) => [start(r), r['count_delta'], r['avg_delta']])
  // Means of 0…99, 100…199 and 200…279: 49.5, 149.5, 239.5.
  expect(deltas).toEqual([
    ['2026-02-06T04:00:00Z', 0, 100],
    ['2026-02-10T08:00:00Z', -20, 90],
  ])
})

test('a week is the sum of its days', async () => {
  const house = createHouse()
  await house.write(
    't.parquet',
    `select timestamp '2026-02-02' + interval (i * 7) minute as ts, (hash(i) % 5000)::double as x from range(4000) t(i)`,
  )
  house.config(`version: 1
monitors:
  m: {type: time_series, table: t.parquet, timestamp: ts, granularities: [1 day, 1 week]}
`)
  await house.run()
  const expected = await house.sql(
    `select strftime(date_trunc('week', ts), '%Y-%m-%dT%H:%M:%SZ') as start, count(*)::int as n, avg(x) as mean, stddev_samp(x) as sd, min(x) as lo, max(x) as hi, count(distinct x)::int as d, sum((x = 0)::int)::int as zeros from '\${folder}/t.parquet' group by 1, date_trunc('week', ts) order by 1`,
  )
  const rows = await house.rows('profile_metrics', `granularity = '1 week' and column_name = 'x'`)
  expect(rows.map((r) => [start(r), r['count'], r['min'], r['max'], r['num_zeros']])).toEqual(
    expected.map((e) => [e['start'], e['n'], e['lo'], e['hi'], e['zeros']]),
  )
  for (const [i, e] of expected.entries()) {
    expect(rows[i]!['avg']).toBeCloseTo(e['mean'] as number, 8)
    expect(rows[i]!['stddev']).toBeCloseTo(e['sd'] as number, 7)
    expect(Math.abs((rows[i]!['distinct_count'] as number) - (e['d'] as number)) / (e['d'] as number)).toBeLessThan(0.05)
  }
})
