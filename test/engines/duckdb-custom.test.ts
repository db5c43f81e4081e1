import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseGranularity } from '../../src/core/granularity.ts'
import type { CustomRequest } from '../../src/engines/engine.ts'
import { createFixture, type Fixture, rejection } from './fixture.ts'

let fixture: Fixture
let table: string
beforeAll(async () => {
  fixture = await createFixture()
  table = await fixture.write(
    'custom.parquet',
    `select timestamp '2024-01-01' + to_hours(i::int) as ts, i as x, ['a', 'b', null][1 + i % 3] as s, 'm' || (i % 2) as m, i % 5 = 0 as hit,
       case when i = 3 then 'nan'::double else i end as f, 'text' as word from range(48) r(i)`,
  )
})
afterAll(() => fixture.close())

const at = (iso: string): number => Date.parse(iso) * 1000
const asOfUs = at('2024-06-01T00:00:00Z')
const timestamp = { expression: 'ts', zone: 'UTC' }
const granularities = ['1 day', '1 week', '20 rows'].map((text) => parseGranularity(text)!)

const custom = (sql: readonly string[], more: Partial<CustomRequest> = {}) =>
  fixture.engine.custom({
    source: { table },
    time: { timestamp, granularities, asOfUs },
    grouping: { slices: [], modelId: null },
    expressions: sql.map((text, i) => ({ name: `x${i}`, sql: text })),
    ...more,
  })

describe('custom aggregates', () => {
  it('are evaluated at every granularity, in one statement', async () => {
    const { rows, statements, failures } = await custom(['count(*)', 'avg(x)', 'min(word)'])
    const found = rows
      .map((r) => [r.granularity, r.key, ...r.values])
      .sort((a, b) => Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]))
    expect(found).toEqual([
      [0, 19723, 24, 11.5, 'text'],
      [0, 19724, 24, 35.5, 'text'],
      [1, 2817, 48, 23.5, 'text'],
      [2, 0, 20, 9.5, 'text'],
      [2, 1, 20, 29.5, 'text'],
      [2, 2, 8, 43.5, 'text'],
    ])
    expect(statements).toBe(1)
    expect(failures).toEqual([])
  })

  it('per slice and model: each slice, each model, each slice of each model', async () => {
    const { rows, statements } = await custom(['count(*)', 'avg(case when hit then 1 else 0 end)'], {
      time: null,
      grouping: {
        slices: [
          { key: 's', values: ['a', 'b'] },
          { key: 'x >= 40', values: null },
        ],
        modelId: 'm',
      },
    })
    const by = new Map(rows.map((r) => [`${r.segment.sliceKey}=${r.segment.sliceValue}/${r.segment.modelId}`, r.values]))
    expect(by.get('null=null/null')).toEqual([48, 10 / 48])
    expect(by.get('s=a/null')![0]).toBe(16)
    expect(by.get('s=b/m1')![0]).toBe(8)
    expect(by.get('x >= 40=true/null')![0]).toBe(8)
    expect(by.get('x >= 40=false/m0')![0]).toBe(20)
    expect(by.size).toBe((1 + 2 + 2) * 3)
    expect(statements).toBe(1)
  })

  it('NaN, infinities and null are null; whole sums are numbers', async () => {
    const { rows } = await custom(
      ['avg(f)', 'max(f) / 0', 'sum(null::int)', 'sum(x)', 'count(distinct s)', 'bool_or(hit)', 'sum(x)::decimal(10, 2)'],
      { time: null },
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]!.values).toEqual([null, null, null, 1128, 2, 1, 1128])
  })

  it('stretches of time that overlap each count their own rows', async () => {
    const { rows } = await custom(['count(*)', 'min(x)'], {
      intervals: [
        { startUs: at('2024-01-01T00:00:00Z'), endUs: at('2024-01-02T00:00:00Z') },
        { startUs: at('2024-01-01T12:00:00Z'), endUs: at('2024-01-02T12:00:00Z') },
        { startUs: at('2023-01-01T12:00:00Z'), endUs: at('2023-01-02T12:00:00Z') },
      ],
    })
    expect(rows.map((r) => [r.key, ...r.values]).sort()).toEqual([
      [0, 24, 0],
      [1, 24, 12],
    ])
  })

  it('rows after the as-of instant are left out', async () => {
    const { rows } = await custom(['count(*)'], {
      time: { timestamp, granularities: granularities.slice(0, 1), asOfUs: at('2024-01-02T01:00:00Z') },
    })
    expect(rows.map((r) => r.values[0]).sort()).toEqual([2, 24])
  })

  it('an expression that fails while running is named, and the others are still computed', async () => {
    const { rows, failures } = await custom(['avg(x)', 'sum(cast(word as integer))', 'count(*)'], { time: null })
    expect(rows[0]!.values).toEqual([23.5, null, 48])
    expect(failures).toEqual([{ name: 'x1', problem: expect.stringContaining('text') }])
  })

  it('a hostile expression is refused before anything runs', async () => {
    for (const sql of [
      '1; drop table x',
      "(select count(*) from read_csv('/etc/passwd'))",
      "getenv('HOME')",
      '1) from x group by (1',
    ]) {
      expect((await rejection(custom([sql]))).code, sql).toBe('SQL_REFUSED')
    }
  })
})

describe('checking expressions', () => {
  it('binds each against the table: its type, whether it is an aggregate, or its problem', async () => {
    const checks = await fixture.engine.checkExpressions({ table }, [
      'avg(x)',
      'x > 3',
      'count(*) + 1',
      'avg(xx)',
      'sum(s)',
      '(select 1)',
      'avg(avg(x))',
      'x',
    ])
    expect(checks).toEqual([
      { type: 'DOUBLE', aggregate: true },
      { type: 'BOOLEAN', aggregate: false },
      { type: 'BIGINT', aggregate: true },
      { problem: expect.stringMatching(/no column xx.*did you mean x/) },
      { problem: expect.stringMatching(/sum/) },
      { problem: expect.stringMatching(/a subquery/) },
      { problem: expect.stringMatching(/nested/) },
      { type: 'BIGINT', aggregate: false },
    ])
  })
})
