import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ColumnState } from '../../../src/aggregates/states.ts'
import type { ColumnKind } from '../../../src/core/columns.ts'
import { segmentId, WHOLE } from '../../../src/core/window.ts'
import { type ColumnScan, type ColumnScanInput, scanColumns } from '../../../src/engines/duckdb/scan-columns.ts'
import { quoteName } from '../../../src/engines/duckdb/scan-sql.ts'
import type { ScanColumn, ScanWindow } from '../../../src/engines/engine.ts'
import { estimateDistinct } from '../../../src/stats/hyper-log-log.ts'

const ROWS = 30_000
const HOSTILE = 'a "quoted"; drop table x;\n😀'
const folder = mkdtempSync(join(tmpdir(), 'leeway-scan-'))
const file = join(folder, 'nasty.parquet')

const numeric = (name: string, engineType: string, extra: Partial<ScanColumn> = {}): ScanColumn => ({
  column: { name, engineType, dataType: 'double', kind: 'numeric' },
  edges: Float64Array.of(-5, 0, 0.5, 10, 1000),
  ...extra,
})
const other = (name: string, engineType: string, kind: ColumnKind, extra: Partial<ScanColumn> = {}): ScanColumn => ({
  column: { name, engineType, dataType: 'string', kind },
  ...extra,
})

const numbers = [
  numeric('x', 'DOUBLE'),
  numeric('far', 'DOUBLE', { shift: 1e9, edges: Float64Array.of(1e9 - 1, 1e9, 1e9 + 1) }),
  numeric('f', 'FLOAT'),
  numeric('dec', 'DECIMAL(20,3)'),
  numeric('big', 'BIGINT'),
  numeric('u', 'UBIGINT'),
  numeric('h', 'HUGEINT'),
  numeric('i', 'INTEGER'),
  numeric('nothing', 'DOUBLE'),
  numeric('many', 'BIGINT'),
  numeric(HOSTILE, 'DOUBLE'),
]
const texts = [
  other('t', 'VARCHAR', 'text', { categories: ['v3', 'rare', "it's"] }),
  other('ids', 'VARCHAR', 'text'),
  other('no_text', 'VARCHAR', 'text'),
  other('class', 'DOUBLE', 'categorical'),
  other('price', 'DECIMAL(10,2)', 'categorical'),
]
const rest = [
  other('b', 'BOOLEAN', 'boolean'),
  other('at', 'TIMESTAMP', 'timestamp'),
  other('d', 'DATE', 'timestamp'),
  other('l', 'BIGINT[]', 'other'),
  other('s', 'STRUCT(a BIGINT)', 'other'),
  other('blob', 'BLOB', 'other'),
]
const columns = [...numbers, ...texts, ...rest]

/** Windows 0, 1, 2; 7 has one row, 9 none; rows without a key belong nowhere. */
const SELECT = `SELECT
  CASE WHEN i % 1000 = 999 THEN NULL WHEN i = 5 THEN 7 ELSE i * 3 // ${ROWS} END AS w,
  CASE WHEN i % 7 = 0 THEN NULL WHEN i % 101 = 1 THEN 'nan'::DOUBLE WHEN i % 101 = 2 THEN 'inf'::DOUBLE WHEN i % 101 = 3 THEN '-inf'::DOUBLE WHEN i % 13 = 0 THEN -0.0::DOUBLE ELSE (i % 500) / 8.0 - 10 END AS x,
  1e9 + (i % 5) - 2 AS far,
  CAST(0.1 * (i % 10) AS FLOAT) AS f,
  CAST(i / 8.0 AS DECIMAL(20,3)) AS "dec",
  9007199254740993 + i AS big,
  CAST(18446744073709551615 - i AS UBIGINT) AS u,
  CAST(-170141183460469231731687303715884105727 AS HUGEINT) + i AS h,
  CAST(i % 3 AS INTEGER) AS i,
  CAST(NULL AS DOUBLE) AS nothing,
  i * 7919 AS many,
  CAST(i % 20 AS DOUBLE) AS ${quoteName(HOSTILE)},
  CASE i % 50 WHEN 0 THEN NULL WHEN 1 THEN '😀😀é' WHEN 2 THEN '' WHEN 3 THEN 'it''s' ELSE 'v' || (i % 9) END AS t,
  'customer-' || i AS ids,
  CAST(NULL AS VARCHAR) AS no_text,
  CASE i % 6 WHEN 0 THEN 1.0 WHEN 1 THEN 2.5 WHEN 2 THEN 1e-7 WHEN 3 THEN 3e15 WHEN 4 THEN NULL ELSE -0.0 END::DOUBLE AS class,
  CAST((i % 3) / 2 AS DECIMAL(10,2)) AS price,
  CASE WHEN i % 11 = 0 THEN NULL ELSE i % 4 = 0 END AS b,
  CASE WHEN i % 17 = 0 THEN TIMESTAMP 'infinity' WHEN i % 17 = 1 THEN NULL ELSE TIMESTAMP '2024-02-29' + to_microseconds(i) END AS at,
  DATE '2024-02-29' + CAST(i % 40 AS INTEGER) AS d,
  CASE WHEN i % 2 = 0 THEN [i] END AS l,
  CASE WHEN i % 3 = 0 THEN {'a': i} END AS s,
  CASE WHEN i % 4 = 0 THEN 'x'::BLOB END AS blob,
  CASE i % 3 WHEN 0 THEN 'm1' WHEN 1 THEN 'm2' END AS model
FROM range(${ROWS}) r(i)`

