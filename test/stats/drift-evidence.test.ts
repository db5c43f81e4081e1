import { describe, expect, it } from 'vitest'
import { driftEvidence } from '../../src/stats/drift-evidence.ts'
import { isClose, readGolden } from './golden.ts'

interface Case {
  readonly name: string
  readonly ordered: boolean
  readonly reference: readonly number[]
  readonly current: readonly number[]
  readonly pooled_reference: readonly number[]
  readonly pooled_current: readonly number[]
  readonly x: number
  readonly x_df: number
  readonly x_p: number | null
  readonly t?: number
  readonly t_df?: number
  readonly t_p?: number
  readonly components_squared?: readonly number[]
  readonly p: number | null
  readonly size: number
  readonly psi: number
  readonly chance_bound: number
}

const { cases } = readGolden<{ cases: readonly Case[] }>('verdicts')

/** Relative 1e-9 and absolute 1e-12, as the golden file states. */
function wrongFields(expected: Record<string, unknown>, actual: Record<string, unknown>): string[] {
  return Object.entries(expected).flatMap(([key, want]) => {
    const got = actual[key]
    const pairs = Array.isArray(want) ? want.map((value, i) => [value, (got as ArrayLike<unknown>)[i]]) : [[want, got]]
    const same = pairs.every(
      ([a, b]) => a === b || (typeof a === 'number' && typeof b === 'number' && isClose(b, a, 1e-9, 1e-12)),
    )
    return same ? [] : [`${key}: ${String(got)} instead of ${String(want)}`]
  })
}

describe('driftEvidence', () => {
  it.each(cases)('equals the golden verdict: $name', (one) => {
    const got = driftEvidence(one.reference, one.current, { ordered: one.ordered })
    const { name: _name, ordered: _ordered, reference: _reference, current: _current, ...expected } = one
    expect(
      wrongFields(expected, {
        pooled_reference: [...got.pooledReference],
        pooled_current: [...got.pooledCurrent],
        x: got.x,
        x_df: got.xDf,
        x_p: got.xP,
        t: got.t,
        t_df: got.tDf,
        t_p: got.tP,
        components_squared: got.components === null ? null : [...got.components].map((v) => v * v),
        p: got.p,
        size: got.size,
        psi: got.psi,
        chance_bound: got.chanceBound,
      }),
    ).toEqual([])
  })

  it('calls a shift upwards positive in the first component, and a wider column positive in the second', () => {
    const flat = [100, 100, 100, 100, 100, 100]
    expect(driftEvidence(flat, [50, 60, 80, 120, 140, 150], { ordered: true }).components?.[0]).toBeGreaterThan(3)
    expect(driftEvidence(flat, [150, 90, 60, 60, 90, 150], { ordered: true }).components?.[1]).toBeGreaterThan(3)
  })
})
