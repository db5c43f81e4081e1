import { describe, expect, test } from 'vitest'
import { sortedOrder } from '../../../src/engines/duckdb/sorted-order.ts'
import { createRandom } from '../../../src/stats/index.ts'

const random = createRandom(7)
const special = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -5e-324, 1e308, -1e308, 1]
const cases: readonly (readonly [string, number, (i: number) => number])[] = [
  ['no values', 0, () => 0],
  ['one value', 1, () => 3],
  ['normal numbers', 10_000, () => random.normal() * 1e6],
  ['whole numbers of either sign', 10_000, () => random.integer(50) - 20],
  ['zeros, infinities, NaN and the ends of the range', 10_000, (i) => special[i % special.length]!],
]

describe('the order of doubles', () => {
  test.each(cases)('%s come in the order of the built-in sort', (_, n, make) => {
    const values = Float64Array.from({ length: n }, (__, i) => make(i))
    const order = sortedOrder(values)
    const sorted = values.filter((x) => Number.isFinite(x)).sort()
    expect(Array.from(order, (row) => values[row]!)).toEqual([...sorted])
  })

  test('equal values keep the order they came in', () => {
    expect([...sortedOrder(Float64Array.of(2, 1, 2, 1, 2))]).toEqual([1, 3, 0, 2, 4])
  })
})