const window = (key: number, extra: Partial<ScanWindow> = {}): ScanWindow => ({
  key,
  startUs: 0,
  endUs: 0,
  rows: ROWS / 3,
  values: key === 1,
  states: true,
  ...extra,
})
const input: ColumnScanInput = {
  databasePath: null,
  setup: ["SET TimeZone = 'UTC'"],
  from: `read_parquet('${file}')`,
  where: '',
  windowKey: 'w',
  windows: [window(0), window(1), window(7), window(9)],
  sliceCodes: [
    { key: 't', expression: 't', values: ['v1', "it's", 'absent'] },
    { key: 'even', expression: 'i % 2 = 0', values: ['true', 'false'] },
  ],
  model: { expression: 'model' },
  columns,
  keepCategories: 4,
  totalRows: ROWS,
  threads: 2,
}

/** Conditions of segments, in SQL of their own. */
const CONDITIONS: readonly (readonly [string, string])[] = [
  [segmentId(WHOLE), 'true'],
  [segmentId({ ...WHOLE, modelId: 'm2' }), "model = 'm2'"],
  [segmentId({ sliceKey: 't', sliceValue: "it's", modelId: null }), "t = 'it''s'"],
  [segmentId({ sliceKey: 'even', sliceValue: 'false', modelId: null }), 'i % 2 <> 0'],
  [segmentId({ sliceKey: 'even', sliceValue: 'true', modelId: 'm1' }), "i % 2 = 0 AND model = 'm1'"],
]

let query: (sql: string) => Promise<Record<string, unknown>>
beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run("SET TimeZone = 'UTC'")
  await connection.run(`COPY (${SELECT}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 5000)`)
  query = async (sql) => (await connection.runAndReadAll(sql)).getRowObjects()[0]! as Record<string, unknown>
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function stateOf(scan: ColumnScan, windowIndex: number, segment: string, name: string): ColumnState {
  const found = scan.segments.find((s) => s.window === windowIndex && segmentId(s.segment) === segment)
  if (!found) throw new Error(`no segment ${segment} in window ${windowIndex}`)
  return found.columns.get(name)!
}

const number = (x: unknown): number | null => (x === null || x === undefined ? null : Number(x))

