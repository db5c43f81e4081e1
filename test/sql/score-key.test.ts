import { afterAll, beforeAll, expect, it } from 'vitest'
import { duckdbDialect } from '../../src/sql/duckdb-dialect.ts'
import { scoreKeySql } from '../../src/sql/quality-query.ts'
import { createRandom } from '../../src/stats/random.ts'
import { scoreKey } from '../../src/stats/score-key.ts'
import { openTestDatabase, type TestDatabase } from './duckdb.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

/** The double so many steps further. */
function step(x: number, steps: number): number {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)
  bits[0] = bits[0]! + BigInt(steps)
  return new Float64Array(bits.buffer)[0]!
}

/** The least probability with this fine key or a higher one, by halving. */
function edgeOf(key: number): number {
  let low = 0
  let high = 1
  for (let i = 0; i < 1100; i++) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) break
    if (scoreKey(middle, 'fine') >= key) high = middle
    else low = middle
  }
  return high
}

async function keysOf(scores: readonly number[]) {
  const literals = scores.map((p) => duckdbDialect.doubleLiteral(p)).join(', ')
  return database.rows(
    `select ${scoreKeySql('p', '1048576e0')} as fine, ${scoreKeySql('p', '128e0')} as coarse from (select unnest([${literals}]::double[]) as p)`,
  )
}

async function expectSameKeys(scores: readonly number[]): Promise<void> {
  const rows = await keysOf(scores)
  const wrong = scores.filter((p, i) => rows[i]!['fine'] !== scoreKey(p, 'fine') || rows[i]!['coarse'] !== scoreKey(p, 'coarse'))
  expect(wrong).toEqual([])
}

it('the score key in SQL is that of the statistics at the edges of keys, one step beside them, and at the ends', async () => {
  const random = createRandom(7)
  const keys = Array.from({ length: 300 }, () => Math.floor((random.uniform() - 0.5) * 7e7))
  // Multiples of 8192 are edges of coarse keys too.
  const edges = [...keys, ...keys.map((key) => (key >> 13) << 13), 0, 1, -1].map(edgeOf)
  const ends = [0, -0, 5e-324, 1e-300, 1e-15, 1e-14, 0.5, 1 - 1e-14, 1 - 1e-15, 1 - 2 ** -53, 1]
  await expectSameKeys([
    ...edges.flatMap((p) => [-2, -1, 0, 1, 2].map((n) => step(p, n))),
    ...ends,
    ...ends.filter((p) => p > 0 && p < 1).flatMap((p) => [step(p, -1), step(p, 1)]),
  ])
})

it('the score key in SQL is that of the statistics for any score', async () => {
  const random = createRandom(8)
  await expectSameKeys(Array.from({ length: 4000 }, () => random.uniform()))
  await expectSameKeys(Array.from({ length: 4000 }, () => 10 ** (-16 * random.uniform())))
  await expectSameKeys(Array.from({ length: 4000 }, () => 1 - 10 ** (-16 * random.uniform())))
  await expectSameKeys(Array.from({ length: 4001 }, (_, i) => i / 4000))
})
