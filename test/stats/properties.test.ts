import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as stats from '../../src/stats/index.ts'

const k = fc.integer({ min: 2, max: 40 })
const countsOf = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 500 }), { minLength: length, maxLength: length }).filter((xs) => xs.some((x) => x > 0))
const pair = k.chain((length) => fc.tuple(countsOf(length), countsOf(length)))
const sample = fc
  .array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: -3, max: 3 })), {
    minLength: 1,
    maxLength: 80,
  })
  .map((xs) => Float64Array.from(xs).sort())

const symmetric: Record<string, readonly [call: (r: number[], c: number[]) => number, max: number]> = {
  psi: [(r, c) => stats.psi(r, c).statistic, Number.POSITIVE_INFINITY],
  jensenShannon: [(r, c) => stats.jensenShannon(r, c).statistic, 1],
  totalVariation: [(r, c) => stats.totalVariation(r, c).statistic, 1],
  lInfinity: [(r, c) => stats.lInfinity(r, c).statistic, 1],
  hellinger: [(r, c) => stats.hellinger(r, c).statistic, 1],
  ksFromCounts: [(r, c) => stats.ksFromCounts(r, c).statistic, 1 + 1e-12],
  pearsonDrift: [(r, c) => stats.pearsonDrift(r, c).statistic, Number.POSITIVE_INFINITY],
}

describe('distances of binned samples', () => {
  it.each(Object.entries(symmetric))('%s is 0 on equal samples, symmetric and within its range', (_, [call, max]) => {
    fc.assert(
      fc.property(pair, ([r, c]) => {
        expect(call(r, r)).toBeCloseTo(0, 7)
        const there = call(r, c)
        expect(there).toBeCloseTo(call(c, r), 9)
        expect(there).toBeGreaterThanOrEqual(0)
        expect(there).toBeLessThanOrEqual(max)
      }),
    )
  })

  it('does not depend on the order of the bins where there is none', () => {
    fc.assert(
      fc.property(pair, ([r, c]) => {
        const [rr, cc] = [[...r].reverse(), [...c].reverse()]
        for (const name of ['psi', 'jensenShannon', 'totalVariation', 'lInfinity', 'hellinger', 'pearsonDrift'] as const) {
          expect(symmetric[name]![0](rr, cc)).toBeCloseTo(symmetric[name]![0](r, c), 9)
        }
        const one = stats.driftEvidence(r, c, { ordered: false })
        const other = stats.driftEvidence(rr, cc, { ordered: false })
        expect(other.x).toBeCloseTo(one.x, 7)
        expect(other.psi).toBeCloseTo(one.psi, 9)
      }),
    )
  })

  it('obeys Hellinger^2 <= total variation <= sqrt(2) Hellinger, and KL both ways sums to PSI', () => {
    fc.assert(
      fc.property(pair, ([r, c]) => {
        const tv = stats.totalVariation(r, c).statistic
        const h = stats.hellinger(r, c).statistic
        expect(h * h).toBeLessThanOrEqual(tv + 1e-12)
        expect(tv).toBeLessThanOrEqual(Math.SQRT2 * h + 1e-12)
        const kl = stats.kullbackLeibler(r, c)
        expect(kl.statistic + kl.reverse).toBeCloseTo(stats.psi(r, c).statistic, 9)
      }),
    )
  })
})

describe('pooling', () => {
  it('does not depend on the order of categories when two large ones are equally small (it once took the first)', () => {
    const x = (r: number[], c: number[]) => stats.driftEvidence(r, c, { ordered: false }).x
    expect(x([1, 50, 40], [1, 30, 40])).toBeCloseTo(x([40, 50, 1], [40, 30, 1]), 12)
  })

  it('keeps all rows, and leaves no small bin unless a single one remains', () => {
    fc.assert(
      fc.property(pair, fc.boolean(), ([r, c], ordered) => {
        const pooled = stats.poolBins(r, c, ordered)
        const sum = (xs: ArrayLike<number>) => Array.from(xs).reduce((a, b) => a + b, 0)
        expect(sum(pooled.reference)).toBe(sum(r))
        expect(sum(pooled.current)).toBe(sum(c))
        const limit = (5 * (sum(r) + sum(c))) / Math.min(sum(r), sum(c))
        const small = pooled.reference.filter((x, j) => x + pooled.current[j]! < limit)
        expect(small.length === 0 || pooled.reference.length === 1).toBe(true)
        if (ordered) expect([...pooled.poolMap]).toEqual([...pooled.poolMap].sort((a, b) => a - b))
      }),
    )
  })
})

describe('evidence of drift', () => {
  it('is finite, and its direction turns when the samples are exchanged', () => {
    fc.assert(
      fc.property(pair, ([r, c]) => {
        const there = stats.driftEvidence(r, c, { ordered: true })
        const back = stats.driftEvidence(c, r, { ordered: true })
        for (const value of [there.x, there.size, there.psi, there.chanceBound, there.xP ?? 0, there.tP ?? 0, there.p ?? 0]) {
          expect(Number.isFinite(value)).toBe(true)
        }
        there.components?.forEach((v, i) => {
          expect(v).toBeCloseTo(-back.components![i]!, 6)
        })
        if (there.t !== null) expect(there.t).toBeLessThanOrEqual(there.x * (1 + 1e-9) + 1e-9)
      }),
    )
  })
})

