import { expect, test } from 'vitest'
import { ConfigError } from '../../src/config/problem.ts'
import { renderProblems } from '../../src/config/render-problems.ts'
import { createHouse } from './house.ts'

/** What a run says of a configuration with these labels, and of a table of ids, classes and times. */
async function said(labels: string, more = ''): Promise<string> {
  const house = createHouse()
  await house.write(
    'p.parquet',
    `select i as id, timestamp '2026-01-05' + interval (i) hour as ts, i % 2 as y, i::double as x from range(48) t(i)`,
  )
  await house.write(
    'l.parquet',
    `select i as booking, i % 2 as won, i % 2 = 0 as flag, 'n' || i as name, i * 1000 as seconds, timestamp '2026-01-06' as seen from range(48) t(i)`,
  )
  house.config(`version: 1
monitors:
  m:
    table: p.parquet
    timestamp: ts
    granularities: [1 day]
    problem: classification
    prediction: y
    label: truth
    labels: ${labels}
${more}`)
  try {
    await house.run()
  } catch (error) {
    if (error instanceof ConfigError) return renderProblems(error.problems, { colour: false })
    throw error
  }
  throw new Error('expected problems')
}

test('unknown columns of both tables are told at once, each in its place with the nearest name', async () => {
  const text = await said('{table: l.parquet, on: {idd: bookings}, value: wonn, known_at: sen}')
  for (const found of [
    /leeway\.yaml:10:37 +error +unknown column "idd"[\s\S]*not in the table of the predictions \(4 columns\)\. Nearest: id/,
    /leeway\.yaml:10:42 +error +unknown column "bookings"[\s\S]*not in the label table \(6 columns\)\. Nearest: booking/,
    /leeway\.yaml:10:60 +error +unknown column "wonn"[\s\S]*Nearest: won/,
    /leeway\.yaml:10:76 +error +unknown column "sen"[\s\S]*Nearest: seen/,
  ])
    expect(text).toMatch(found)
})

test.each([
  [
    'a list that only one table has',
    '{table: l.parquet, on: [id], value: won}',
    /leeway\.yaml:10:\d+ +error +unknown column "id"/,
  ],
  ['SQL of the value', '{table: l.parquet, on: {id: booking}, value: "case when wn = 1 then 1 end"}', /did you mean won\?/],
  [
    'a value over all outcomes',
    '{table: l.parquet, on: {id: booking}, value: "max(won)"}',
    /one value of all outcomes, not of each/,
  ],
  [
    'SQL of the condition',
    '{table: l.parquet, on_sql: "p.idd = l.booking", value: won}',
    /leeway\.yaml:10:\d+ +error +no column idd in [\s\S]*did you mean id\?/,
  ],
  [
    'a condition that is none',
    '{table: l.parquet, on_sql: "p.id + l.booking", value: won}',
    /a value of type BIGINT, not a condition/,
  ],
  [
    'a time that is a number',
    '{table: l.parquet, on: {id: booking}, value: won, known_at: seconds}',
    /column "seconds" is BIGINT[\s\S]*to_timestamp\(column\)/,
  ],
  [
    'classes of another kind',
    '{table: l.parquet, on: {id: booking}, value: flag}',
    /column "truth" is BOOLEAN[\s\S]*true never equals 1/,
  ],
])('%s is a mistake with its place', async (_name, labels, expected) => {
  expect(await said(labels)).toMatch(expected)
})

test('a label of a regression must be a number', async () => {
  const text = await said('{table: l.parquet, on: {id: booking}, value: name}', '').catch(String)
  // Classes may be text.
  expect(text).toContain('expected problems')
  const house = createHouse()
  await house.write(
    'p.parquet',
    `select i as id, timestamp '2026-01-05' + interval (i) hour as ts, i::double as x from range(48) t(i)`,
  )
  await house.write('l.parquet', `select i as id, 'n' || i as name from range(48) t(i)`)
  house.config(`version: 1
monitors:
  m: {table: p.parquet, timestamp: ts, granularities: [1 day], problem: regression, prediction: x, label: truth, labels: {table: l.parquet, on: [id], value: name}}
`)
  const error = await house.run().catch((e: unknown) => e)
  expect(error).toBeInstanceOf(ConfigError)
  expect(renderProblems((error as ConfigError).problems, { colour: false })).toMatch(
    /column "truth" is VARCHAR[\s\S]*expected a number/,
  )
})

test('checks, types and custom metrics may name the joined label, slices may not', async () => {
  const text = await said(
    '{table: l.parquet, on: {id: booking}, value: won}',
    '    types: {truth: categorical}\n    checks: [{metric: avg, columns: [truth], fail: {above: 1}}]\n    custom_metrics: [{name: a, type: aggregate, definition: "avg(truht)"}, {name: b, type: aggregate, definition: "avg(truth + x)"}]\n    slices: [truth]\n',
  )
  expect(text).toContain('unknown column "truth"')
  expect(text).toContain('custom metric "a"')
  expect(text.match(/error/g)).toHaveLength(2)
})

test('a label table that is not there stops its own monitor, and not as a mistake of the configuration', async () => {
  const house = createHouse()
  await house.write(
    'p.parquet',
    `select i as id, timestamp '2026-01-05' + interval (i) hour as ts, i % 2 as y from range(48) t(i)`,
  )
  house.config(`version: 1
monitors:
  m: {table: p.parquet, timestamp: ts, granularities: [1 day], problem: classification, prediction: y, label: truth, labels: {table: none.parquet, on: [id], value: won}}
`)
  const run = await house.run()
  expect(run.exitCode).toBe(3)
  expect(run.monitors[0]!.error).toMatchObject({ code: 'TABLE_NOT_FOUND' })
})
