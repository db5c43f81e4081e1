import { describe, expect, it } from 'vitest'
import * as stats from '../../src/stats/index.ts'
import { createRandom } from '../../src/stats/random.ts'

/** The definitions, value by value: the counts of both samples at each distinct value. */
function walked(reference: Float64Array, current: Float64Array): { ks: number; wasserstein: number } {
  const values = Float64Array.from(new Set([...reference, ...current])).sort()
  let [i, j, ks, wasserstein] = [0, 0, 0, 0]
  for (const [at, x] of values.entries()) {
    while (i < reference.length && reference[i] === x) i++
    while (j < current.length && current[j] === x) j++
    const gap = Math.abs(i / reference.length - j / current.length)
    ks = Math.max(ks, gap)
    if (at + 1 < values.length) wasserstein += gap * (values[at + 1]! - x)
  }
  return { ks, wasserstein }
}

const shapes: Record<string, (u: number, v: number) => number> = {
  'a triangle': (u, v) => u + v,
  'few whole numbers': (u) => Math.floor(u * 7),
  'instants far from 0': (u) => 1.7e9 + u * 86_400,
  'many zeros and a tail': (u, v) => (v < 0.7 ? 0 : -Math.log(1 - u)),
}
const sizes = [
  [20_000, 20_000],
  [50_000, 400],
  [300, 9_000],
  [5_000, 1],
] as const

describe('KS and Wasserstein of large samples', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it.each(sizes)(`are those of their definitions for ${name}, %i rows against %i`, (n, m) => {
      for (const shift of [0, 0.01, 3]) {
        const random = createRandom(n + m).uniform
        const reference = Float64Array.from({ length: n }, () => shape(random(), random())).sort()
        const current = Float64Array.from({ length: m }, () => shape(random(), random()) + shift).sort()
        const expected = walked(reference, current)
        expect(stats.ksTwoSample(reference, current).statistic).toBe(expected.ks)
        const { statistic } = stats.wasserstein(reference, current)
        expect(Math.abs(statistic - expected.wasserstein)).toBeLessThanOrEqual(1e-12 * expected.wasserstein)
      }
    })
  }
})
