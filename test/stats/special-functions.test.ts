import { describe, expect, it } from 'vitest'
import * as special from '../../src/stats/special-functions.ts'
import { isClose, readGolden } from './golden.ts'

interface Case {
  readonly function: string
  readonly args: readonly number[]
  readonly expected: number
  readonly rel: number
  readonly abs: number
}

const functions = Object.fromEntries(Object.entries(special)) as Record<string, (...args: readonly number[]) => number>
const { cases } = readGolden<{ cases: readonly Case[] }>('special-functions')

describe('special functions', () => {
  it.each(Object.keys(functions))('%s equals mpmath', (name) => {
    const call = functions[name]!
    const own = cases.filter((one) => one.function === name)
    expect(own.length).toBeGreaterThan(0)
    const wrong = own
      .map((one) => ({ ...one, actual: call(...one.args) }))
      .filter((one) => !isClose(one.actual, one.expected, one.rel, one.abs))
    expect(wrong).toEqual([])
  })

  it('underflows to 0 and never throws in a far tail', () => {
    expect(special.chiSquaredUpperTail(1e6, 10)).toBe(0)
    expect(special.normalUpperTail(1e3)).toBe(0)
    expect(special.fUpperTail(1e9, 30, 1e6)).toBe(0)
    expect(special.binomialUpperTail(9e5, 1e6, 1e-3)).toBe(0)
  })
})
