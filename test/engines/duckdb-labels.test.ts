import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LabelCondition } from '../../src/config/project.ts'
import { parseGranularity } from '../../src/core/granularity.ts'
import type { LabelJoin, ScanColumn, Source } from '../../src/engines/engine.ts'
import { LABEL_DELAY, LABEL_KNOWN, PAIR_KIND } from '../../src/sql/label-join.ts'
import { createFixture, type Fixture, rejection } from './fixture.ts'

const HOUR_US = 3_600_000_000
const START_US = Date.parse('2026-01-05T00:00:00Z') * 1000
const AS_OF_US = START_US + 100 * HOUR_US
const DAY = parseGranularity('1 day')!

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
  // 48 hours, one prediction each, by two models; the odd column names are a user's.
  await fixture.write(
    'p.parquet',
    `select h as id, timestamp '2026-01-05' + interval (h) hour as ts, h % 3 = 0 as y, 'm' || h % 2 as model, 'gone' as truth, h as "l.x; --" from range(48) t(h)`,
  )
  // Ids below 10 have none, from 40 on two outcomes, three hours and then one day after the prediction.
  await fixture.write(
    'l.parquet',
    `select h::varchar as booking, h % 4 = 0 as won, timestamp '2026-01-05' + interval (h + 3) hour as seen from range(10, 48) t(h)
     union all select h::varchar, h % 4 <> 0, timestamp '2026-01-06' + interval (h) hour from range(40, 48) t(h)
     union all select '11', null, timestamp '2026-01-05'`,
  )
})
afterAll(() => fixture.close())

const ON: LabelCondition = { kind: 'columns', pairs: [{ prediction: 'id', label: 'booking' }] }
const joined = (more: Partial<LabelJoin> = {}): Source => ({
  table: fixture.path('p.parquet'),
  labels: {
    source: { table: fixture.path('l.parquet') },
    on: ON,
    value: 'won',
    knownAt: { expression: 'seen', zone: 'UTC' },
    match: 'all',
    asOfUs: AS_OF_US,
    as: 'truth',
    ...more,
  },
})
const TIME = { timestamp: { expression: 'ts', zone: 'UTC' }, root: DAY, asOfUs: AS_OF_US }

const number = (name: string, edges?: Float64Array): ScanColumn => ({
  column: { name, engineType: 'DOUBLE', dataType: 'double', kind: 'numeric' },
  ...(edges ? { edges } : {}),
})
const dayWindow = (day: number, rows: number) => ({
  key: START_US / (24 * HOUR_US) + day,
  startUs: START_US + day * 24 * HOUR_US,
  endUs: START_US + (day + 1) * 24 * HOUR_US,
  rows,
  states: true,
  values: false,
})

test('the pairs have the columns of the predictions and the outcome in the place of one of its name', async () => {
  const { columns, rows, files } = await fixture.engine.describe(joined())
  expect(columns.map((c) => `${c.name} ${c.engineType}`)).toEqual([
    'id BIGINT',
    'ts TIMESTAMP',
    'y BOOLEAN',
    'model VARCHAR',
    'l.x; -- BIGINT',
    'truth BOOLEAN',
    `${PAIR_KIND} INTEGER`,
    `${LABEL_DELAY} DOUBLE`,
    `${LABEL_KNOWN} BIGINT`,
  ])
  expect({ rows, files }).toEqual({ rows: null, files: undefined })
})

test('windows are indexed in one statement, by pairs, and a changed outcome changes its own window only', async () => {
  const request = { source: joined(), ...TIME, fingerprint: [] }
  const before = await fixture.engine.indexWindows(request)
  expect(before.statements).toBe(1)
  expect(before.windows.map((w) => w.rows)).toEqual([14, 32])
  expect(before.windows.map((w) => before.several!.get(w.key))).toEqual([0, 8])
  const other = fixture.engineOver({})
  const later = await other.indexWindows({
    ...request,
    source: joined({ value: "case when booking = '12' then false else won end" }),
    fingerprint: [{ name: 'truth', engineType: 'BOOLEAN', dataType: 'boolean', kind: 'boolean' }],
  })
  const same = await other.indexWindows({
    ...request,
    fingerprint: [{ name: 'truth', engineType: 'BOOLEAN', dataType: 'boolean', kind: 'boolean' }],
  })
  expect(later.windows.map((w, i) => w.fingerprint === same.windows[i]!.fingerprint)).toEqual([false, true])
})

test('outcomes that became known after the as-of time are no pairs', async () => {
  const source = joined({ asOfUs: START_US + 20 * HOUR_US })
  const index = await fixture.engine.indexWindows({ source, ...TIME, fingerprint: [] })
  // Predictions 10 to 17 have theirs by then.
  expect(index.windows.map((w) => w.rows)).toEqual([8])
})

