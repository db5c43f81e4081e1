import { expect, test } from 'vitest'
import { createHouse, only, type Row } from './house.ts'

const start = (row: Row): string => (row['window'] as { start: string }).start
const at = (row: Row, day: string): boolean => start(row).startsWith(day)

/** 60 days from 2026-01-01 on, with 24 rows each; x of day d is around d. */
const SERIES = `select timestamp '2026-01-01' + interval (i) hour as ts, (hash(i) % 100) / 10.0 + i // 24 as x, 'c' || (hash(i) % 3) as c from range(1440) t(i)`

const config = (rest: string): string => `version: 1
monitors:
  m:
    type: time_series
    table: t.parquet
    timestamp: ts
${rest}
`

/** Two-sample KS distance and the difference of the means, in SQL. */
const COMPARE = (current: string, reference: string): string => `
  with c as (${current}), r as (${reference}), v as (select x from c union select x from r)
  select (select avg(x) from c) - (select avg(x) from r) as delta, (select count(*) from c)::int - (select count(*) from r)::int as n,
    max(abs((select count(*) from c where c.x <= v.x) / (select count(*) from c) - (select count(*) from r where r.x <= v.x) / (select count(*) from r))) as ks from v`

const between = (from: string, to: string): string =>
  `select x from '\${folder}/t.parquet' where ts >= '${from}' and ts < '${to}'`

test.each([
  ['a table without timestamps', '{table: ref.parquet}', `select x from '\${folder}/ref.parquet'`],
  ['a period', '{period: [2026-01-01, 2026-01-15]}', between('2026-01-01', '2026-01-15')],
  ['the rolling seven days, one day behind', '{rolling: 7 days, lag: 1 day}', between('2026-02-02', '2026-02-09')],
  [
    'the same weekday of four weeks',
    '{seasonal: 7 days, count: 4}',
    ['2026-01-13', '2026-01-20', '2026-01-27', '2026-02-03'].map((d) => between(d, `${d} 23:59:59`)).join(' union all '),
  ],
])('drift against %s equals SQL over the rows', async (_name, reference, rows) => {
  const house = createHouse()
  await house.write('t.parquet', SERIES)
  await house.write('ref.parquet', `select * exclude (ts) from (${SERIES}) limit 300`)
  const mean = `    custom_metrics:
      - {name: mean_x, type: aggregate, definition: avg(x)}
      - {name: mean_x_change, type: drift, definition: "{{current_df}}.mean_x - {{base_df}}.mean_x"}`
  house.config(config(`    granularities: [1 day]\n    reference: ${reference}\n${mean}`))
  await house.run()
  const ofTable = (await house.rows('drift_metrics', `column_name = ':table'`)).filter((r) => at(r, '2026-02-10'))
  const drift = (await house.rows('drift_metrics', `column_name = 'x'`)).filter((r) => at(r, '2026-02-10'))
  const own = between('2026-02-10', '2026-02-11')
  for (const [type, other] of [
    ['BASELINE', rows],
    ['CONSECUTIVE', between('2026-02-09', '2026-02-10')],
  ] as const) {
    const row = drift.find((r) => r['drift_type'] === type)!
    const [expected] = await house.sql(COMPARE(own, other))
    expect(row['avg_delta']).toBeCloseTo(expected!['delta'] as number, 9)
    expect((row['ks_test'] as { statistic: number }).statistic).toBeCloseTo(expected!['ks'] as number, 12)
    expect(row['count_delta']).toBe(expected!['n'])
    // A custom metric of several stretches is pooled over their rows.
    expect(ofTable.find((r) => r['drift_type'] === type)!['mean_x_change']).toBeCloseTo(expected!['delta'] as number, 9)
  }
  const hasBaseline = (await house.rows('profile_metrics', `log_type = 'BASELINE'`)).length > 0
  expect(hasBaseline).toBe(/table|period/.test(reference))
})

