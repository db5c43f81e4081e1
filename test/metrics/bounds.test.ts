import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { categoricalPsi } from '../../src/metrics/drift/categorical_psi.ts'
import { hellingerDistance } from '../../src/metrics/drift/hellinger_distance.ts'
import { klDivergence } from '../../src/metrics/drift/kl_divergence.ts'
import { klDivergenceReverse } from '../../src/metrics/drift/kl_divergence_reverse.ts'
import { ksTest } from '../../src/metrics/drift/ks_test.ts'
import { populationStabilityIndex } from '../../src/metrics/drift/population_stability_index.ts'
import { rangeViolations } from '../../src/metrics/drift/range_violations.ts'
import { wassersteinDistance } from '../../src/metrics/drift/wasserstein_distance.ts'
import type { DriftInput } from '../../src/metrics/inputs.ts'
import { NoValue } from '../../src/metrics/no-value.ts'
import { median } from '../../src/metrics/profile/median.ts'
import { quantiles } from '../../src/metrics/profile/quantiles.ts'
import { stddev } from '../../src/metrics/profile/stddev.ts'
import { METRICS } from '../../src/metrics/registry.ts'
import { column, driftInput } from './states-from-values.ts'

const DOUBLE = column('x', 'numeric', 'double')
const TEXT = column('c', 'categorical', 'string')

const withoutValues = ({ sorted: _, ...input }: DriftInput['current']): DriftInput['current'] => input
/** As the engine answers for large windows: histograms only. */
const binned = (input: DriftInput): DriftInput => ({
  ...input,
  current: withoutValues(input.current),
  reference: withoutValues(input.reference),
})

const statistic = (value: unknown): number => (value as { statistic: number }).statistic
const anyNumber = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.constant(0))
const sample = fc.array(anyNumber, { minLength: 1, maxLength: 400 })

describe('without the values, from the profile histogram', () => {
  it('the KS statistic is below the exact one by at most the largest bin share', () => {
    fc.assert(
      fc.property(sample, sample, (reference, current) => {
        const input = driftInput(DOUBLE, reference, current)
        const exact = statistic(ksTest.compute(input))
        const rough = statistic(ksTest.compute(binned(input)))
        const shares = [input.reference, input.current].map(({ state }) => Math.max(...state.histogram!) / state.moments!.n)
        expect(rough).toBeLessThanOrEqual(exact + 1e-12)
        expect(exact - rough).toBeLessThanOrEqual(Math.max(...shares) + 1e-12)
      }),
      { numRuns: 200 },
    )
  })

  it('KS and Wasserstein are exact when every value has a bin of its own', () => {
    const few = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(few, few, (reference, extra) => {
        const known = new Set(reference)
        const input = driftInput(DOUBLE, reference, [...reference.slice(0, 1), ...extra.filter((x) => known.has(x))])
        expect(statistic(ksTest.compute(binned(input)))).toBeCloseTo(statistic(ksTest.compute(input)), 12)
        expect(wassersteinDistance.compute(binned(input))).toBeCloseTo(wassersteinDistance.compute(input) as number, 9)
      }),
      { numRuns: 100 },
    )
  })

  it('the median lies within one bin: no more than its share of rows away from the middle', () => {
    fc.assert(
      fc.property(sample, sample, (reference, current) => {
        const input = driftInput(DOUBLE, reference, current)
        const value = median.compute(withoutValues(input.current)) as number
        const { sorted, state } = input.current
        const below = sorted!.filter((x) => x < value).length / sorted!.length
        const upTo = sorted!.filter((x) => x <= value).length / sorted!.length
        const share = Math.max(...state.histogram!) / sorted!.length
        expect(below - share).toBeLessThanOrEqual(0.5 + 1e-12)
        expect(upTo + share).toBeGreaterThanOrEqual(0.5 - 1e-12)
      }),
      { numRuns: 200 },
    )
  })

  it('the Wasserstein distance is within 2 % of itself or of the reference deviation', () => {
    const draws = (seed: number, n: number, shift: number) =>
      Array.from({ length: n }, (_, i) => {
        const u = ((i + 0.5) * 0.6180339887 + seed * 0.37) % 1
        return -Math.log(1 - u) * 5 + shift
      })
    for (const shift of [0, 0.3, -0.3, 2, -2, 20, -20, 1000]) {
      const input = driftInput(DOUBLE, draws(1, 4000, 0), draws(2, 2500, shift))
      const exact = wassersteinDistance.compute(input) as number
      const rough = wassersteinDistance.compute(binned(input)) as number
      const deviation = stddev.compute(input.reference) as number
      expect(Math.abs(rough - exact)).toBeLessThanOrEqual(0.02 * Math.max(exact, deviation))
    }
  })

  it('range violations against the frozen reference are exact', () => {
    fc.assert(
      fc.property(sample, sample, (reference, current) => {
        const input = driftInput(DOUBLE, reference, current)
        expect(rangeViolations.compute(binned(input))).toBeCloseTo(rangeViolations.compute(input) as number, 12)
      }),
      { numRuns: 200 },
    )
  })
})

describe('of any two samples', () => {
  it('PSI is the sum of the two Kullback-Leibler divergences', () => {
    fc.assert(
      fc.property(sample, sample, (reference, current) => {
        const input = driftInput(DOUBLE, reference, current)
        const sum = (klDivergence.compute(input) as number) + (klDivergenceReverse.compute(input) as number)
        expect(populationStabilityIndex.compute(input)).toBeCloseTo(sum, 9)
      }),
      { numRuns: 100 },
    )
    const input = driftInput(TEXT, ['a', 'b', 'b'], ['a', 'a', 'c'])
    const sum = (klDivergence.compute(input) as number) + (klDivergenceReverse.compute(input) as number)
    expect(categoricalPsi.compute(input)).toBeCloseTo(sum, 12)
  })

  it('a column has no distance from itself', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const input = driftInput(DOUBLE, values, values)
        expect(statistic(ksTest.compute(input))).toBe(0)
        expect(wassersteinDistance.compute(input)).toBe(0)
        expect(hellingerDistance.compute(input)).toBeCloseTo(0, 7)
        expect(populationStabilityIndex.compute(input)).toBeCloseTo(0, 12)
        expect(rangeViolations.compute(input)).toBe(0)
      }),
      { numRuns: 100 },
    )
  })

  it('text columns drift whatever their values are called', () => {
    const word = fc.array(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '', 'null')), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(word, word, (reference, current) => {
        const input = driftInput(TEXT, reference, current)
        for (const metric of METRICS) {
          if (metric.kind !== 'drift' || !metric.compute || !metric.appliesTo.includes('categorical')) continue
          const value = metric.compute(input)
          if (typeof value === 'number') expect(Number.isFinite(value), metric.id).toBe(true)
          else expect(value instanceof NoValue || typeof value === 'object', metric.id).toBe(true)
        }
      }),
      { numRuns: 100 },
    )
  })
})

it('quantiles from the histogram are those of the values when every value has a bin of its own', () => {
  const few = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(few, (values) => {
      const input = driftInput(DOUBLE, values, values)
      expect(quantiles.compute(withoutValues(input.current))).toEqual(quantiles.compute(input.current))
    }),
    { numRuns: 50 },
  )
})
