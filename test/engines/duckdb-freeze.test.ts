import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FreezeRequest, FrozenSample } from '../../src/engines/engine.ts'
import { createFixture, type Fixture } from './fixture.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(() => fixture.close())

async function freeze(table: string, more: Partial<FreezeRequest> = {}): Promise<FrozenSample> {
  const source = { table }
  const { columns } = await fixture.engine.describe(source)
  return fixture.engine.freeze({
    source,
    timestamp: null,
    columns,
    sampleRows: 1000,
    maxCategories: 100,
    sliceColumns: [],
    ...more,
  })
}

describe('a small reference', () => {
  it('is read whole: sorted finite values, true range, counts by value', async () => {
    const table = await fixture.write(
      'small.parquet',
      `select * from (values
        (3.5::double, 1::bigint, 'b', true, 1.10::decimal(6,2), date '2024-01-02'),
        ('nan', 2, 'a', false, 2.00, date '2024-01-01'),
        ('inf', null, 'b', null, null, null),
        (null, 9007199254740993, null, true, 100, date '1969-12-31'),
        (-1, 3, '', true, 1.1, date '2024-01-02')) t(x, n, s, b, d, t)`,
    )
    const { rows, numeric, categories } = await freeze(table)
    expect(rows).toBe(5)
    expect(numeric.get('x')).toEqual({ sorted: Float64Array.of(-1, 3.5), complete: true, min: -1, max: 3.5 })
    expect(numeric.get('n')!.sorted).toEqual(Float64Array.of(1, 2, 3, 9007199254740992))
    expect(numeric.get('d')!.sorted).toEqual(Float64Array.of(1.1, 1.1, 2, 100))
    expect(numeric.get('t')).toEqual({
      sorted: Float64Array.of(-86_400_000_000, 1704067200000000, 1704153600000000, 1704153600000000),
      complete: true,
      min: -86_400_000_000,
      max: 1704153600000000,
    })
    // Most frequent first, ties by value; an empty string is a value, null is none.
    expect([...categories.get('s')!.items]).toEqual([
      ['b', 2],
      ['', 1],
      ['a', 1],
    ])
    expect(categories.get('b')).toEqual({
      items: new Map([
        ['true', 3],
        ['false', 1],
      ]),
      other: 0,
      complete: true,
    })
  })

  it('a number that is declared categorical is counted by its class text, text declared numeric is parsed', async () => {
    const table = await fixture.write(
      'types.parquet',
      `select unnest([1.0::double, 1, 2.5, 1e-7]) as rating, unnest(['1', 'x', '2.5', null]) as amount`,
    )
    const { columns } = await fixture.engine.describe({ table })
    const frozen = await freeze(table, {
      columns: [
        { ...columns[0]!, kind: 'categorical' },
        { ...columns[1]!, kind: 'numeric' },
      ],
    })
    expect([...frozen.categories.get('rating')!.items]).toEqual([
      ['1', 2],
      ['1e-7', 1],
      ['2.5', 1],
    ])
    expect(frozen.numeric.get('amount')!.sorted).toEqual(Float64Array.of(1, 2.5))
  })

  it('an empty table, an all-null column and a constant are no trouble', async () => {
    const empty = await freeze(await fixture.write('none.parquet', `select 1.5::double as x, 'a' as s limit 0`))
    expect(empty.rows).toBe(0)
    expect(empty.numeric.get('x')).toEqual({ sorted: new Float64Array(), complete: true, min: null, max: null })
    expect(empty.categories.get('s')).toEqual({ items: new Map(), other: 0, complete: true })
    const odd = await freeze(
      await fixture.write('odd.parquet', `select null::double as x, null::varchar as s, 7 as c from range(10)`),
    )
    expect(odd.numeric.get('x')).toEqual({ sorted: new Float64Array(), complete: true, min: null, max: null })
    expect(odd.numeric.get('c')!.sorted).toEqual(new Float64Array(10).fill(7))
    expect(odd.categories.get('s')!.items.size).toBe(0)
  })
})

