import { mkdir, truncate } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFixture, type Fixture, rejection } from './fixture.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(() => fixture.close())

const HOSTILE = [
  'a"b',
  "a'b",
  'semi;colon',
  'line\nbreak',
  '🙂',
  '--',
  'select',
  'x.y',
  '{{input_column}}',
  `$\{env:HOME}`,
  '%s',
  'back\\slash',
]

describe('formats', () => {
  const query = `select i as id, i * 1.5::double as x, 'a' || i as s, timestamp '2024-01-01' + to_days(i::int) as t, i % 2 = 0 as b from range(10) r(i)`
  it.each(['t.parquet', 't.csv', 't.csv.gz', 't.csv.zst', 't.json', 't.json.gz', 't.json.zst'])(
    '%s is read with its types',
    async (name) => {
      const table = await fixture.write(name, query)
      const { columns, files } = await fixture.engine.describe({ table })
      expect(columns.map((c) => [c.name, c.dataType, c.kind])).toEqual([
        ['id', 'bigint', 'numeric'],
        ['x', 'double', 'numeric'],
        ['s', 'string', 'categorical'],
        ['t', 'timestamp', 'timestamp'],
        ['b', 'boolean', 'boolean'],
      ])
      expect([...files!.keys()]).toEqual([table])
      const frozen = await fixture.engine.freeze({
        source: { table },
        timestamp: null,
        columns,
        sampleRows: 100,
        maxCategories: 100,
        sliceColumns: [],
      })
      expect([...frozen.numeric.get('x')!.sorted]).toEqual([0, 1.5, 3, 4.5, 6, 7.5, 9, 10.5, 12, 13.5])
      expect(frozen.categories.get('b')).toEqual({
        items: new Map([
          ['false', 5],
          ['true', 5],
        ]),
        other: 0,
        complete: true,
      })
    },
  )

  it('a Parquet file says its rows without a scan, and its version changes with the file', async () => {
    const table = await fixture.write('v.parquet', 'select 1 as x')
    const before = await fixture.engine.describe({ table })
    expect(before.rows).toBe(1)
    await fixture.write('v.parquet', 'select unnest([1, 2, 3]) as x')
    const after = await fixture.engine.describe({ table })
    expect(after.rows).toBe(3)
    expect(after.version).not.toBe(before.version)
  })

  it('file names are never patterns unless they were written as one', async () => {
    const odd = await fixture.write("odd [1]*?'.parquet", 'select 7 as x')
    await fixture.write('odd 1.parquet', 'select 8 as x')
    const { rows } = await fixture.engine.describe({ table: odd })
    expect(rows).toBe(1)
  })
})

describe('folders and globs', () => {
  it('a glob reads every matching file', async () => {
    await fixture.write('g-1.parquet', 'select 1 as x')
    await fixture.write('g-2.parquet', 'select 2 as x')
    expect((await fixture.engine.describe({ table: fixture.path('g-*.parquet') })).rows).toBe(2)
  })

  it('a folder with hive partitions has the partitions as columns', async () => {
    await fixture.sql(
      `copy (select i as x, i % 2 as part, 'k' || (i % 3) as "key" from range(12) r(i)) to '${fixture.path('hive')}' (format parquet, partition_by (part, "key"))`,
    )
    const { columns, rows } = await fixture.engine.describe({ table: fixture.path('hive') })
    expect(columns.map((c) => c.name)).toEqual(['x', 'key', 'part'])
    expect(rows).toBe(12)
  })

  it('different schemas are read by name, and said', async () => {
    await mkdir(fixture.path('mixed'))
    await fixture.write('mixed/a.parquet', 'select 1::int as x, 2 as y')
    await fixture.write('mixed/b.parquet', "select 'text' as x, 5 as z")
    const { columns, notes } = await fixture.engine.describe({ table: fixture.path('mixed') })
    expect(columns.map((c) => c.name)).toEqual(['x', 'y', 'z'])
    expect(notes.join('\n')).toMatch(/column y is missing in 1 of 2 files.*b\.parquet/)
    expect(notes.join('\n')).toMatch(/column z is missing in 1 of 2 files.*a\.parquet/)
    expect(notes.join('\n')).toMatch(/column x has different types: .*INTEGER.*VARCHAR/)
  })

  it('markers, hidden and empty files are passed over; other formats beside are refused', async () => {
    await mkdir(fixture.path('lake'))
    await fixture.write('lake/a.parquet', 'select 1 as x')
    await fixture.text('lake/_SUCCESS', '')
    await fixture.text('lake/.a.parquet.crc', 'x')
    await fixture.text('lake/empty.parquet', '')
    const { rows, notes } = await fixture.engine.describe({ table: fixture.path('lake') })
    expect(rows).toBe(1)
    expect(notes).toEqual([expect.stringContaining('1 of 2 files are empty')])
    await fixture.text('lake/b.csv', 'x\n1\n')
    const error = await rejection(fixture.engine.describe({ table: fixture.path('lake') }))
    expect(error.code).toBe('TABLE_UNREADABLE')
    expect(error.message).toContain('parquet')
    expect(error.mend).toContain('*.parquet')
  })

  it('a Delta table is not mistaken for its files', async () => {
    await mkdir(fixture.path('delta/_delta_log'), { recursive: true })
    await fixture.write('delta/a.parquet', 'select 1 as x')
    expect((await rejection(fixture.engine.describe({ table: fixture.path('delta') }))).code).toBe('ENGINE_UNSUPPORTED')
  })
})