async function expectNumbers(scan: ColumnScan, w: number, segment: string, condition: string): Promise<void> {
  const key = input.windows[w]!.key
  for (const { column, edges, shift } of numbers) {
    const x = `CAST(${quoteName(column.name)} AS DOUBLE)`
    const finite = `${x} > '-inf'::DOUBLE AND ${x} < 'inf'::DOUBLE`
    const bins = ['under', ...edges!].map((_, b) => {
      const above = b === 0 ? 'true' : `${x} > ${edges![b - 1]}`
      const below = b === edges!.length ? 'true' : `${x} <= ${edges![b]}`
      return `count(*) FILTER (${finite} AND ${above} AND ${below}) AS bin${b}`
    })
    const expected = await query(`SELECT count(*) AS n, count(${x}) AS nn, count(*) FILTER (isnan(${x})) AS nans,
      count(*) FILTER (${x} = 'inf'::DOUBLE) AS pos, count(*) FILTER (${x} = '-inf'::DOUBLE) AS neg, count(*) FILTER (${x} = 0) AS zeros,
      count(*) FILTER (${finite}) AS fin, min(${x}) FILTER (${finite}) AS lo, max(${x}) FILTER (${finite}) AS hi,
      sum(${x} - ${shift ?? 0}) FILTER (${finite}) AS total, sum((${x} - ${shift ?? 0}) ** 2) FILTER (${finite}) AS squares,
      count(DISTINCT ${x}) FILTER (${finite}) AS different, ${bins.join(', ')}
      FROM '${file}' WHERE w = ${key} AND (${condition})`)
    const state = stateOf(scan, w, segment, column.name)
    const place = `${column.name} in ${segment} of window ${key}`
    expect(state.counts, place).toEqual({
      rows: number(expected['n']),
      nonNull: number(expected['nn']),
      nan: number(expected['nans']),
      positiveInfinity: number(expected['pos']),
      negativeInfinity: number(expected['neg']),
      zeros: number(expected['zeros']),
    })
    const moments = state.moments!
    expect([moments.n, moments.min, moments.max], place).toEqual([
      number(expected['fin']),
      number(expected['lo']),
      number(expected['hi']),
    ])
    for (const [actual, key] of [
      [moments.sum, 'total'],
      [moments.sumSquares, 'squares'],
    ] as const) {
      const wanted = number(expected[key]) ?? 0
      expect(Math.abs(actual - wanted), `${key} of ${place}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)))
    }
    expect([...state.histogram!], place).toEqual(bins.map((_, b) => number(expected[`bin${b}`])))
    const different = Number(expected['different'])
    const allowed = Math.max(0.5, different * 0.07)
    expect(Math.abs(estimateDistinct(state.distinct!).statistic - different), `distinct of ${place}`).toBeLessThanOrEqual(allowed)
  }
}

describe.each([
  ['in one thread', ROWS],
  ['in worker threads', 1e9],
])('the scan %s', (_, totalRows) => {
  let scan: ColumnScan
  beforeAll(async () => {
    scan = await scanColumns({ ...input, totalRows })
  })

  it("counts, sums and bins numbers as DuckDB's own aggregates do, in every kind of segment", async () => {
    for (const [segment, condition] of CONDITIONS) await expectNumbers(scan, 0, segment, condition)
    await expectNumbers(scan, 1, segmentId(WHOLE), 'true')
    await expectNumbers(scan, 2, segmentId(WHOLE), 'true')
  })

  it('gives a window without rows empty states, and no segments but the whole', () => {
    const empty = scan.segments.filter((s) => s.window === 3)
    expect(empty.map(({ segment, rows }) => [segment, rows])).toEqual([[WHOLE, 0]])
    expect(empty[0]!.columns.get('x')!.moments).toEqual({ n: 0, shift: 0, sum: 0, sumSquares: 0, min: null, max: null })
    expect(empty[0]!.columns.get('t')).toMatchObject({ counts: { rows: 0, nonNull: 0 }, categories: { complete: true } })
    expect(scan.segments.every(({ rows, window }) => rows > 0 || window === 3)).toBe(true)
  })

  it('counts rows per segment, and leaves out rows without a window', async () => {
    for (const [segment, condition] of CONDITIONS) {
      const { n } = await query(`SELECT count(*) AS n FROM '${file}' WHERE w = 0 AND (${condition})`)
      expect(scan.segments.find((s) => s.window === 0 && segmentId(s.segment) === segment)!.rows).toBe(Number(n))
    }
    const { n } = await query(`SELECT count(*) AS n FROM '${file}' WHERE w IN (0, 1, 7)`)
    expect(scan.rowsRead).toBe(Number(n))
  })

  it('counts texts, their lengths in code points, and the most frequent by name', async () => {
    for (const [segment, condition] of CONDITIONS) {
      const where = `w = 0 AND (${condition})`
      const state = stateOf(scan, 0, segment, 't')
      const lengths = await query(
        `SELECT count(t) AS n, min(length(t)) AS min, max(length(t)) AS max, coalesce(sum(length(t)), 0) AS sum FROM '${file}' WHERE ${where}`,
      )
      for (const part of ['n', 'min', 'max', 'sum'] as const) expect(state.lengths![part]).toBe(number(lengths[part]))
      let listed = 0
      for (const [value, count] of state.categories!.items) {
        const { n } = await query(`SELECT count(*) AS n FROM '${file}' WHERE ${where} AND t = '${value.replaceAll("'", "''")}'`)
        expect([value, count]).toEqual([value, Number(n)])
        listed += count
      }
      expect(listed + state.categories!.other).toBe(state.lengths!.n)
      if (!state.categories!.complete)
        for (const value of ['v3', 'rare', "it's"]) expect(state.categories!.items.has(value)).toBe(true)
      const { n } = await query(`SELECT count(DISTINCT t) AS n FROM '${file}' WHERE ${where}`)
      expect(Math.round(estimateDistinct(state.distinct!).statistic)).toBe(Number(n))
    }
    const top = stateOf(scan, 0, segmentId(WHOLE), 't').categories!
    expect([...top.items.keys()].filter((value) => !['v3', 'rare', "it's"].includes(value))).toHaveLength(4)
    expect(stateOf(scan, 0, segmentId(WHOLE), 'no_text').categories).toEqual({ items: new Map(), other: 0, complete: true })
  })

  it('keeps the smallest of equally frequent values, and estimates how many there are', async () => {
    const state = stateOf(scan, 0, segmentId(WHOLE), 'ids')
    const wanted: string[] = []
    for (let skip = 0; skip < 4; skip++) {
      const row = await query(`SELECT ids FROM '${file}' WHERE w = 0 ORDER BY ids LIMIT 1 OFFSET ${skip}`)
      wanted.push(String(row['ids']))
    }
    expect([...state.categories!.items.keys()]).toEqual(wanted)
    expect(state.categories!.other).toBe(state.counts.nonNull - 4)
    expect(Math.abs(estimateDistinct(state.distinct!).statistic / state.counts.nonNull - 1)).toBeLessThan(0.05)
  })

  it('writes whole numbers of class columns without a decimal point', () => {
    const classes = stateOf(scan, 1, segmentId(WHOLE), 'class').categories!
    // Five values came equally often (within one row): four are kept.
    const written = ['0', '1', '1e-7', '2.5', '3000000000000000']
    expect([...classes.items.keys()].filter((value) => written.includes(value))).toHaveLength(4)
    const prices = stateOf(scan, 1, segmentId(WHOLE), 'price').categories!
    expect([...prices.items.keys()].sort()).toEqual(['0', '0.5', '1'])
  })

  it('counts booleans, instants, dates, lists, structs and bytes', async () => {
    const whole = segmentId(WHOLE)
    const b = await query(`SELECT count(b) AS n, count(*) FILTER (b) AS yes FROM '${file}' WHERE w = 0`)
    const state = stateOf(scan, 0, whole, 'b')
    expect(state.counts.nonNull).toBe(Number(b['n']))
    expect(state.categories!.items).toEqual(
      new Map([
        ['false', Number(b['n']) - Number(b['yes'])],
        ['true', Number(b['yes'])],
      ]),
    )
    const at = await query(
      `SELECT count("at") AS n, count(*) FILTER ("at" = 'infinity') AS inf, epoch_us(min("at")) AS lo, epoch_us(max("at") FILTER (isfinite("at"))) AS hi FROM '${file}' WHERE w = 0`,
    )
    const instants = stateOf(scan, 0, whole, 'at')
    expect(instants.counts).toMatchObject({ nonNull: Number(at['n']), positiveInfinity: Number(at['inf']) })
    expect(instants.moments).toMatchObject({ min: Number(at['lo']), max: Number(at['hi']) })
    expect(stateOf(scan, 0, whole, 'd').moments!.min).toBe(Date.UTC(2024, 1, 29) * 1000)
    for (const name of ['l', 's', 'blob']) {
      const { n } = await query(`SELECT count(${name}) AS n FROM '${file}' WHERE w = 0`)
      expect(stateOf(scan, 0, whole, name).counts.nonNull).toBe(Number(n))
      expect(Object.keys(stateOf(scan, 0, whole, name))).toEqual(['counts'])
    }
  })

  it('returns the sorted finite values of the windows that ask for them, per segment', async () => {
    expect([...new Set(scan.values.map((v) => v.window))]).toEqual([1])
    for (const [segment, condition] of CONDITIONS) {
      const values = scan.values.find((v) => segmentId(v.segment) === segment)!
      for (const { column } of numbers) {
        const x = `CAST(${quoteName(column.name)} AS DOUBLE)`
        const { list } = await query(
          `SELECT string_agg(v, ' ' ORDER BY v2) AS list FROM (SELECT CAST(${x} + 0.0 AS VARCHAR) AS v, ${x} AS v2 FROM '${file}' WHERE w = 1 AND (${condition}) AND ${x} > '-inf'::DOUBLE AND ${x} < 'inf'::DOUBLE)`,
        )
        const sorted = values.sorted.get(column.name)!
        const wanted = list === null ? [] : String(list).split(' ').map(Number)
        expect(sorted.length, column.name).toBe(wanted.length)
        expect(
          sorted.every((value, i) => value === wanted[i]),
          column.name,
        ).toBe(true)
      }
    }
  })

  it('says nothing where there is nothing to say', () => {
    expect(scan.notes).toEqual([])
  })
})