describe('a large reference', () => {
  const query = `select i as x, (i * 7919) % 1000 as y, 'k' || (i % 300) as s, case when i % 10 < 7 then 'often' else 'r' || i end as t from range(20000) r(i)`

  it('is sampled: the same rows each time, from everywhere, with the true range', async () => {
    const table = await fixture.write('large.parquet', query)
    const a = await freeze(table)
    const b = await freeze(table)
    const x = a.numeric.get('x')!
    expect(b.numeric.get('x')!.sorted).toEqual(x.sorted)
    expect(x.complete).toBe(false)
    expect([x.min, x.max]).toEqual([0, 19999])
    expect(x.sorted.length).toBeLessThanOrEqual(1000)
    expect(x.sorted.length).toBeGreaterThan(750)
    // Kolmogorov's distance of the sample from the uniform truth stays within its 1e-6 bound.
    const distance = Math.max(...x.sorted.map((value, i) => Math.abs(value / 20000 - i / x.sorted.length)))
    expect(distance).toBeLessThan(2.7 / Math.sqrt(x.sorted.length))
  })

  it('sampling works for CSV, for queries and for tables of a database, deterministically', async () => {
    const csv = await fixture.write('large.csv', query)
    const first = await freeze(csv)
    expect((await freeze(csv)).numeric.get('x')!.sorted).toEqual(first.numeric.get('x')!.sorted)
    await fixture.sql(`create table big as ${query}`, 'big.duckdb')
    const engine = fixture.engineOver({ databasePath: fixture.path('big.duckdb') })
    const { columns } = await engine.describe({ table: 'big' })
    for (const source of [{ table: 'big' }, { query: 'select * from big' }]) {
      const request = { source, timestamp: null, columns, sampleRows: 1000, maxCategories: 10, sliceColumns: [] }
      const once = (await engine.freeze(request)).numeric.get('x')!
      expect(once.sorted.length).toBeGreaterThan(750)
      expect(once.sorted.length).toBeLessThanOrEqual(1000)
      expect((await engine.freeze(request)).numeric.get('x')!.sorted).toEqual(once.sorted)
    }
  })

  it('files of one folder that share row numbers are sampled apart', async () => {
    await fixture.sql(
      `copy (select i as x from range(5000) r(i)) to '${fixture.path('part-1.parquet')}'; copy (select i + 5000 as x from range(5000) r(i)) to '${fixture.path('part-2.parquet')}'`,
    )
    const { sorted } = (await freeze(fixture.path('part-*.parquet'))).numeric.get('x')!
    const low = [...sorted].filter((x) => x < 5000)
    const high = new Set([...sorted].filter((x) => x >= 5000).map((x) => x - 5000))
    expect(low.length).toBeGreaterThan(350)
    expect(high.size).toBeGreaterThan(350)
    expect(low.filter((x) => high.has(x)).length).toBeLessThan(low.length / 2)
  })

  it('counts of values are exact, the most frequent are kept, the rest is other', async () => {
    const table = await fixture.write('cats.parquet', query)
    const { categories, sliceValues, statements } = await freeze(table, { sliceColumns: ['s', 'x % 2', 't'] })
    const s = categories.get('s')!
    expect(s.items.size).toBe(100)
    expect(s.complete).toBe(false)
    expect([...s.items.values()].reduce((a, b) => a + b, 0) + s.other).toBe(20000)
    const t = categories.get('t')!
    expect(t.items.get('often')).toBe(14000)
    expect(sliceValues.get('s')).toHaveLength(100)
    expect(sliceValues.get('x % 2')).toEqual(['0', '1'])
    expect(sliceValues.get('t')![0]).toBe('often')
    expect(statements).toBe(3)
  })

  it('a stretch of time is frozen by itself', async () => {
    const table = await fixture.write(
      'period.parquet',
      `select timestamp '2024-01-01' + to_hours(i::int) as ts, i as x from range(1000) r(i)`,
    )
    const at = (iso: string): number => Date.parse(iso) * 1000
    for (const expression of ['ts', "strftime(ts, '%d.%m.%Y %H')"]) {
      const timestamp = { expression, zone: 'Europe/Berlin', ...(expression === 'ts' ? {} : { format: '%d.%m.%Y %H' }) }
      // Local midnight of Berlin is 23:00 UTC the day before.
      const frozen = await freeze(table, { timestamp, fromUs: at('2024-01-01T23:00:00Z'), untilUs: at('2024-01-02T23:00:00Z') })
      expect(frozen.rows).toBe(24)
      expect([...frozen.numeric.get('x')!.sorted]).toEqual(Array.from({ length: 24 }, (_, i) => 24 + i))
    }
  })
})