test('a previous reference and none write CONSECUTIVE rows only', async () => {
  for (const reference of ['', '    reference: {previous: true}']) {
    const house = createHouse()
    await house.write('t.parquet', SERIES)
    house.config(config(`    granularities: [1 day]\n${reference}`))
    await house.run()
    const types = new Set((await house.rows('drift_metrics')).map((r) => r['drift_type']))
    expect([...types]).toEqual(['CONSECUTIVE'])
  }
})

test('weeks against a period that ends on a Sunday use its days, and its wobble is of whole weeks', async () => {
  const house = createHouse()
  await house.write('t.parquet', `select ts + interval (w * 60) day as ts, x, c from (${SERIES}), range(3) k(w)`)
  // 2026-01-01 is a Thursday, 2026-03-22 a Sunday: ten whole weeks lie inside.
  house.config(config('    granularities: [1 week]\n    reference: {period: [2026-01-01, 2026-03-22]}'))
  const run = only(await house.run({ now: '2026-08-01T00:00:00Z' }))
  const [baseline] = await house.rows('profile_metrics', `log_type = 'BASELINE' and column_name = ':table'`)
  expect(baseline!['count']).toBe(80 * 24)
  const drift = run.outcome.findings.find(
    (f) => f.columnName === 'x' && f.check === 'drift' && f.window.startUs > Date.parse('2026-04-01') * 1000,
  )!
  expect(JSON.stringify(drift.evidence)).toMatch(/wobble/)
})

test('a changed reference table makes new bins for new windows, and old findings keep theirs', async () => {
  const house = createHouse()
  await house.write('t.parquet', `select * from (${SERIES}) where ts < '2026-02-20'`)
  await house.write('ref.parquet', `select * from (${SERIES}) limit 300`)
  house.config(config('    granularities: [1 day]\n    reference: {table: ref.parquet}'))
  await house.run()
  const old = await house.rows('findings', `"window"."start" < timestamptz '2026-02-19 00:00:00+00'`)
  await house.write('ref.parquet', `select * exclude (x), x * 2 as x from (${SERIES}) limit 400`)
  const said: string[] = []
  await house.run({ now: '2026-03-01T13:00:00Z', say: (text) => said.push(text) })
  await house.write('t.parquet', SERIES.replace('1440', '1224'))
  await house.run({ now: '2026-03-01T14:00:00Z', say: (text) => said.push(text) })
  expect(said.join('\n')).toMatch(/reference changed/)
  const versions = new Map((await house.rows('windows')).map((w) => [start(w).slice(0, 10), w['bins_version']]))
  expect(versions.get('2026-02-18')).toBe(1)
  expect(versions.get('2026-02-20')).toBe(2)
  expect(await house.rows('findings', `"window"."start" < timestamptz '2026-02-19 00:00:00+00'`)).toEqual(old)
})

test('a reference of more than 100,000 rows is compared in bins, close to the exact distance', async () => {
  const house = createHouse()
  await house.write('t.parquet', SERIES)
  await house.write('ref.parquet', `select (hash(i) % 60000) / 1000.0 as x, 'c1' as c from range(150000) t(i)`)
  house.config(config('    granularities: [1 day]\n    reference: {table: ref.parquet}'))
  const first = only(await house.run())
  expect(first.outcome.rowsRead).toBeLessThan(150_000 + 3 * 1440)
  const row = (await house.rows('drift_metrics', `column_name = 'x' and drift_type = 'BASELINE'`)).find((r) =>
    at(r, '2026-02-10'),
  )!
  const [expected] =
    await house.sql(`with c as (${between('2026-02-10', '2026-02-11')}), r as (select x from '\${folder}/ref.parquet'), v as (select x from c)
    select max(greatest((select count(*) from c where c.x <= v.x) / 24.0 - (select count(*) from r where r.x <= v.x) / 150000.0, (select count(*) from r where r.x < v.x) / 150000.0 - (select count(*) from c where c.x < v.x) / 24.0)) as ks from v`)
  const binned = (row['ks_test'] as { statistic: number }).statistic
  expect(binned).toBeLessThanOrEqual((expected!['ks'] as number) + 1e-9)
  expect((expected!['ks'] as number) - binned).toBeLessThan(1 / 32)
})

