import { utimes } from 'node:fs/promises'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Granularity, keyOfInstant, parseGranularity } from '../../src/core/granularity.ts'
import type { IndexRequest, TimestampSpec, WindowIndex } from '../../src/engines/engine.ts'
import { createFixture, type Fixture, rejection } from './fixture.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(() => fixture.close())

const day = parseGranularity('1 day')!
const asOfUs = Date.UTC(2024, 5, 1) * 1000
const us = (iso: string): number => Date.parse(iso) * 1000

async function index(
  table: string,
  timestamp: Partial<TimestampSpec> = {},
  more: Partial<Omit<IndexRequest, 'timestamp'>> = {},
): Promise<WindowIndex> {
  const { columns } = await fixture.engine.describe({ table })
  return fixture.engine.indexWindows({
    source: { table },
    timestamp: { expression: 'ts', zone: 'UTC', ...timestamp },
    root: day,
    asOfUs,
    fingerprint: columns.slice(0, 3),
    ...more,
  })
}

describe('rows without a window', () => {
  it('null, unreadable, infinite and future timestamps are counted, not dropped', async () => {
    const table = await fixture.write(
      'nasty.csv',
      `select * from (values ('2024-01-01 10:00:00', 1), ('2024-01-01T12:00:00+02:00', 2), ('', 3), (null, 4), ('soon', 5), ('9999-12-31', 6),
         ('2024-01-02', 7), ('0001-01-01', 8), ('2024-06-01T00:00:00.000001Z', 9), ('2024-06-01T00:00:00Z', 10)) t(ts, x)`,
    )
    const answer = await index(table)
    expect(answer.windows.map((w) => [w.key, w.rows])).toEqual([
      [-719162, 1],
      [19723, 2],
      [19724, 1],
      [19875, 1],
    ])
    expect(answer).toMatchObject({
      nullTimestamps: 2,
      unreadableTimestamps: 1,
      futureRows: 2,
      futureMaxUs: us('9999-12-31T00:00:00Z'),
    })
    const typed = await fixture.write(
      'nasty.parquet',
      `select unnest([timestamp '2024-01-01', null, timestamp 'infinity', timestamp '-infinity', timestamp '2300-01-01']) as ts, 1 as x`,
    )
    expect(await index(typed)).toMatchObject({
      windows: [{ key: 19723, rows: 1, minUs: us('2024-01-01T00:00:00Z'), maxUs: us('2024-01-01T00:00:00Z') }],
      nullTimestamps: 1,
      unreadableTimestamps: 2,
      futureRows: 1,
      futureMaxUs: us('2300-01-01T00:00:00Z'),
    })
  })

  it('a range reads the windows inside it, and still counts rows without a window', async () => {
    const table = await fixture.write(
      'range.parquet',
      `select timestamp '2024-01-01' + to_hours(i::int) as ts, i as x from range(240) r(i)
       union all select null, 1 union all select timestamp '2025-01-01', 2`,
    )
    for (const expression of ['ts', 'cast(ts as varchar)', 'cast(ts as timestamptz)', 'cast(ts as date)']) {
      const answer = await index(
        table,
        { expression },
        { fromUs: us('2024-01-03T00:00:00Z'), untilUs: us('2024-01-05T00:00:00Z') },
      )
      expect(
        answer.windows.map((w) => [w.key, w.rows]),
        expression,
      ).toEqual([
        [19725, 24],
        [19726, 24],
      ])
      expect(answer, expression).toMatchObject({ nullTimestamps: 1, futureRows: 1, statements: 1 })
    }
  })

  it('a range cuts exactly, to the microsecond', async () => {
    const table = await fixture.write('exact.parquet', `select make_timestamp(1704067200000000 + i) as ts from range(-2, 3) r(i)`)
    const answer = await index(table, {}, { fromUs: 1704067200000000 - 1, untilUs: 1704067200000000 + 2 })
    expect(answer.windows.map((w) => [w.rows, w.minUs, w.maxUs])).toEqual([
      [1, 1704067200000000 - 1, 1704067200000000 - 1],
      [2, 1704067200000000, 1704067200000000 + 1],
    ])
  })
})

describe('zones', () => {
  const zones = ['America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']
  const local = (text: string, zone: string): number =>
    Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds * 1000

  it.each(zones)('zone-less times, dates and text are local to %s, whatever their type', async (zone) => {
    const texts = Array.from({ length: 400 }, (_, i) =>
      Temporal.PlainDateTime.from('2024-03-01T00:30')
        .add({ hours: 5 * i })
        .toString({ smallestUnit: 'second' }),
    )
    const table = await fixture.write(
      `zone-${zone.replace('/', '-')}.parquet`,
      `select unnest([${texts.map((t) => `'${t}'`).join(', ')}]) as s`,
    )
    const expected = new Map<number, number>()
    for (const text of texts) {
      const key = keyOfInstant(day, local(text, zone), zone)
      expected.set(key, (expected.get(key) ?? 0) + 1)
    }
    for (const expression of ['s', 's::timestamp', 's::timestamp_ns', 's::timestamp::date']) {
      const answer = await index(table, { expression, zone }, { asOfUs: us('2030-01-01T00:00:00Z') })
      expect(
        answer.windows.map((w) => [w.key, w.rows]),
        expression,
      ).toEqual([...expected])
    }
  })
})

