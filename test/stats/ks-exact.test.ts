import { describe, expect, it } from 'vitest'
import * as stats from '../../src/stats/index.ts'
import { isClose, readGolden } from './golden.ts'

const golden = readGolden<{
  rel: number
  asymptotic_rel: number
  by_size: readonly { n: number; m: number; d: number; p: number; exact: boolean }[]
  samples: readonly { name: string; reference: readonly number[]; current: readonly number[]; d: number; p: number }[]
}>('ks-exact')

describe('the exact two-sample Kolmogorov-Smirnov test', () => {
  it('has the p-values of SciPy for equal, coprime and other sizes up to 10,000', () => {
    expect(golden.by_size.length).toBeGreaterThan(150)
    for (const { n, m, d, p, exact } of golden.by_size) {
      for (const got of [stats.ksExact(d, n, m), stats.ksExact(d, m, n)]) {
        expect(got.method, `${n} ${m} ${d}`).toBe(exact ? 'exact' : 'asymptotic')
        expect(
          isClose(got.pValue, p, exact ? golden.rel : golden.asymptotic_rel),
          `${n} ${m} ${d}: ${got.pValue}, not ${p}`,
        ).toBe(true)
      }
    }
  })

  it.each(golden.samples)('equals scipy.stats.ks_2samp on samples: $name', ({ reference, current, d, p }) => {
    const got = stats.ksTwoSampleExact(Float64Array.from(reference), Float64Array.from(current))
    const rel = got.method === 'exact' ? golden.rel : golden.asymptotic_rel
    expect(isClose(got.statistic, d, 1e-12), `D ${got.statistic}, not ${d}`).toBe(true)
    expect(isClose(got.pValue, p, rel), `p ${got.pValue}, not ${p}`).toBe(true)
  })

  it('is asymptotic above 10,000 rows on a side', () => {
    expect(stats.ksExact(0.01, 10_001, 10_000).method).toBe('asymptotic')
    expect(stats.ksExact(0.01, 10_001, 10_000).pValue).toBeGreaterThan(0.5)
  })
})
