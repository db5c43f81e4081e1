import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LeewayError } from '../../src/core/errors.ts'
import type { ProjectRun } from '../../src/monitor/run-project.ts'
import { createHouse, type House, only } from './house.ts'

const monitor = (name: string, table: string, more = ''): string =>
  `  ${name}: {type: time_series, table: ${table}, timestamp: ts, granularities: [1 day]${more}}\n`

const GOOD = `select timestamp '2026-02-02' + interval (i) hour as ts, i::double as x, 'c' || i % 2 as c from range(96) t(i)`

async function refusal(run: Promise<ProjectRun>): Promise<LeewayError> {
  try {
    await run
  } catch (error) {
    if (error instanceof LeewayError) return error
    throw error
  }
  throw new Error('expected a LeewayError')
}

async function withGood(tables: readonly (readonly [string, string])[]): Promise<House> {
  const house = createHouse()
  await house.write('good.parquet', GOOD)
  house.config(
    `version: 1\nmonitors:\n${tables.map(([name, table]) => monitor(name, table)).join('')}${monitor('good', 'good.parquet')}`,
  )
  return house
}

test('a table that cannot be read ends with 3 and its own code, and the other monitors still run', async () => {
  const house = await withGood([
    ['missing', 'nowhere.parquet'],
    ['cut', 'cut.parquet'],
    ['empty', 'empty.csv'],
  ])
  writeFileSync(house.path('cut.parquet'), readFileSync(house.path('good.parquet')).subarray(0, 300))
  writeFileSync(house.path('empty.csv'), '')
  const run = await house.run()
  expect(run.exitCode).toBe(3)
  expect(run.monitors.map((m) => [m.monitor.name, m.error?.code ?? null])).toEqual([
    ['missing', 'TABLE_NOT_FOUND'],
    ['cut', 'TABLE_UNREADABLE'],
    ['empty', 'TABLE_EMPTY'],
    ['good', null],
  ])
  expect(await house.rows('windows', `monitor = 'good'`)).toHaveLength(4)
})

test.each([
  ['no row', 'where i < 0'],
  ['one row', 'where i = 5'],
  ['one window', 'where i < 24'],
])('a table with %s is no crash', async (_name, where) => {
  const house = createHouse()
  await house.write('t.parquet', GOOD.replace('t(i)', `t(i) ${where}`))
  house.config(`version: 1\nmonitors:\n${monitor('m', 't.parquet')}`)
  const run = await house.run()
  expect([0, 3]).toContain(run.exitCode)
  if (_name === 'no row') expect(run.monitors[0]!.error?.code ?? run.monitors[0]!.summary?.verdict).toMatch(/TABLE_EMPTY|no_data/)
  else expect(only(run).outcome.windowsComputed).toBe(1)
  const again = await house.run({ now: '2026-03-01T13:00:00Z' })
  expect(again.exitCode).toBe(run.exitCode)
})

test('a prediction that is all null fails, and the rest is computed', async () => {
  const house = createHouse()
  await house.write('t.parquet', `select *, null::double as pred from (${GOOD})`)
  house.config(
    `version: 1\nmonitors:\n  m: {type: inference, problem: regression, table: t.parquet, timestamp: ts, granularities: [1 day], prediction: pred}\n`,
  )
  const run = await house.run()
  expect(run.exitCode).toBe(1)
  expect(only(run).summary.worst.some((f) => f.columnName === 'pred' && f.status === 'fail')).toBe(true)
  expect(await house.rows('profile_metrics', `column_name = 'x'`)).toHaveLength(4)
})

test('infinities and NaN are counted and kept out of the moments', async () => {
  const house = createHouse()
  await house.write(
    't.parquet',
    `select ts, case when x = 3 then 'nan'::double when x = 4 then 'inf'::double when x = 5 then '-inf'::double else x end as x from (${GOOD}) where x < 24`,
  )
  house.config(`version: 1\nmonitors:\n${monitor('m', 't.parquet')}`)
  await house.run()
  const [row] = await house.rows('profile_metrics', `column_name = 'x'`)
  const [expected] = await house.sql(
    `select avg(x) as m, min(x) as lo, max(x) as hi from '\${folder}/t.parquet' where isfinite(x)`,
  )
  expect(row).toMatchObject({ count: 24, num_nan: 1, min: expected!['lo'], max: expected!['hi'] })
  expect(row!['avg']).toBeCloseTo(expected!['m'] as number, 12)
})

