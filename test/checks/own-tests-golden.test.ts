import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compareSharesWithWobble } from '../../src/checks/compare-with-wobble.ts'
import { outsideRangeP, seenCounts, unseenValuesP } from '../../src/checks/new-values.ts'
import { rareBins } from '../../src/checks/rare-bins.ts'

interface Golden {
  readonly tolerance: { readonly relative: number; readonly absolute: number }
  readonly outside_range: readonly { outside: number; n1: number; n0: number; p: number }[]
  readonly unseen: readonly { once: number; twice: number; n0: number; unseen: number; n1: number; p: number }[]
  readonly rare: readonly {
    reference: number[]
    current: number[]
    expected: { p: number; bins: number[]; size: number } | null
  }[]
  readonly share_with_wobble: readonly {
    x0: number
    n0: number
    x1: number
    n1: number
    mean: number
    spread: number
    windows: number
    rows: number
    p: number
    factor: number
  }[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/checks.json', import.meta.url), 'utf8')) as Golden
const near = (actual: number, expected: number): void =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
    golden.tolerance.relative * Math.abs(expected) + golden.tolerance.absolute,
  )

describe("the checks' own tests", () => {
  it.each(golden.outside_range)(
    'p of $outside of $n1 rows outside the range of $n0 is that of the beta-binomial',
    ({ outside, n1, n0, p }) => near(outsideRangeP(outside, n1, n0), p),
  )

  it.each(golden.unseen)(
    'p of $unseen of $n1 rows with new values, $once seen once in $n0',
    ({ once, twice, n0, unseen, n1, p }) => near(unseenValuesP({ rows: n0, once, twice }, { successes: unseen, rows: n1 }).p, p),
  )

  it.each(golden.rare)('rare bins of $reference against $current', ({ reference, current, expected }) => {
    const found = rareBins(Float64Array.from(reference), Float64Array.from(current), null)
    if (expected === null) {
      expect(found).toBeNull()
      return
    }
    near(found!.p, expected.p)
    near(found!.size, expected.size)
    expect(found!.bins).toEqual(expected.bins)
  })

  it.each(golden.share_with_wobble)(
    'a share that wobbles has the tail of F',
    ({ x0, n0, x1, n1, mean, spread, windows, rows, p, factor }) => {
      const compared = compareSharesWithWobble(
        { successes: x0, rows: n0 },
        { successes: x1, rows: n1 },
        { mean, spread, windows, rows },
      )
      near(compared.p, p)
      near(compared.wobbleFactor, factor)
    },
  )

  it('counts values seen once and twice, and takes unlisted ones as seen once', () => {
    const items = new Map([
      ['a', 10],
      ['b', 1],
      ['c', 2],
      ['d', 1],
    ])
    expect(seenCounts({ items, other: 0, complete: true }, 4)).toEqual({ rows: 14, once: 2, twice: 1 })
    expect(seenCounts({ items, other: 50, complete: false }, 9)).toEqual({ rows: 64, once: 7, twice: 1 })
  })
})
