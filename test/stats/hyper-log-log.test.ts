import { describe, expect, it } from 'vitest'
import { hashDouble, hashString } from '../../src/stats/hash64.ts'
import {
  addDoubles,
  addString,
  createRandom,
  createRegisters,
  decodeRegisters,
  encodeRegisters,
  estimateDistinct,
  mergeRegisters,
} from '../../src/stats/index.ts'
import { isClose, readGolden } from './golden.ts'

interface Golden {
  readonly doubles: readonly (readonly [number, number, number])[]
  readonly strings: readonly (readonly [string, number, number])[]
  readonly estimates: readonly { readonly n: number; readonly expected: number }[]
}

const golden = readGolden<Golden>('hyper-log-log')
const out = new Uint32Array(2)

function sketchOf(values: ArrayLike<number>): Uint8Array {
  const registers = createRegisters()
  addDoubles(registers, values)
  return registers
}

describe('the sketch of distinct values', () => {
  it('hashes doubles and strings as written anew in Python', () => {
    for (const [value, high, low] of golden.doubles) {
      hashDouble(value, out)
      expect([value, ...out]).toEqual([value, high, low])
    }
    for (const [value, high, low] of golden.strings) {
      hashString(value, out)
      expect([value, ...out]).toEqual([value, high, low])
    }
  })

  it('hashes -0 as 0', () => {
    expect(sketchOf([-0])).toEqual(sketchOf([0]))
  })

  it.each(golden.estimates)('estimates $n values as Ertl in mpmath', ({ n, expected }) => {
    const got = estimateDistinct(sketchOf(Float64Array.from({ length: n }, (_, i) => i))).statistic
    expect(isClose(got, expected, 1e-12)).toBe(true)
  })

  it('has a root mean square error of 2.5 % or less from 10 to 100,000 values, doubles and strings', () => {
    const random = createRandom(1)
    for (const [n, repeats] of [
      [10, 400],
      [300, 300],
      [3000, 200],
      [20000, 100],
      [100000, 30],
    ] as const) {
      let doubles = 0
      let strings = 0
      for (let r = 0; r < repeats; r++) {
        const start = Math.floor(random.uniform() * 1e9)
        const registers = createRegisters()
        const values = Float64Array.from({ length: n }, (_, i) => start + i)
        doubles += (estimateDistinct(sketchOf(values)).statistic / n - 1) ** 2
        for (let i = 0; i < n; i++) addString(registers, `user-${start + i}`)
        strings += (estimateDistinct(registers).statistic / n - 1) ** 2
      }
      expect(Math.sqrt(doubles / repeats), `doubles, ${n}`).toBeLessThan(0.027)
      expect(Math.sqrt(strings / repeats), `strings, ${n}`).toBeLessThan(0.027)
    }
  })

  it('merges to the sketch of the union and survives encoding, sparse and dense', () => {
    for (const n of [0, 1, 100, 400, 5000]) {
      const values = Float64Array.from({ length: 2 * n }, (_, i) => i / 7)
      const left = sketchOf(values.subarray(0, n))
      mergeRegisters(left, sketchOf(values.subarray(n)))
      expect(left).toEqual(sketchOf(values))
      const bytes = encodeRegisters(left)
      expect(bytes.length).toBeLessThanOrEqual(1537)
      expect(decodeRegisters(bytes)).toEqual(left)
    }
  })

  it('refuses bytes that are no sketch', () => {
    expect(() => decodeRegisters(Uint8Array.of(9, 1))).toThrow('no sketch')
    expect(() => decodeRegisters(Uint8Array.of(1, 255, 255, 3))).toThrow('damaged')
  })
})