describe.each([
  ['all', 32, 24, 8, 8],
  ['first', 24, 24, 8, 0],
  ['last', 24, 24, 8, 0],
] as const)('match %s', (match, pairs, labelled, several, further) => {
  test('tells single, first and further outcomes, delays to the first, and quality by segment', async () => {
    const result = await fixture.engine.scan({
      source: joined({ match }),
      time: TIME,
      windows: [dayWindow(1, pairs)],
      grouping: { slices: [], modelId: 'model' },
      columns: [number(PAIR_KIND, Float64Array.of(1, 2)), number(LABEL_DELAY, Float64Array.of(0, 3 * 3600))],
      quality: { problem: 'classification', prediction: 'y', label: 'truth' },
      keepCategories: 10,
    })
    const [whole, ...models] = result.segments.toSorted((a, b) =>
      (a.segment.modelId ?? '').localeCompare(b.segment.modelId ?? ''),
    )
    expect(whole!.rows).toBe(pairs)
    expect([...whole!.columns.get(PAIR_KIND)!.histogram!]).toEqual([labelled - several, several, further])
    const delay = whole!.columns.get(LABEL_DELAY)!
    expect(delay.counts.nonNull).toBe(labelled)
    expect(delay.moments).toMatchObject({ min: 10_800, max: 10_800 })
    const expected = new Map<string, number>()
    for (let id = 24; id < 48; id++) {
      const outcomes = id < 40 ? [id % 4 === 0] : [id % 4 === 0, id % 4 !== 0]
      for (const truth of match === 'all' ? outcomes : [match === 'first' ? outcomes[0]! : outcomes.at(-1)!]) {
        const key = JSON.stringify([String(id % 3 === 0), String(truth)])
        expected.set(key, (expected.get(key) ?? 0) + 1)
      }
    }
    expect(whole!.quality!.confusion).toEqual(expected)
    expect(models.map((m) => m.segment.modelId)).toEqual(['m0', 'm1'])
    const parts = models.map((m) => [...m.quality!.confusion!.values()].reduce((a, b) => a + b, 0))
    expect(parts[0]! + parts[1]!).toBe(pairs)
  })
})

test('custom aggregates and frozen bins read the pairs of a stretch of time', async () => {
  const source = joined()
  const custom = await fixture.engine.custom({
    source,
    time: { ...TIME, granularities: [DAY] },
    grouping: { slices: [], modelId: null },
    expressions: [{ name: 'won', sql: 'sum(truth::int)' }],
  })
  expect(custom.rows.toSorted((a, b) => a.key - b.key).map((row) => row.values[0])).toEqual([3, 12])
  const pooled = await fixture.engine.custom({
    source,
    time: { ...TIME, granularities: [] },
    grouping: { slices: [], modelId: null },
    expressions: [{ name: 'n', sql: 'count(*)' }],
    intervals: [{ startUs: START_US, endUs: START_US + 12 * HOUR_US }],
  })
  expect(pooled.rows.map((row) => row.values[0])).toEqual([2])
  const sample = await fixture.engine.freeze({
    source,
    timestamp: TIME.timestamp,
    fromUs: START_US + 24 * HOUR_US,
    untilUs: START_US + 30 * HOUR_US,
    columns: [{ name: 'truth', engineType: 'BOOLEAN', dataType: 'boolean', kind: 'boolean' }],
    sampleRows: 1000,
    maxCategories: 10,
    sliceColumns: [],
  })
  expect(sample.categories.get('truth')!.items).toEqual(
    new Map([
      ['false', 4],
      ['true', 2],
    ]),
  )
})

test('windows of n rows count predictions, not pairs', async () => {
  const root = parseGranularity('16 rows')!
  const index = await fixture.engine.indexWindows({ source: joined(), ...TIME, root, fingerprint: [] })
  expect(index.windows.map((w) => [w.key, w.rows])).toEqual([
    [0, 6],
    [1, 16],
    [2, 24],
  ])
})

test('a local time is read in its zone, a text and a date too', async () => {
  // 20:00 in New York is 01:00 in London.
  const pairs = async (expression: string, zone: string, asOf: string): Promise<number> => {
    const source = joined({ knownAt: { expression, zone }, asOfUs: Date.parse(asOf) * 1000 })
    const { windows } = await fixture.engine.indexWindows({ source, ...TIME, asOfUs: AS_OF_US, fingerprint: [] })
    return windows.reduce((sum, w) => sum + w.rows, 0)
  }
  expect(await pairs('seen', 'UTC', '2026-01-05T13:00:00Z')).toBe(1)
  expect(await pairs('seen', 'America/New_York', '2026-01-05T18:00:00Z')).toBe(1)
  expect(await pairs('seen', 'America/New_York', '2026-01-05T17:59:00Z')).toBe(0)
  expect(await pairs('seen::varchar', 'UTC', '2026-01-05T13:00:00Z')).toBe(1)
  expect(await pairs('seen::date', 'UTC', '2026-01-05T00:00:00Z')).toBe(11)
})

test.each([
  ['a value that is no column', { value: 'wom' }, 'COLUMN_NOT_FOUND', 'did you mean won?'],
  ['a value over all outcomes', { value: 'max(seen)' }, 'SQL_REFUSED', 'one row of the label table'],
  ['a value with a subquery', { value: '(select 1)' }, 'SQL_REFUSED', 'without subqueries'],
  ['a time that is none', { knownAt: { expression: 'won', zone: 'UTC' } }, 'COLUMN_TYPE', 'name a column of type timestamp'],
  ['a column of the condition', { on: { kind: 'sql', condition: 'p.idd = l.booking' } }, 'COLUMN_NOT_FOUND', 'did you mean id?'],
  ['a condition that is a number', { on: { kind: 'sql', condition: 'p.id + 1' } }, 'SQL_REFUSED', 'p.id = l.id'],
  ['a condition over groups', { on: { kind: 'sql', condition: 'max(p.id) = 1' } }, 'SQL_REFUSED', 'p.id = l.id'],
  [
    'a condition that reads a file',
    { on: { kind: 'sql', condition: "p.id in (select 1 from 'x.parquet')" } },
    'SQL_REFUSED',
    'without subqueries',
  ],
] as const)('%s is refused with what to mend', async (_name, more, code, mend) => {
  const error = await rejection(fixture.engine.describe(joined(more as Partial<LabelJoin>)))
  expect(error.code).toBe(code)
  expect(error.mend).toContain(mend)
})