describe('databases and queries', () => {
  it('tables and views of a .duckdb file are read, read-only, with relative paths from the base folder', async () => {
    await fixture.write('beside.parquet', 'select 42 as x')
    await fixture.sql(
      `create table "odd ""name" as select 1 as x; create schema s; create table s.t as select 2 as y; create table src as from range(5) r(x);
       create view v as select x, x + 1 as x1 from src`,
      'w.duckdb',
    )
    const engine = fixture.engineOver({ databasePath: fixture.path('w.duckdb') })
    expect((await engine.describe({ table: 'odd "name' })).rows).toBe(1)
    expect((await engine.describe({ table: 's.t' })).columns.map((c) => c.name)).toEqual(['y'])
    const view = await engine.describe({ table: 'v' })
    expect(view.columns.map((c) => c.name)).toEqual(['x', 'x1'])
    expect(view.version).toBeNull()
    expect((await engine.describe({ table: 'src' })).version).not.toBeNull()
    expect((await engine.describe({ query: "select * from 'beside.parquet'" })).columns.map((c) => c.name)).toEqual(['x'])
    const missing = await rejection(engine.describe({ table: 'scr' }))
    expect(missing.code).toBe('TABLE_NOT_FOUND')
    expect(missing.mend).toContain('src')
    await expect(engine.query('create table forbidden as select 1')).rejects.toThrow(/read-only/)
  })

  it('a query must be one SELECT', async () => {
    for (const query of ['select 1; select 2', 'drop table x', 'selec 1']) {
      expect((await rejection(fixture.engine.describe({ query }))).code, query).toBe('SQL_REFUSED')
    }
    expect((await fixture.engine.describe({ query: 'select 1 as x -- a remark' })).columns).toHaveLength(1)
  })

  it('values are bound, not pasted', async () => {
    expect(
      await fixture.engine.query('select ?::varchar as a, ?::double as b, ? is null as c', ["x'; drop table y", 1.5, null]),
    ).toEqual([{ a: "x'; drop table y", b: 1.5, c: true }])
  })
})