test('custom metrics are pooled over the rows of a period, of a rolling reference and of windows', async () => {
  const house = createHouse()
  await house.write('t.parquet', SERIES)
  house.config(
    config(`    granularities: [1 day]
    reference: {rolling: 14 days}
    custom_metrics:
      - {name: high, type: aggregate, definition: "avg(case when x > 30 then 1.0 else 0 end)"}
      - {name: spread, type: aggregate, definition: "max({{input_column}}) - min({{input_column}})", input_columns: [x]}
      - {name: percent, type: derived, definition: "high * 100"}
      - {name: shift, type: drift, definition: "{{current_df}}.percent - {{base_df}}.percent"}
    checks:
      - {name: rate, metric: high, against: {last: 30 days}, fail: {change_above: 0.05}}`),
  )
  await house.run()
  const [expected] = await house.sql(`
    with t as (select *, (x > 30)::int::double as h from '\${folder}/t.parquet')
    select avg(h) filter (ts >= '2026-02-10' and ts < '2026-02-11') as own, avg(h) filter (ts >= '2026-02-09' and ts < '2026-02-10') as prev,
      avg(h) filter (ts >= '2026-01-27' and ts < '2026-02-10') as rolling, avg(h) filter (ts >= '2026-01-11' and ts < '2026-02-10') as last30,
      max(x) filter (ts >= '2026-02-10' and ts < '2026-02-11') - min(x) filter (ts >= '2026-02-10' and ts < '2026-02-11') as spread from t`)
  const e = expected as Record<string, number>
  const profile = (await house.rows('profile_metrics')).filter((r) => r['window'] !== null && at(r, '2026-02-10'))
  expect(profile.find((r) => r['column_name'] === ':table')!['high']).toBeCloseTo(e['own']!, 12)
  expect(profile.find((r) => r['column_name'] === ':table')!['percent']).toBeCloseTo(e['own']! * 100, 10)
  expect(profile.find((r) => r['column_name'] === 'x')!['spread']).toBeCloseTo(e['spread']!, 12)
  const drift = (await house.rows('drift_metrics', `column_name = ':table'`)).filter((r) => at(r, '2026-02-10'))
  const shift = (type: string) => drift.find((r) => r['drift_type'] === type)!['shift']
  expect(shift('BASELINE')).toBeCloseTo(100 * (e['own']! - e['rolling']!), 9)
  expect(shift('CONSECUTIVE')).toBeCloseTo(100 * (e['own']! - e['prev']!), 9)
  const rate = (await house.rows('findings', `"check" = 'rate'`)).find((f) => at(f, '2026-02-10'))!
  expect(rate['reference_value']).toBeCloseTo(e['last30']!, 12)
  expect(rate['status']).toBe(Math.abs(e['own']! - e['last30']!) > 0.05 ? 'fail' : 'ok')
})

test('the number of statements does not grow with columns, windows, slices or metrics', async () => {
  const statements = async (columns: number, days: number, more: string): Promise<number> => {
    const house = createHouse()
    const list = Array.from({ length: columns }, (_, i) => `(hash(i + ${i}) % 50)::double as x${i}`).join(', ')
    await house.write(
      't.parquet',
      `select timestamp '2026-01-01' + interval (i) hour as ts, ${list}, 'c' || (i % 3) as c from range(${days * 24}) t(i)`,
    )
    house.config(config(`    granularities: [1 day, 1 week]\n    reference: {period: [2026-01-01, 2026-01-08]}\n${more}`))
    return only(await house.run({ now: '2027-01-01T00:00:00Z' })).outcome.statements
  }
  const metric = (name: string): string => `      - {name: ${name}, type: aggregate, definition: "max(x0)"}\n`
  const few = await statements(2, 10, `    slices: [c]\n    custom_metrics:\n${metric('a')}`)
  const many = await statements(
    12,
    40,
    `    slices: [c, "x0 > 3", "x1 > 5"]\n    custom_metrics:\n${metric('a')}${metric('b')}${metric('d')}`,
  )
  expect(many).toBe(few)
})
