/** Bins that come from a sample of a large reference still cover all of its rows, whichever way its extremes are found. */
import { expect, test } from 'vitest'
import { coverReference } from '../../src/monitor/freeze-bins.ts'
import { createHouse, only } from './house.ts'

const ROWS = `select timestamp '2026-01-05' + interval (i) second as ts, sqrt(-2 * ln((hash(i)::double + 1) / 18446744073709551617.0)) as x,
  (i * 7919) % 100003 as n from range(${3 * 86_400}) t(i)`

const config = (reference: string): string =>
  `version: 1\nmonitors:\n  m: {type: time_series, table: data.parquet, timestamp: ts, granularities: [1 day], features: [x, n], reference: ${reference}}\n`

test('a period of 259,200 rows gives the same drift as the same rows as a table, whose extremes are asked for before the count', async () => {
  const drift = await Promise.all(
    ['{period: [2026-01-05, 2026-01-08]}', '{table: data.parquet}'].map(async (reference) => {
      const house = createHouse()
      await house.write('data.parquet', ROWS)
      house.config(config(reference))
      only(await house.run({ now: '2026-02-01T00:00:00Z' }))
      const rows = await house.rows('drift_metrics', `drift_type = 'BASELINE' and column_name <> ':table'`)
      return rows.map(({ window, column_name, psi, ks_test, wasserstein_distance }) => ({
        window,
        column_name,
        psi,
        ks_test,
        wasserstein_distance,
      }))
    }),
  )
  expect(drift[0]).toHaveLength(6)
  expect(drift[0]).toEqual(drift[1])
})

test('outer edges move to the extremes that were counted, and what lay under and over goes into the outer bins', () => {
  const segment = { sliceKey: null, sliceValue: null, modelId: null }
  const column = { name: 'x', engineType: 'DOUBLE', dataType: 'double', kind: 'numeric' } as const
  const counts = { rows: 10, nonNull: 10, nan: 0, positiveInfinity: 0, negativeInfinity: 0, zeros: 0 }
  const day = (min: number, max: number, histogram: readonly number[]) => ({
    window: null,
    segment,
    rows: 10,
    columns: new Map([
      ['x', { counts, moments: { n: 10, shift: 0, sum: 0, sumSquares: 0, min, max }, histogram: Float64Array.from(histogram) }],
    ]),
  })
  const frozen = new Map([['x', { column, fine: Float64Array.of(1, 2, 3), coarse: Float64Array.of(1, 3) }]])
  const { columns, windows } = coverReference(frozen, [day(0.5, 2.5, [1, 4, 5, 0]), day(1.5, 9, [0, 3, 4, 3])])
  expect([...columns.get('x')!.fine!.slice(1)]).toEqual([2, 9])
  expect([...columns.get('x')!.coarse!.slice(1)]).toEqual([9])
  // A value belongs to a bin above its lower edge.
  expect(columns.get('x')!.fine![0]).toBeLessThan(0.5)
  expect(columns.get('x')!.fine![0]).toBeCloseTo(0.5, 12)
  expect(windows.map((w) => [...w.columns.get('x')!.histogram!])).toEqual([
    [0, 5, 5, 0],
    [0, 3, 7, 0],
  ])
  expect([...frozen.get('x')!.fine]).toEqual([1, 2, 3])
})
