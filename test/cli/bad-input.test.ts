/** Bad input through the command as a user runs it: the words, the exit code, and that what was recorded stays. */
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createHouse, type House } from '../monitor/house.ts'
import { LEEWAY, startProcess } from '../start-process.ts'

interface Ended {
  readonly code: number | null
  /** Both streams with each run of white space as one space: lines are broken at 80 columns. */
  readonly said: string
}

async function leeway(house: House, ...args: readonly string[]): Promise<Ended> {
  const { code, out, err } = await startProcess(process.execPath, [...LEEWAY, ...args], { cwd: house.folder }).ended
  return { code, said: `${out} ${err}`.replaceAll(/\s+/g, ' ') }
}
const run = (house: House): Promise<Ended> => leeway(house, 'run', '--as-of', '2026-03-01')

const GOOD = `select timestamp '2026-02-02' + interval (i) hour as ts, i::double as x, 'c' || i % 2 as c from range(96) t(i)`

const monitor = (table: string, more = ''): string =>
  `version: 1\nmonitors:\n  m:\n    type: time_series\n    table: ${table}\n    timestamp: ts\n    granularities: [1 day]\n${more}`

function houseOf(table: string, more = ''): House {
  const house = createHouse()
  house.config(monitor(table, more))
  return house
}

/** Place, what was found, how to mend it; no stack of calls. */
function expectWords(ended: Ended, code: number, ...words: readonly (string | RegExp)[]): void {
  expect(ended.code, ended.said).toBe(code)
  for (const word of words) expect(ended.said).toMatch(word)
  expect(ended.said).not.toMatch(/unexpected error| at \S+ \(/)
}

describe('a table that cannot be evaluated ends with 3', () => {
  const cases: readonly (readonly [string, string, (house: House) => unknown, readonly (string | RegExp)[]])[] = [
    ['a missing file', 'gone.parquet', (h) => h.write('gene.parquet', GOOD), ['no such file: gone.parquet', 'gene.parquet']],
    ['an empty file', 'e.parquet', (h) => writeFileSync(h.path('e.parquet'), ''), ['e.parquet', 'empty \\(0 bytes\\)', 'again']],
    ['an empty CSV file', 'e.csv', (h) => writeFileSync(h.path('e.csv'), ''), ['e.csv', 'empty \\(0 bytes\\)', 'again']],
    [
      'a CSV file of a header alone',
      'h.csv',
      (h) => writeFileSync(h.path('h.csv'), 'ts,x\n'),
      ['h.csv', 'the table has no rows'],
    ],
    ['a table without rows', 'n.parquet', (h) => h.write('n.parquet', `${GOOD} limit 0`), ['n.parquet', 'the table has no rows']],
    [
      'a truncated Parquet file',
      'cut.parquet',
      async (h) => {
        await h.write('cut.parquet', GOOD)
        truncateSync(h.path('cut.parquet'), 700)
      },
      ['cut.parquet', 'not whole: write or copy it again'],
    ],
    ['an empty folder', 'data', (h) => mkdirSync(h.path('data')), ['the folder holds no Parquet, CSV or JSON file']],
    [
      'a folder of two formats',
      'data',
      async (h) => {
        mkdirSync(h.path('data'))
        await h.write('data/a.parquet', GOOD)
        await h.write('data/b.csv', GOOD)
      },
      ['files of more than one format: 1 parquet, 1 csv', 'name one kind with a glob'],
    ],
    [
      'timestamps that are all missing',
      't.parquet',
      (h) => h.write('t.parquet', 'select null::timestamp as ts, i as x from range(50) t(i)'),
      ['no row falls into a window: 50 without a timestamp', 'check timestamp: ts'],
    ],
    [
      'timestamps that cannot be read',
      't.parquet',
      (h) => h.write('t.parquet', `select 'day ' || i as ts, i as x from range(50) t(i)`),
      ['50 with one that cannot be read', 'timestamp_format'],
    ],
    [
      'timestamps that all lie in the future',
      't.parquet',
      (h) => h.write('t.parquet', GOOD.replace('2026', '2099')),
      ['no row falls into a window: 96 after 2026-03-01', 'the clock, time_zone'],
    ],
  ]
  test.each(cases)('%s', async (_name, table, make, words) => {
    const house = houseOf(table)
    await make(house)
    expectWords(await run(house), 3, /m could not be evaluated/, ...words.map((word) => new RegExp(word)))
    expectWords(await leeway(house, 'export', 'windows'), 0, /^\[ ?\] $/)
  })
})

test.each([
  ['time series', '', 'select * from t where i < 0'],
  ['time series whose timestamps are lost', '', 'select * replace (null::timestamp as ts) from t'],
  ['snapshot', 'snapshot', 'select * from t where i < 0'],
] as const)('a delivery that fails takes nothing away: %s', async (_name, type, query) => {
  const house = houseOf('t.parquet')
  if (type === 'snapshot') house.config('version: 1\nmonitors:\n  m: {type: snapshot, table: t.parquet}\n')
  const all = `(select *, row_number() over () as i from (${GOOD}))`
  await house.write('t.parquet', `select * from ${all}`)
  expectWords(await run(house), 0, 'The one monitor is fine')
  const before = await house.everything()
  expect(await house.rows('windows')).toHaveLength(type === 'snapshot' ? 1 : 4)
  await house.write('t.parquet', query.replace('from t', `from ${all}`))
  expectWords(await run(house), 3, 't.parquet', 'What was computed before is kept')
  expect((await house.everything()) === before).toBe(true)
})

test('files of a folder with other columns and types are read together, and every difference is named with its file', async () => {
  const house = houseOf('data')
  mkdirSync(house.path('data'))
  await house.write('data/a.parquet', GOOD)
  await house.write('data/b.parquet', `select ts, x::varchar || 'z' as x from (${GOOD})`)
  const ended = await run(house)
  expectWords(ended, 0, /column x has different types: DOUBLE in \S*a\.parquet, VARCHAR in \S*b\.parquet/)
  expect(ended.said).toMatch(/column c is missing in 1 of 2 files, the first is \S*b\.parquet: null there/)
  const counts = await house.sql(`select count(c)::int as n from read_parquet('\${folder}/data/*.parquet', union_by_name = true)`)
  const rows = await house.rows('profile_metrics', `column_name = 'c'`)
  expect(rows.reduce((sum, row) => sum + (row['count'] as number), 0)).toBe(counts[0]!['n'])
})

test.each([
  ['vanished', 'ts, x', 'FAIL c is no longer in the table'],
  ['changed its type', `ts, x::varchar || 'a' as x, c`, 'FAIL x changed its type from double to string'],
])('a column that %s fails with 1, and the rest is computed', async (_name, columns, words) => {
  const house = houseOf('t.parquet')
  await house.write('t.parquet', GOOD)
  expectWords(await run(house), 0)
  await house.write('t.parquet', `select ${columns} from (${GOOD})`)
  expectWords(await run(house), 1, words)
  expect(await house.rows('profile_metrics', `column_name = 'ts' and log_type = 'INPUT'`)).toHaveLength(4)
})

test('a timestamp column that vanished is a mistake with its place, and what was computed stays', async () => {
  const house = houseOf('t.parquet')
  await house.write('t.parquet', GOOD)
  expectWords(await run(house), 0)
  const before = await house.everything()
  await house.write('t.parquet', `select x, c from (${GOOD})`)
  expectWords(await run(house), 2, /leeway\.yaml:6:16 error unknown column "ts"/, 'x, c')
  expect((await house.everything()) === before).toBe(true)
})

describe('SQL that is not one harmless expression is refused with 2, at its own line, and no store is made', () => {
  const refused = [
    'max(x); drop table t',
    "max(x); copy (select 1) to 'out.csv'",
    "max(x); attach 'other.duckdb'",
    '(select max(x) from t)',
    "(select max(content) from read_text('secret.txt'))",
    "max((from read_blob('secret.txt')))",
    'max(x) filter (where exists (select 1))',
    "read_csv('secret.txt')",
    "max(getenv('HOME'))",
    "max(current_setting('temp_directory'))",
    "max(query('select 1'))",
    'max(x)) from t --',
    'max(x) /* c',
    'max(x) over ()',
    'random()',
    'max(nosuch)',
  ]
  test('custom metrics, all of them named at once', async () => {
    const lines = refused.map((sql, i) => `      - {name: bad${i}, type: aggregate, definition: ${JSON.stringify(sql)}}\n`)
    const house = houseOf(
      't.parquet',
      `    custom_metrics:\n      - {name: good, type: aggregate, definition: max(x)}\n${lines.join('')}`,
    )
    await house.write('t.parquet', GOOD)
    writeFileSync(house.path('secret.txt'), 'do-not-tell')
    const ended = await run(house)
    expectWords(ended, 2)
    expect(ended.said).not.toContain('do-not-tell')
    expect(ended.said).not.toContain('"good"')
    for (const i of refused.keys())
      expect(ended.said, refused[i]).toMatch(new RegExp(`leeway\\.yaml:${10 + i}:\\d+ error custom metric "bad${i}"`))
    expect(ended.said).toContain(`correct these ${refused.length} problems`)
    expect(existsSync(house.path('.leeway/store.duckdb'))).toBe(false)
    expect(readdirSync(house.folder).filter((file) => file !== '.leeway')).toEqual(['leeway.yaml', 'secret.txt', 't.parquet'])
  })

  test('a metric that is one value of each row, and slices that are no condition on a row', async () => {
    const house = houseOf(
      't.parquet',
      '    slices:\n      - "x > 3"\n      - "max(x) > 3"\n      - "x > (select 1)"\n    custom_metrics:\n      - {name: bare, type: aggregate, definition: x}\n',
    )
    await house.write('t.parquet', GOOD)
    expectWords(
      await run(house),
      2,
      /leeway\.yaml:10:9 error slice: the same for all rows/,
      /leeway\.yaml:11:9 error slice: not allowed in an expression: a subquery/,
      /leeway\.yaml:13:\d+ error custom metric "bare": one value of each row/,
      'correct these 3 problems',
    )
    expect(existsSync(house.path('.leeway/store.duckdb'))).toBe(false)
  })
})

test.each([
  ['lies below a file', 'blocked/store.duckdb', 'blocked', /the store cannot be made/],
  ['is no database', 'blocked', 'blocked', /the store is damaged.*move the file/],
] as const)('a store that %s ends with 3 and is left as it is', async (_name, path, file, words) => {
  const house = createHouse()
  await house.write('t.parquet', GOOD)
  writeFileSync(house.path(file), 'a file of somebody else, longer than a header of a database')
  house.config(monitor('t.parquet').replace('monitors:', `store: ${path}\nmonitors:`))
  expectWords(await run(house), 3, words)
  expect(readFileSync(house.path(file), 'utf8')).toBe('a file of somebody else, longer than a header of a database')
})

test.each([
  ['is UTF-16', Buffer.from([0xff, 0xfe, 0, 1]), /UTF-16 save it as UTF-8/],
  ['is empty', '', /leeway\.yaml:1:1 error the file is empty/],
  ['is broken', 'a: [\n', /leeway\.yaml:1:5 error/],
  ['is a data file', 'a'.repeat(4_000_001), /too large.*is this a data file\?/],
])('a configuration that %s ends with 2 and makes nothing', async (_name, text, words) => {
  const house = createHouse()
  writeFileSync(house.path('leeway.yaml'), text)
  expectWords(await run(house), 2, words)
  expect(readdirSync(house.folder)).toEqual(['leeway.yaml'])
})
