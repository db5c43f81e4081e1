import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseGranularity, windowOfKey } from '../../src/core/granularity.ts'
import type { ScanRequest } from '../../src/engines/engine.ts'
import { createFixture, type Fixture } from './fixture.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(() => fixture.close())

const asOfUs = Date.UTC(2024, 11, 1) * 1000

it.each([
  ['1 hour', 'Australia/Lord_Howe', 'ts'],
  ['1 day', 'America/New_York', 'cast(ts as varchar)'],
  ['1 week', 'Asia/Kathmandu', 'ts::timestamptz'],
  ['1 month', 'America/Sao_Paulo', 'ts::date'],
  ['250 rows', 'Europe/Berlin', 'ts'],
])('the scan finds the rows that the index counted: %s in %s by %s', async (text, zone, expression) => {
  const table = await fixture.write(
    'scan.parquet',
    `select timestamp '2024-03-28' + to_minutes((i * 17)::int) as ts, i as x, i % 4 as s from range(2000) r(i) union all select null, 5000, 1 union all select timestamp '2030-01-01', 6000, 1`,
  )
  const source = { table }
  const root = parseGranularity(text)!
  const timestamp = { expression, zone }
  const { columns } = await fixture.engine.describe(source)
  const index = await fixture.engine.indexWindows({ source, timestamp, root, asOfUs, fingerprint: columns })
  const windows = index.windows.map((w) => {
    const span = root.unit === 'rows' ? { startUs: w.minUs, endUs: w.maxUs } : windowOfKey(root, w.key, zone)
    return { key: w.key, startUs: span.startUs, endUs: span.endUs, rows: w.rows, values: false, states: true }
  })
  expect(windows.length).toBeGreaterThan(1)
  // All windows, and the last alone: its rows are found without the others.
  for (const wanted of [windows, windows.slice(-1)]) {
    const request: ScanRequest = {
      source,
      time: { timestamp, root, asOfUs },
      windows: wanted,
      grouping: { slices: [{ key: 's', values: ['1'] }], modelId: null },
      columns: columns.slice(1, 2).map((column) => ({ column })),
      quality: null,
      keepCategories: 10,
    }
    const { segments } = await fixture.engine.scan(request)
    const whole = segments.filter((s) => s.segment.sliceKey === null)
    expect(whole.map((s) => [wanted[s.window]!.key, s.rows])).toEqual(wanted.map((w) => [w.key, w.rows]))
    expect(whole.every((s) => s.columns.get('x')!.counts.rows === s.rows)).toBe(true)
  }
})

it('text that is declared a number or a time is parsed; what does not parse is null', async () => {
  const table = await fixture.write(
    'declared.parquet',
    `select unnest(['1', 'x', '2.5', null]) as amount, unnest(['2024-01-01', '2024-01-02T00:00:00+02:00', 'never', null]) as seen`,
  )
  const { columns } = await fixture.engine.describe({ table })
  const { segments } = await fixture.engine.scan({
    source: { table },
    time: null,
    windows: [{ key: 0, startUs: 0, endUs: 0, rows: 4, values: false, states: true }],
    grouping: { slices: [], modelId: null },
    columns: [{ column: { ...columns[0]!, kind: 'numeric' } }, { column: { ...columns[1]!, kind: 'timestamp' } }],
    quality: null,
    keepCategories: 10,
  })
  const { counts, moments } = segments[0]!.columns.get('amount')!
  expect([counts.rows, counts.nonNull, moments!.min, moments!.max]).toEqual([4, 2, 1, 2.5])
  const seen = segments[0]!.columns.get('seen')!
  expect([seen.counts.nonNull, seen.moments!.min, seen.moments!.max]).toEqual([
    2,
    Date.UTC(2024, 0, 1) * 1000,
    Date.UTC(2024, 0, 1, 22) * 1000,
  ])
})
