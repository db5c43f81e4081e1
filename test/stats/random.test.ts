import { describe, expect, it } from 'vitest'
import { createRandom, kolmogorovTwoSided, normalCdf } from '../../src/stats/index.ts'

function ksDistance(sorted: Float64Array, cdf: (x: number) => number): number {
  return sorted.reduce(
    (d, x, i) => Math.max(d, Math.abs((i + 1) / sorted.length - cdf(x)), Math.abs(i / sorted.length - cdf(x))),
    0,
  )
}

describe('createRandom', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed).uniform)
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('draws uniform and normal numbers', () => {
    const random = createRandom(42)
    const uniform = Float64Array.from({ length: 20_000 }, random.uniform).sort()
    const normal = Float64Array.from({ length: 20_000 }, random.normal).sort()
    expect(
      kolmogorovTwoSided(
        ksDistance(uniform, (x) => x),
        20_000,
      ),
    ).toBeGreaterThan(0.01)
    expect(kolmogorovTwoSided(ksDistance(normal, normalCdf), 20_000)).toBeGreaterThan(0.01)
  })
})
