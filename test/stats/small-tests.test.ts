import { describe, expect, it } from 'vitest'
import * as stats from '../../src/stats/index.ts'
import { isClose, readGolden } from './golden.ts'

interface Golden {
  readonly benjamini_hochberg: readonly { readonly p: readonly number[]; readonly adjusted: readonly number[] }[]
  readonly shares: readonly {
    readonly reference: readonly [number, number]
    readonly current: readonly [number, number]
    readonly z_squared: number
    readonly p: number
    readonly fisher_p: number
    readonly fisher_method: boolean
    readonly rel: number
  }[]
  readonly binomial: readonly {
    readonly k: number
    readonly n: number
    readonly share: number
    readonly p: number
    readonly wilson: readonly [number, number]
  }[]
  readonly welch: readonly {
    readonly reference: stats.WelchInput
    readonly current: stats.WelchInput
    readonly t: number
    readonly df: number
    readonly p: number
    readonly rel: number
  }[]
  readonly robust_z: readonly {
    readonly history: readonly number[]
    readonly rows: number
    readonly z: number
    readonly p: number
    readonly factor: number
  }[]
}

const golden = readGolden<Golden>('small-tests')
const share = ([successes, rows]: readonly [number, number]) => ({ successes, rows })

describe('small tests', () => {
  it.each(golden.benjamini_hochberg)('benjaminiHochberg equals SciPy: $p', ({ p, adjusted }) => {
    const got = stats.benjaminiHochberg(p).adjusted
    expect(adjusted.filter((want, i) => !isClose(got[i]!, want, 1e-12))).toEqual([])
  })

  it.each(golden.shares)('shares $reference and $current equal SciPy', (one) => {
    const [reference, current] = [share(one.reference), share(one.current)]
    const z = stats.twoProportionTest(reference, current)
    const fisher = stats.fisherExact(reference, current)
    const either = stats.compareShares(reference, current)
    expect(isClose(z.statistic ** 2, one.z_squared, one.rel, 1e-12)).toBe(true)
    expect(isClose(z.pValue, one.p, one.rel)).toBe(true)
    expect(isClose(fisher.pValue, one.fisher_p, one.rel), `${fisher.pValue} instead of ${one.fisher_p}`).toBe(true)
    expect(either.method).toBe(one.fisher_method ? 'fisher_exact' : 'two_proportions')
    expect(either.pValue).toBe(one.fisher_method ? fisher.pValue : z.pValue)
  })

  it.each(golden.binomial)('$k of $n against $share equals SciPy', ({ k, n, share: expected, p, wilson }) => {
    const observed = { successes: k, rows: n }
    expect(isClose(stats.binomialTest(observed, expected).pValue, p, 1e-9)).toBe(true)
    const { low, high } = stats.wilsonInterval(observed)
    expect(isClose(low, wilson[0], 1e-9, 1e-15) && isClose(high, wilson[1], 1e-9)).toBe(true)
  })

  it.each(golden.welch)('welchTTest equals SciPy: t = $t', (one) => {
    const got = stats.welchTTest(one.reference, one.current)!
    expect(isClose(got.statistic, one.t, one.rel)).toBe(true)
    expect(isClose(got.degreesOfFreedom, one.df, one.rel)).toBe(true)
    expect(isClose(got.pValue, one.p, one.rel * 100)).toBe(true)
  })

  it('welchTTest has no answer without spread or rows', () => {
    expect(stats.welchTTest({ n: 5, mean: 1, variance: 0 }, { n: 5, mean: 2, variance: 0 })).toBeNull()
    expect(stats.welchTTest({ n: 1, mean: 1, variance: null }, { n: 5, mean: 2, variance: 1 })).toBeNull()
  })

  it.each(golden.robust_z)('robustZ of $rows rows after $history', (one) => {
    const got = stats.robustZ(one.history, one.rows)
    expect(isClose(got.statistic, one.z, 1e-12)).toBe(true)
    expect(isClose(got.pValue, one.p, 1e-10)).toBe(true)
    expect(isClose(got.factor, one.factor, 1e-12)).toBe(true)
  })
})
