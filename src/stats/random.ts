import { LeewayError } from '../core/errors.ts'

/** A seeded source of random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** Whole number from 0 to bound - 1. */
  integer(bound: number): number
}

/** Seed expansion: splitmix32. */
function expandSeed(seed: number): [number, number, number, number] {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  return [next(), next(), next(), next()]
}

/**
 * A random number generator from a seed: xoshiro128**.
 *
 * @param seed a whole number
 * @returns Random
 * @throws LeewayError STATS_DOMAIN unless the seed is a whole number
 * Source: Blackman & Vigna (2021), 10.1145/3460772; normals by Marsaglia's polar method
 * Golden: none; test/stats/random.test.ts holds its first numbers and its distribution
 * @example createRandom(1).integer(1) // => 0
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new LeewayError('STATS_DOMAIN', `a seed must be a whole number, not ${seed}`)
  let [a, b, c, d] = expandSeed(seed)
  const next = (): number => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result
  }
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992
  let spare: number | null = null
  const normal = (): number => {
    if (spare !== null) {
      const value = spare
      spare = null
      return value
    }
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const factor = Math.sqrt((-2 * Math.log(square)) / square)
      spare = y * factor
      return x * factor
    }
  }
  return { uniform, normal, integer: (bound) => Math.floor(uniform() * bound) }
}