describe('the scan', () => {
  it('interrupts its queries and ends its threads when it is told to stop', async () => {
    const from = '(SELECT i::DOUBLE AS x, 0 AS w FROM range(100000000000) r(i))'
    for (const totalRows of [1, 1e12]) {
      const stop = new AbortController()
      setTimeout(() => {
        stop.abort()
      }, 300)
      const columns = [numeric('x', 'DOUBLE'), numeric('w', 'INTEGER')]
      const running = scanColumns({ ...input, from, sliceCodes: [], model: null, columns, totalRows, signal: stop.signal })
      await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' })
    }
  })

  it("hands DuckDB's own words on, from a thread too", async () => {
    for (const totalRows of [1, 1e12]) {
      const running = scanColumns({ ...input, totalRows, columns: [numeric('absent', 'DOUBLE'), numeric('x', 'DOUBLE')] })
      await expect(running).rejects.toMatchObject({ code: 'ENGINE_FAILED', message: expect.stringContaining('absent') })
    }
  })

  it('reports an error that comes after many rows, instead of taking the rows before it for all', async () => {
    const from = `(SELECT CASE WHEN i = 900000 THEN error('broken page') ELSE i::DOUBLE END AS x, 0 AS w FROM range(1000000) r(i))`
    for (const totalRows of [1, 1e12]) {
      const columns = [numeric('x', 'DOUBLE'), numeric('w', 'INTEGER')]
      const running = scanColumns({ ...input, from, sliceCodes: [], model: null, columns, totalRows })
      await expect(running).rejects.toMatchObject({ code: 'ENGINE_FAILED', message: expect.stringContaining('broken page') })
    }
  })

  it('reads tables of a database file that this process holds open', async () => {
    const path = join(folder, 'held.duckdb')
    const writer = await DuckDBInstance.create(path)
    await (await writer.connect()).run('CREATE TABLE "odd ""name" AS SELECT i::DOUBLE AS x, 0 AS w FROM range(1000) r(i)')
    writer.closeSync()
    const reader = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
    await reader.connect()
    for (const totalRows of [1000, 1e9]) {
      const columns = [numeric('x', 'DOUBLE'), numeric('w', 'INTEGER')]
      const base = { ...input, databasePath: path, from: '"odd ""name"', sliceCodes: [], model: null, columns, totalRows }
      const scan = await scanColumns(base)
      expect(scan.segments[0]!.columns.get('x')!.moments!.sum).toBe(499_500)
    }
    reader.closeSync()
  })

  it('sorts by window and takes fewer columns at a time where states would not fit, with the same numbers', async () => {
    const from = `(SELECT i, (i * 7919) % 5000 AS w, (i % 10)::DOUBLE AS x, (i % 4)::DOUBLE AS y FROM range(100000) r(i))`
    const windows = Array.from({ length: 5000 }, (_, key) => window(key, { values: false, rows: 20 }))
    const columns = [numeric('x', 'DOUBLE'), numeric('y', 'DOUBLE')]
    const base = { ...input, from, windows, sliceCodes: [], model: null, columns, totalRows: 100_000, stateBudgetBytes: 1 << 20 }
    const scan = await scanColumns(base)
    expect(scan.notes.join()).toMatch(/sorted by window/)
    expect(scan.segments).toHaveLength(5000)
    const sum = (name: string): number => scan.segments.reduce((total, s) => total + s.columns.get(name)!.moments!.sum, 0)
    expect([sum('x'), sum('y')]).toEqual([450_000, 150_000])
    expect(scan.segments.reduce((total, { rows }) => total + rows, 0)).toBe(100_000)
  })
})
