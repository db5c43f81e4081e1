import { deviance } from './deviance.ts'
import { stirlingError } from './stirling-error.ts'

const TINY = 1e-300
const EPSILON = 1e-16
const MAX_STEPS = 2_000_000

/** x^a e^-x / Gamma(a + 1), by the saddle-point form. */
function poissonMass(a: number, x: number): number {
  return Math.exp(-stirlingError(a) - deviance(a, x)) / Math.sqrt(2 * Math.PI * a)
}

function lowerSeries(a: number, x: number): number {
  let term = 1
  let sum = 1
  for (let i = 1; i < MAX_STEPS && term > sum * EPSILON; i++) {
    term *= x / (a + i)
    sum += term
  }
  return sum * poissonMass(a, x)
}

function upperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let h = d
  for (let i = 1; i < MAX_STEPS; i++) {
    const an = -i * (i - a)
    b += 2
    d = an * d + b
    if (Math.abs(d) < TINY) d = TINY
    c = b + an / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < 3e-16) break
  }
  return h * poissonMass(a, x) * a
}

/**
 * Regularised upper incomplete gamma function Q(a, x), a > 0, x >= 0; keeps its digits in the tail and underflows to 0.
 *
 * Series below a + 1, continued fraction above; cost O(sqrt(a)) near x = a.
 * Source: DLMF 8.11.4 and 8.9.2.
 */
export function regularizedGammaUpper(a: number, x: number): number {
  if (x <= 0) return 1
  if (x === Infinity) return 0
  return x < a + 1 ? Math.max(0, 1 - lowerSeries(a, x)) : upperFraction(a, x)
}

/** Density of the gamma distribution with shape a and scale 1. */
export function gammaDensity(a: number, x: number): number {
  return x <= 0 ? 0 : (poissonMass(a, x) * a) / x
}