describe('fingerprints', () => {
  const rows = `select timestamp '2024-01-01' + to_hours(i::int) as ts, i * 0.5 as x, 's' || i as s from range(100) r(i)`
  const prints = (answer: WindowIndex) => answer.windows.map((w) => w.fingerprint)

  it('do not depend on the order of rows, the number of threads or the split into files', async () => {
    const plain = prints(await index(await fixture.write('f1.parquet', rows)))
    expect(prints(await index(await fixture.write('f2.parquet', `${rows} order by hash(i)`)))).toEqual(plain)
    await fixture.write('f3-a.parquet', `${rows} limit 30`)
    await fixture.write('f3-b.parquet', `${rows} offset 30`)
    expect(prints(await index(fixture.path('f3-*.parquet')))).toEqual(plain)
  })

  it('change in the window where a value, a null or a repeated row changes, and only there', async () => {
    const plain = prints(await index(await fixture.write('p.parquet', rows)))
    const changes = [
      `select ts, case when s = 's30' then 999 else x end as x, s from (${rows})`,
      `select ts, case when s = 's30' then null else x end as x, s from (${rows})`,
      `${rows} union all select timestamp '2024-01-02 06:00:00', 15, 's30'`,
      `${rows} union all (select timestamp '2024-01-02 06:00:00', 15, 's30' from range(2))`,
    ]
    for (const [i, query] of changes.entries()) {
      const changed = prints(await index(await fixture.write(`p${i}.parquet`, query)))
      expect(changed[1]).not.toBe(plain[1])
      expect(changed.filter((_, w) => w !== 1)).toEqual(plain.filter((_, w) => w !== 1))
    }
  })
})

describe('windows of rows', () => {
  const rowsOf = (n: number): Granularity => parseGranularity(`${n} rows`)!

  it('are cut in time order; rows of one instant always fall alike', async () => {
    const query = `select timestamp '2024-01-01' + to_minutes((i // 10)::int) as ts, i as x from range(95) r(i)`
    const table = await fixture.write('n.parquet', `${query} union all select null, 1 union all select timestamp '2025-01-01', 2`)
    const answer = await index(table, {}, { root: rowsOf(20) })
    expect(answer.windows.map((w) => [w.key, w.rows])).toEqual([
      [0, 20],
      [1, 20],
      [2, 20],
      [3, 20],
      [4, 15],
    ])
    expect(answer).toMatchObject({ nullTimestamps: 1, futureRows: 1 })
    const shuffled = await fixture.write('n2.parquet', `${query} order by hash(i)`)
    const again = await index(shuffled, {}, { root: rowsOf(15) })
    const once = await index(await fixture.write('n3.parquet', query), {}, { root: rowsOf(15) })
    expect(again.windows).toEqual(once.windows)
  })

  it('keep their numbers when only a later stretch is asked for', async () => {
    const table = await fixture.write(
      'n4.parquet',
      `select timestamp '2024-01-01' + to_hours(i::int) as ts, i as x from range(100) r(i)`,
    )
    const answer = await index(table, {}, { root: rowsOf(10), fromUs: us('2024-01-04T00:00:00Z') })
    expect(answer.windows.map((w) => w.key)).toEqual([7, 8, 9])
    expect(answer.windows.every((w) => w.rows === 10)).toBe(true)
  })
})

describe('files', () => {
  it('only some files of a folder are read when asked so, also where schemas differ', async () => {
    await fixture.sql(
      `copy (select timestamp '2024-01-01' as ts, 1 as x) to '${fixture.path('d-1.parquet')}';
       copy (select timestamp '2024-01-02' as ts, 2.5 as x, 'new' as extra) to '${fixture.path('d-2.parquet')}'`,
    )
    const table = fixture.path('d-*.parquet')
    const answer = await index(table, {}, { files: [fixture.path('d-1.parquet')] })
    expect(answer.windows.map((w) => [w.key, w.rows])).toEqual([[19723, 1]])
    const all = await index(table)
    expect(all.windows[0]!.fingerprint).toBe(answer.windows[0]!.fingerprint)
  })

  it('a rewritten file has another version even when its size stays', async () => {
    const table = await fixture.write('same.parquet', 'select 1 as ts')
    const before = await fixture.engine.describe({ table })
    await utimes(table, new Date(), new Date(Date.now() + 5000))
    const after = await fixture.engine.describe({ table })
    expect(after.files!.get(table)).not.toBe(before.files!.get(table))
  })
})

it('the number of statements does not grow with rows, windows or columns', async () => {
  const wide = Array.from({ length: 100 }, (_, i) => `i + ${i} as c${i}`).join(', ')
  const small = await index(await fixture.write('st1.parquet', `select timestamp '2024-01-01' as ts`))
  const large = await index(
    await fixture.write('st2.parquet', `select timestamp '2020-01-01' + to_hours(i::int) as ts, ${wide} from range(30000) r(i)`),
  )
  expect(large.windows.length).toBeGreaterThan(1000)
  expect(large.statements).toBe(small.statements)
})

it('a timestamp that is no time, or no column, is refused with the nearest name', async () => {
  const table = await fixture.write('types.parquet', `select 1 as number, timestamp '2024-01-01' as scored_at`)
  expect((await rejection(index(table, { expression: 'number' }))).code).toBe('COLUMN_TYPE')
  const error = await rejection(index(table, { expression: 'scored_att' }))
  expect(error.code).toBe('COLUMN_NOT_FOUND')
  expect(error.mend).toContain('scored_at')
  expect((await rejection(index(table, { expression: 'scored_at; drop table x' }))).code).toBe('SQL_REFUSED')
})

it('stops when it is told to', async () => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 30)
  const source = { query: `select timestamp '2024-01-01' as ts, a.i + b.i as x from range(1000000) a(i), range(1000000) b(i)` }
  const error = await rejection(
    fixture.engine.indexWindows(
      { source, timestamp: { expression: 'ts', zone: 'UTC' }, root: day, asOfUs, fingerprint: [] },
      { signal: controller.signal },
    ),
  )
  expect(error.code).toBe('INTERRUPTED')
})
