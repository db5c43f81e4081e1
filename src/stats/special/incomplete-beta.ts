import { binomialMass } from './binomial-mass.ts'

const TINY = 1e-300
const MAX_STEPS = 2_000_000

/** The continued fraction of I_x(a, b), modified Lentz; converges fast for x < (a + 1) / (a + b + 2). */
function betaFraction(a: number, b: number, x: number): number {
  const sum = a + b
  let c = 1
  let d = 1 - (sum * x) / (a + 1)
  if (Math.abs(d) < TINY) d = TINY
  d = 1 / d
  let h = d
  for (let m = 1; m < MAX_STEPS; m++) {
    const m2 = 2 * m
    const even = (m * (b - m) * x) / ((a + m2 - 1) * (a + m2))
    d = 1 + even * d
    if (Math.abs(d) < TINY) d = TINY
    c = 1 + even / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    h *= d * c
    const odd = (-(a + m) * (sum + m) * x) / ((a + m2) * (a + m2 + 1))
    d = 1 + odd * d
    if (Math.abs(d) < TINY) d = TINY
    c = 1 + odd / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < 3e-16) break
  }
  return h
}

function lowerTail(a: number, b: number, x: number, y: number): number {
  const front = (binomialMass(a, a + b, x, y) * b) / (a + b)
  return front === 0 ? 0 : front * betaFraction(a, b, x)
}

/**
 * Regularised incomplete beta function I_x(a, b), a > 0, b > 0, with y = 1 - x passed beside x so that neither loses digits.
 *
 * Cost O(sqrt(max(a, b))). Source: DLMF 8.17.22.
 */
export function regularizedBetaPair(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0
  if (y <= 0) return 1
  return x < (a + 1) / (a + b + 2) ? lowerTail(a, b, x, y) : Math.max(0, 1 - lowerTail(b, a, y, x))
}