describe('bad input', () => {
  const cases: readonly (readonly [string, () => Promise<string>, string, RegExp])[] = [
    [
      'a missing file names the nearest',
      async () => {
        await fixture.write('flights.parquet', 'select 1 as x')
        return fixture.path('fligths.parquet')
      },
      'TABLE_NOT_FOUND',
      /flights\.parquet/,
    ],
    ['a missing folder', async () => fixture.path('nowhere/a.parquet'), 'TABLE_NOT_FOUND', /relative to/],
    ['a glob without files', async () => fixture.path('zzz*.parquet'), 'TABLE_NOT_FOUND', /\.parquet/],
    ['an empty file', async () => fixture.text('empty.parquet', ''), 'TABLE_EMPTY', /again/],
    ['an empty CSV file', async () => fixture.text('empty.csv', ''), 'TABLE_EMPTY', /again/],
    [
      'an empty folder',
      async () => {
        await mkdir(fixture.path('void'))
        return fixture.path('void')
      },
      'TABLE_EMPTY',
      /folder/,
    ],
    [
      'no Parquet at all',
      async () => fixture.text('fake.parquet', 'this is not Parquet at all'),
      'TABLE_UNREADABLE',
      /not whole/,
    ],
    ['broken JSON', async () => fixture.text('bad.jsonl', '{"a": 1}\n{"a":'), 'TABLE_UNREADABLE', /mend/],
    ['an unknown kind of file', async () => fixture.text('book.xlsx', 'x'), 'TABLE_UNREADABLE', /\.parquet/],
    ['a database instead of a table', async () => fixture.text('x.duckdb', 'x'), 'TABLE_UNREADABLE', /connection/],
    ['a remote file', async () => 's3://bucket/x.parquet', 'ENGINE_UNSUPPORTED', /local/],
  ]
  it.each(cases)('%s', async (_name, make, code, mend) => {
    const table = await make()
    const error = await rejection(fixture.engine.describe({ table }))
    expect(error.code).toBe(code)
    expect(error.mend).toMatch(mend)
    expect(error.place).toContain(table.split('/').at(-1))
  })

  it('a truncated Parquet file is named, alone or in a folder', async () => {
    await mkdir(fixture.path('cut'))
    await fixture.write('cut/a.parquet', 'from range(1000) r(x)')
    const cut = await fixture.write('cut/b.parquet', 'from range(1000) r(x)')
    await truncate(cut, 300)
    for (const table of [cut, fixture.path('cut')]) {
      const error = await rejection(fixture.engine.describe({ table }))
      expect(error.code).toBe('TABLE_UNREADABLE')
      expect(`${error.place} ${error.message}`).toContain('b.parquet')
    }
  })

  it('a missing or damaged database is named', async () => {
    const missing = await rejection(fixture.engineOver({ databasePath: fixture.path('no.duckdb') }).describe({ table: 't' }))
    expect(missing.place).toBe(fixture.path('no.duckdb'))
    expect(missing.code).toBe('TABLE_NOT_FOUND')
    await fixture.text('junk.duckdb', 'junk '.repeat(4000))
    const junk = await rejection(fixture.engineOver({ databasePath: fixture.path('junk.duckdb') }).describe({ table: 't' }))
    expect(junk.code).toBe('TABLE_UNREADABLE')
    expect(junk.place).toBe(fixture.path('junk.duckdb'))
  })

  it('a nonsense memory limit is refused before anything runs', async () => {
    expect(() => fixture.engineOver({ memoryLimit: "1GB'; drop table x" })).toThrow(/memory_limit/)
  })
})

describe('width and names', () => {
  it('column names with quotes, semicolons, newlines and emoji work throughout', async () => {
    const columns = HOSTILE.map((name, i) => `${i} + i as ${fixture.engine.quoteName(name)}`)
    for (const file of ['hostile.parquet', 'hostile.csv', 'hostile.json']) {
      const table = await fixture.write(file, `select ${columns.join(', ')} from range(3) r(i)`)
      const description = await fixture.engine.describe({ table })
      expect(description.columns.map((c) => c.name)).toEqual(HOSTILE)
      const frozen = await fixture.engine.freeze({
        source: { table },
        timestamp: null,
        columns: description.columns,
        sampleRows: 10,
        maxCategories: 10,
        sliceColumns: HOSTILE,
      })
      for (const [i, name] of HOSTILE.entries()) {
        expect([...frozen.numeric.get(name)!.sorted]).toEqual([i, i + 1, i + 2])
        expect(frozen.sliceValues.get(name)).toEqual([`${i}`, `${i + 1}`, `${i + 2}`].sort())
      }
    }
  })

  it('5,000 columns are described and frozen in a few statements', async () => {
    const columns = Array.from({ length: 5000 }, (_, i) =>
      i % 5 === 0 ? `'v' || (i % ${1 + (i % 7)}) as c${i}` : `i * ${i} as c${i}`,
    )
    const table = await fixture.write('wide.parquet', `select ${columns.join(', ')} from range(20) r(i)`)
    const description = await fixture.engine.describe({ table })
    expect(description.columns).toHaveLength(5000)
    const frozen = await fixture.engine.freeze({
      source: { table },
      timestamp: null,
      columns: description.columns,
      sampleRows: 1000,
      maxCategories: 100,
      sliceColumns: ['c5'],
    })
    expect(frozen.statements).toBe(3)
    expect([...frozen.numeric.get('c4999')!.sorted].at(-1)).toBe(19 * 4999)
    expect(frozen.categories.get('c10')!.items.size).toBe(4)
  })
})