describe('samples and their bins', () => {
  it('0 <= exact KS - binned KS <= largest bin mass', () => {
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: 1, max: 12 }), (reference, current, bins) => {
        const edges = stats.equalMassEdges(reference, bins)
        const r = stats.countIntoBins(edges, reference)
        const c = stats.countIntoBins(edges, current)
        const exact = stats.ksTwoSample(reference, current).statistic
        const binned = stats.ksFromCounts(r, c).statistic
        const mass = Math.max(...r.map((x) => x / reference.length), ...c.map((x) => x / current.length))
        expect(binned).toBeLessThanOrEqual(exact + 1e-12)
        expect(exact - binned).toBeLessThanOrEqual(mass + 1e-12)
      }),
    )
  })

  it('binned Wasserstein is within the widest bin of the exact one', () => {
    fc.assert(
      fc.property(sample, sample, (reference, current) => {
        const { fine } = stats.nestedEdges(reference, 8, 4)
        const ends = (xs: Float64Array) => ({ min: xs[0]!, max: xs[xs.length - 1]! })
        const all = [...fine, ends(reference).min, ends(current).min, ends(reference).max, ends(current).max].sort(
          (a, b) => a - b,
        )
        const widest = Math.max(0, ...all.map((x, i) => (i === 0 ? 0 : x - all[i - 1]!)))
        const binned = stats.wassersteinFromCounts(
          fine,
          stats.countIntoBins(fine, reference),
          stats.countIntoBins(fine, current),
          ends(reference),
          ends(current),
        ).statistic
        const exact = stats.wasserstein(reference, current).statistic
        expect(Math.abs(binned - exact)).toBeLessThanOrEqual(2 * widest + 1e-9 * (1 + exact))
      }),
    )
  })

  it('quantiles ascend and stay between the extremes', () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: 1, max: 10 }), (values, bins) => {
        const { fine } = stats.nestedEdges(values, bins, 3)
        const [min, max] = [values[0]!, values[values.length - 1]!]
        const got = stats.quantilesFromCounts(
          fine,
          stats.countIntoBins(fine, values),
          min,
          max,
          [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1],
        )
        expect([...got]).toEqual([...got].sort((a, b) => a - b))
        expect([got[0]! + 0, got[6]! + 0]).toEqual([min + 0, max + 0])
      }),
    )
  })
})

describe('merging', () => {
  it('moments, counts and sketches of parts are those of the whole', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const whole = Float64Array.of(...a, ...b)
        const merged = stats.summarizeMoments(stats.mergeMoments(stats.momentsFromValues(a), stats.momentsFromValues(b, 17)))
        const direct = stats.summarizeMoments(stats.momentsFromValues(whole))
        const scale = Math.max(...whole.map(Math.abs), 1)
        expect(merged.mean! / scale).toBeCloseTo(direct.mean! / scale, 11)
        expect(merged.variance! / scale ** 2).toBeCloseTo(direct.variance! / scale ** 2, 11)
        const edges = [-10, 0, 10]
        expect(stats.countIntoBins(edges, b, stats.countIntoBins(edges, a))).toEqual(stats.countIntoBins(edges, whole))
        const [left, right, both] = [a, b, whole].map((values) => {
          const registers = stats.createRegisters()
          stats.addDoubles(registers, values)
          return registers
        }) as [Uint8Array, Uint8Array, Uint8Array]
        stats.mergeRegisters(left, right)
        expect(left).toEqual(both)
        expect(stats.decodeRegisters(stats.encodeRegisters(both))).toEqual(both)
      }),
    )
  })
})

describe('p-values under no drift', () => {
  it('are uniform for X, T and both together', () => {
    const random = stats.createRandom(20260101)
    const repeats = 1500
    const bins = 32
    const draw = (n: number) => {
      const counts = new Float64Array(bins)
      for (let i = 0; i < n; i++) counts[random.integer(bins)]!++
      return counts
    }
    const below = { x: 0, t: 0, p: 0, tiny: 0 }
    for (let i = 0; i < repeats; i++) {
      const evidence = stats.driftEvidence(draw(4000), draw(600), { ordered: true })
      if (evidence.xP! < 0.05) below.x++
      if (evidence.tP! < 0.05) below.t++
      if (evidence.p! < 0.05) below.p++
      if (evidence.p! < 0.001) below.tiny++
    }
    for (const name of ['x', 't', 'p'] as const) {
      expect(below[name] / repeats).toBeGreaterThan(0.03)
      expect(below[name] / repeats).toBeLessThan(0.07)
    }
    expect(below.tiny).toBeLessThan(8)
  })
})

describe('the two-sided Kolmogorov tail', () => {
  it('falls from 1 to 0 without a step where its methods meet', () => {
    for (const n of [2, 17, 140, 141, 1500, 2000, 2001, 50_000, 1_000_000]) {
      let previous = 1
      for (let i = 1; i <= 400; i++) {
        const d = (i / 100) * n ** -0.5
        if (d >= 1) break
        const p = stats.kolmogorovTwoSided(d, n)
        expect(p, `n ${n}, d ${d}`).toBeLessThanOrEqual(previous * (1 + 2e-7))
        previous = p
      }
    }
  })
})
