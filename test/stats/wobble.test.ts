import { describe, expect, it } from 'vitest'
import { driftEvidence, referenceWobble, type Wobble, wobbleTail } from '../../src/stats/index.ts'
import { isClose, readGolden } from './golden.ts'

type Numbers = readonly [mean: number, spread: number, windows: number, rows: number]

interface Case {
  readonly name: string
  readonly reference: readonly number[]
  readonly windows: readonly (readonly number[])[]
  readonly current: readonly number[]
  readonly wobble_x: Numbers
  readonly wobble_t: Numbers
  readonly x_p: number
  readonly t_p: number
  readonly factor_x: number
  readonly factor_t: number
  readonly rel: number
}

const { cases } = readGolden<{ cases: readonly Case[] }>('wobble')
const numbers = (w: Wobble | null): readonly number[] => (w === null ? [] : [w.mean, w.spread, w.windows, w.rows])

describe('wobble', () => {
  it.each(cases)('equals the rule written anew with SciPy: $name', (one) => {
    const wobble = referenceWobble(one.reference, one.windows, { ordered: true })
    const evidence = driftEvidence(one.reference, one.current, { ordered: true, wobble })
    const rows = evidence.currentRows
    const got = [
      ...numbers(wobble.x),
      ...numbers(wobble.t),
      evidence.xP!,
      evidence.tP!,
      evidence.wobbleFactor,
      wobbleTail(evidence.t!, evidence.tDf!, wobble.t, rows).factor,
    ]
    const want = [...one.wobble_x, ...one.wobble_t, one.x_p, one.t_p, one.factor_x, one.factor_t]
    expect(got.map((value, i) => [value, want[i]!] as const).filter(([a, b]) => !isClose(a, b, one.rel))).toEqual([])
    expect(got.length).toBe(want.length)
  })

  it('is unknown below eight windows', () => {
    expect(referenceWobble([70, 70], Array(7).fill([10, 10]), { ordered: false })).toEqual({ x: null, t: null })
  })
})
