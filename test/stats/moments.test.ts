import { describe, expect, it } from 'vitest'
import { EMPTY_MOMENTS, meanShiftZ, mergeMoments, momentsFromValues, summarizeMoments } from '../../src/stats/index.ts'
import { isClose, readGolden } from './golden.ts'

interface Case {
  readonly name: string
  readonly values: readonly number[]
  readonly mean: number
  readonly variance: number | null
  readonly stddev: number | null
  readonly rel: number
}

const { cases } = readGolden<{ cases: readonly Case[] }>('moments')

describe.each(cases)('moments: $name', ({ values, mean, variance, stddev, rel }) => {
  const check = (got: ReturnType<typeof summarizeMoments>) => {
    expect(isClose(got.mean!, mean, 1e-14, 1e-24)).toBe(true)
    for (const [actual, expected] of [
      [got.variance, variance],
      [got.stddev, stddev],
    ] as const) {
      if (expected === null) expect(actual).toBeNull()
      else expect(isClose(actual!, expected, rel, 1e-300), `${actual} instead of ${expected}`).toBe(true)
    }
  }

  it('equal exact arithmetic', () => check(summarizeMoments(momentsFromValues(values))))

  it('merge to the whole, about whatever shifts', () => {
    const cut = values.length >> 1
    const left = momentsFromValues(values.slice(0, cut))
    const right = momentsFromValues(values.slice(cut))
    check(summarizeMoments(mergeMoments(mergeMoments(EMPTY_MOMENTS, left), mergeMoments(right, EMPTY_MOMENTS))))
  })
})

describe('meanShiftZ', () => {
  it('takes an unknown or zero standard deviation as 1, as the guide does', () => {
    expect(meanShiftZ({ mean: 10, stddev: 0 }, { mean: 7 }).statistic).toBe(3)
    expect(meanShiftZ({ mean: 10, stddev: null }, { mean: 7 }).statistic).toBe(3)
    expect(meanShiftZ({ mean: 10, stddev: 2 }, { mean: 7 }).statistic).toBe(1.5)
  })
})
