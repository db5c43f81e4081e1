import { describe, expect, it } from 'vitest'
import * as stats from '../../src/stats/index.ts'
import { isClose, readGolden } from './golden.ts'

interface Divergence {
  readonly name: string
  readonly reference: readonly number[]
  readonly current: readonly number[]
  readonly rel: number
  readonly abs: number
  readonly psi: number
  readonly kl: number
  readonly kl_reverse: number
  readonly jensen_shannon: number
  readonly total_variation: number
  readonly l_infinity: number
  readonly hellinger: number
  readonly chi_squared: number
  readonly chi_squared_df: number
  readonly chi_squared_p: number
}

interface Samples {
  readonly name: string
  readonly reference: readonly number[]
  readonly current: readonly number[]
  readonly ks: number
  readonly p: number
  readonly wasserstein: number
  readonly rel: number
  readonly p_rel: number
}

interface Binned {
  readonly name: string
  readonly edges: readonly number[]
  readonly reference: readonly number[]
  readonly current: readonly number[]
  readonly reference_range: readonly [number, number]
  readonly current_range: readonly [number, number]
  readonly expected: number
  readonly rel: number
  readonly abs: number
}

const range = ([min, max]: readonly [number, number]) => ({ min, max })

describe('distances of binned samples', () => {
  it.each(readGolden<{ cases: readonly Divergence[] }>('divergences').cases)('equal SciPy: $name', (one) => {
    const { reference: r, current: c } = one
    const kl = stats.kullbackLeibler(r, c)
    const chi = stats.chiSquaredContingency(r, c)
    const pairs: Record<string, readonly [number, number]> = {
      psi: [stats.psi(r, c).statistic, one.psi],
      kl: [kl.statistic, one.kl],
      reverse: [kl.reverse, one.kl_reverse],
      jensenShannon: [stats.jensenShannon(r, c).statistic, one.jensen_shannon],
      totalVariation: [stats.totalVariation(r, c).statistic, one.total_variation],
      lInfinity: [stats.lInfinity(r, c).statistic, one.l_infinity],
      hellinger: [stats.hellinger(r, c).statistic, one.hellinger],
      chiSquared: [chi?.statistic ?? -1, one.chi_squared],
      chiSquaredDf: [chi?.degreesOfFreedom ?? -1, one.chi_squared_df],
      chiSquaredP: [chi?.pValue ?? -1, one.chi_squared_p],
    }
    expect(Object.entries(pairs).filter(([, [got, want]]) => !isClose(got, want, one.rel, one.abs))).toEqual([])
  })

  it('leaves the chi-squared test out when one category remains', () => {
    expect(stats.chiSquaredContingency([3, 0], [4, 0])).toBeNull()
  })
})

describe('distances of sorted samples', () => {
  it.each(readGolden<{ cases: readonly Samples[] }>('ks-two-sample').cases)('equal SciPy: $name', (one) => {
    const reference = Float64Array.from(one.reference)
    const current = Float64Array.from(one.current)
    const ks = stats.ksTwoSample(reference, current)
    expect(isClose(ks.statistic, one.ks, 1e-13, 1e-15)).toBe(true)
    expect(isClose(ks.pValue, one.p, one.p_rel)).toBe(true)
    expect(isClose(stats.wasserstein(reference, current).statistic, one.wasserstein, one.rel, 1e-12)).toBe(true)
  })

  it('keep their value when each distinct value has a bin of its own', () => {
    for (const one of readGolden<{ cases: readonly Samples[] }>('ks-two-sample').cases.filter((c) => c.name.includes('ties'))) {
      const { fine } = stats.nestedEdges(Float64Array.from(one.reference), 64, 10)
      const r = stats.countIntoBins(fine, one.reference)
      const c = stats.countIntoBins(fine, one.current)
      expect(stats.ksFromCounts(r, c).statistic).toBeCloseTo(one.ks, 12)
      const at = (xs: readonly number[]) => ({ min: xs[0]!, max: xs[xs.length - 1]! })
      const binned = stats.wassersteinFromCounts(fine, r, c, at(one.reference), at(one.current)).statistic
      expect(isClose(binned, one.wasserstein, 0.02)).toBe(true)
    }
  })
})

describe('wassersteinFromCounts', () => {
  it.each(readGolden<{ cases: readonly Binned[] }>('wasserstein').cases)('equals exact integration: $name', (one) => {
    const got = stats.wassersteinFromCounts(
      one.edges,
      one.reference,
      one.current,
      range(one.reference_range),
      range(one.current_range),
    )
    expect(isClose(got.statistic, one.expected, one.rel, one.abs), `${got.statistic} instead of ${one.expected}`).toBe(true)
  })

  it('stays finite in bins of the smallest width there is (a density overflowed there)', () => {
    const tiny = Number.MIN_VALUE
    const got = stats.wassersteinFromCounts([0, tiny, 1], [0, 5, 5, 0], [0, 2, 8, 0], range([tiny, 1]), range([0, 1]))
    expect(got.statistic).toBeCloseTo(0.15, 12)
  })
})
