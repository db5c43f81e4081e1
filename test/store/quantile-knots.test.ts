import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Database } from '../../src/store/database.ts'
import { expandQuantiles, QUANTILES_SQL, quantileKnots } from '../../src/store/quantile-knots.ts'

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
)
const quantiles = fc.array(number, { minLength: 1, maxLength: 300 }).map((list) => list.sort((a, b) => a - b))

it('keeps every quantile within one rank of where it was, and in order', () => {
  fc.assert(
    fc.property(quantiles, (list) => {
      const expanded = expandQuantiles(quantileKnots(list))
      expect(expanded).toHaveLength(list.length)
      const scale = Math.max(...list.map(Math.abs))
      for (const [i, value] of expanded.entries()) {
        // Rounding of the line itself is below 1e-13 of the largest value.
        expect(value).toBeGreaterThanOrEqual(list[Math.max(0, i - 1)]! - scale * 1e-13)
        expect(value).toBeLessThanOrEqual(list[Math.min(list.length - 1, i + 1)]! + scale * 1e-13)
      }
    }),
  )
})

it('keeps the ends and the usual ranks exactly', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1000, maxLength: 1000 }), (raw) => {
      const list = raw.sort((a, b) => a - b)
      const expanded = expandQuantiles(quantileKnots(list))
      for (const rank of [0, 9, 10, 49, 50, 100, 249, 250, 499, 500, 749, 750, 899, 900, 950, 990, 999])
        expect(expanded[rank] === list[rank]).toBe(true)
    }),
    { numRuns: 20, endOnFailure: true },
  )
})

it('keeps steps, and equal values equal', () => {
  const steps = Array.from({ length: 1000 }, (_, i) => (i < 373 ? 0.1 : i < 801 ? 7 : 1e300))
  expect(expandQuantiles(quantileKnots(steps))).toEqual(steps)
  expect(quantileKnots(Array<number>(1000).fill(3.3)).ranks).toEqual([0, 999])
  expect(expandQuantiles(quantileKnots([-1.7e308, 0, 1.7e308]))).toEqual([-1.7e308, 0, 1.7e308])
  expect(expandQuantiles(quantileKnots([5]))).toEqual([5])
  expect(expandQuantiles(quantileKnots([]))).toEqual([])
})

it('gives the same digits in SQL', async () => {
  const database = await Database.open(':memory:', { readOnly: false })
  for (const list of fc.sample(quantiles, { numRuns: 50, seed: 7 })) {
    const { ranks, values } = quantileKnots(list)
    const literal = values.map((v) => `${v}::double`).join(',')
    const [row] = await database.all(
      `select ${QUANTILES_SQL} as quantiles from (select [${ranks.join(',')}]::usmallint[] as quantile_ranks, [${literal}] as quantile_values)`,
    )
    // A negative zero in a literal is plain zero in SQL.
    expect((row!['quantiles'] as unknown as { items: number[] }).items.map((v) => v + 0)).toEqual(
      expandQuantiles({ ranks, values }).map((v) => v + 0),
    )
  }
  await database.close()
})