test('a million categories, a hostile column name and 5,000 columns', async () => {
  const house = createHouse()
  await house.write(
    'many.parquet',
    `select timestamp '2026-02-02' + interval (i % 86400) second as ts, 'k' || i as "na'me"";
🙂" from range(1000000) t(i)`,
  )
  await house.write(
    'wide.parquet',
    `select timestamp '2026-02-02' + interval (i) hour as ts, ${Array.from({ length: 5000 }, (_, k) => `i + ${k} as c${k}`).join(', ')} from range(20) t(i)`,
  )
  house.config(`version: 1\nmonitors:\n${monitor('many', 'many.parquet')}${monitor('wide', 'wide.parquet', ', policy: classic')}`)
  const run = await house.run()
  expect(run.monitors.map((m) => m.error)).toEqual([null, null])
  const [row] = await house.rows('profile_metrics', `monitor = 'many' and column_name like 'na%'`)
  expect(row!['column_name']).toBe(`na'me";\n🙂`)
  expect(Math.abs((row!['distinct_count'] as number) - 1e6)).toBeLessThan(5e4)
  expect(
    await house.rows('profile_metrics', `monitor = 'wide' and "window"."start" = timestamptz '2026-02-02 00:00:00+00'`),
  ).toHaveLength(5002)
}, 120_000)

test('text in a numeric csv column counts as missing and is said', async () => {
  const house = createHouse()
  const line = (i: number, x: string): string => `2026-02-0${2 + (i % 4)} 10:00:00,${x}`
  writeFileSync(house.path('t.csv'), ['ts,x', ...Array.from({ length: 40 }, (_, i) => line(i, String(i)))].join('\n'))
  house.config(`version: 1\nmonitors:\n${monitor('m', 't.csv')}`)
  expect((await house.run()).exitCode).toBe(0)
  writeFileSync(
    house.path('t.csv'),
    ['ts,x', ...Array.from({ length: 40 }, (_, i) => line(i, i === 39 ? 'broken' : String(i)))].join('\n'),
  )
  const said: string[] = []
  await house.run({ now: '2026-03-01T13:00:00Z', say: (text) => said.push(text) })
  expect(said.join('\n')).toMatch(/\bx\b/)
  const nulls = (await house.rows('profile_metrics', `column_name = 'x'`)).map((r) => r['num_nulls'])
  expect(nulls).toEqual([0, 0, 0, 1])
})

test.each([
  ['vanished', 'ts, x', 'c', 1],
  ['changed its type', `ts, x::varchar || 'a' as x, c`, 'x', 1],
  ['appeared', 'ts, x, c, x * 2 as fresh', ':table', 0],
] as const)('a column that %s is a finding, and the rest is still computed', async (_name, select, column, exitCode) => {
  const house = createHouse()
  mkdirSync(house.path('data'))
  await house.write('data/a.parquet', GOOD)
  house.config(`version: 1\nmonitors:\n${monitor('m', 'data/*.parquet', ', reference: {previous: true}')}`)
  // x rises, so it drifts by itself: without it the run is fine.
  const before = await house.run()
  expect(before.exitCode).toBe(0)
  await house.write('data/a.parquet', `select ${select} from (${GOOD})`)
  const run = await house.run({ now: '2026-03-01T13:00:00Z' })
  const finding = only(run).outcome.findings.filter((f) => f.metric === 'schema' && f.columnName === column)
  expect(finding.map((f) => f.status)).toEqual([exitCode === 1 ? 'fail' : 'warn'])
  expect(run.exitCode).toBe(exitCode)
  expect(await house.rows('profile_metrics', `column_name = 'ts' and log_type = 'INPUT'`)).toHaveLength(4)
})

test('files of one folder with different columns are read together', async () => {
  const house = createHouse()
  mkdirSync(house.path('data'))
  await house.write('data/a.parquet', GOOD)
  await house.write('data/b.parquet', `select ts, x * 2 as y from (${GOOD})`)
  house.config(`version: 1\nmonitors:\n${monitor('m', 'data')}`)
  await house.run()
  const [row] = await house.rows('profile_metrics', `column_name = 'y'`)
  expect(row).toMatchObject({ count: 24, num_nulls: 24 })
})

test('hostile custom metrics are refused before anything is written', async () => {
  const house = createHouse()
  await house.write('t.parquet', GOOD)
  for (const sql of [
    'max(x); drop table t',
    "(select max(content) from read_text('/etc/passwd'))",
    'max(x)) from t --',
    "read_text('/etc/passwd')",
  ]) {
    house.config(
      `version: 1\nmonitors:\n${monitor('m', 't.parquet', `, custom_metrics: [{name: bad, type: aggregate, definition: ${JSON.stringify(sql)}}]`)}`,
    )
    const error = await refusal(house.run())
    expect(error.exitCode).toBe(2)
    expect(error.message).toMatch(/bad/)
  }
  expect(existsSync(house.path('.leeway/store.duckdb'))).toBe(false)
})

test('a store that cannot be written, and a configuration that cannot be read', async () => {
  const house = createHouse()
  await house.write('t.parquet', GOOD)
  writeFileSync(house.path('blocked'), 'a file, not a folder')
  house.config(`version: 1\nstore: blocked/store.duckdb\nmonitors:\n${monitor('m', 't.parquet')}`)
  const error = await refusal(house.run())
  expect([error.code, error.exitCode]).toEqual(['STORE_UNWRITABLE', 3])
  writeFileSync(house.path('leeway.yaml'), Buffer.from([0xff, 0xfe, 0, 1]))
  const unreadable = await refusal(house.run())
  expect([unreadable.code, unreadable.exitCode]).toEqual(['CONFIG_UNREADABLE', 2])
})
