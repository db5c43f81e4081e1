import { describe, expect, it } from 'vitest'
import { kolmogorovTwoSided } from '../../src/stats/kolmogorov-two-sided.ts'
import { isClose, readGolden } from './golden.ts'

interface Case {
  readonly n: number
  readonly d: number
  readonly expected: number
  readonly rel: number
  readonly abs: number
}

const { cases } = readGolden<{ cases: readonly Case[] }>('kolmogorov-two-sided')

describe('kolmogorovTwoSided', () => {
  it('equals kstwo.sf over sizes and statistics', () => {
    const wrong = cases
      .map((one) => ({ ...one, actual: kolmogorovTwoSided(one.d, one.n) }))
      .filter((one) => !isClose(one.actual, one.expected, one.rel, one.abs))
    expect(wrong).toEqual([])
  })

  it('reproduces the published p-values of a two-sample test', () => {
    expect(kolmogorovTwoSided(0.062, Math.round((1192 * 1344) / (1192 + 1344)))).toBeCloseTo(0.014853915612309707, 12)
    expect(kolmogorovTwoSided(0.038, Math.round((941 * 1192) / (941 + 1192)))).toBeCloseTo(0.4228041687817168, 9)
  })
})
