import { stirlingError } from './stirling-error.ts'

const BIG = 2 ** 128
const LOG_BIG = 128 * Math.LN2

/** Rows of `a`, of shape [rows, m], times `b` of shape [m, m]. */
function multiply(a: Float64Array, rows: number, b: Float64Array, out: Float64Array, m: number): void {
  out.fill(0)
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < m; k++) {
      const x = a[i * m + k]!
      if (x === 0) continue
      for (let j = 0; j < m; j++) out[i * m + j]! += x * b[k * m + j]!
    }
  }
}

/** The matrix H of Marsaglia, Tsang and Wang for n d = k - h. */
function transitionMatrix(m: number, h: number): Float64Array<ArrayBuffer> {
  const H = new Float64Array(m * m)
  const inverseFactorial = new Float64Array(m + 2)
  inverseFactorial[0] = 1
  for (let i = 1; i < m + 2; i++) inverseFactorial[i] = inverseFactorial[i - 1]! / i
  for (let i = 0; i < m; i++) for (let j = 1; j <= Math.min(m - 1, i + 1); j++) H[i * m + j] = inverseFactorial[i - j + 1]!
  for (let i = 0; i < m; i++) {
    const v = i === m - 1 ? 1 - 2 * h ** m + Math.max(2 * h - 1, 0) ** m : 1 - h ** (i + 1)
    H[i * m] = v * inverseFactorial[i + 1]!
    H[(m - 1) * m + (m - 1 - i)] = H[i * m]!
  }
  return H
}

/**
 * Exact P(D <= d) by the k-th diagonal element of n!/n^n H^n, by repeated squaring with scaling.
 *
 * Cost O(k^3 log n), k = ceil(n d): for small n d only. Source: Marsaglia, Tsang & Wang (2003), 10.18637/jss.v008.i18.
 */
export function durbinMatrix(d: number, n: number): number {
  const k = Math.ceil(n * d)
  const m = 2 * k - 1
  let base = transitionMatrix(m, k - n * d)
  let square = new Float64Array(m * m)
  // Of the power only the row of the asked element is needed.
  let row = new Float64Array(m)
  row[k - 1] = 1
  let nextRow = new Float64Array(m)
  let rowScale = 0
  let baseScale = 0
  const centre = (k - 1) * m + k - 1
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      multiply(row, 1, base, nextRow, m)
      ;[row, nextRow] = [nextRow, row]
      rowScale += baseScale
    }
    if (rest === 1) break
    multiply(base, m, base, square, m)
    ;[base, square] = [square, base]
    baseScale *= 2
    if (base[centre]! > BIG) {
      for (let i = 0; i < base.length; i++) base[i]! /= BIG
      baseScale += 1
    }
  }
  const logFactorial = stirlingError(n) - n + 0.5 * Math.log(2 * Math.PI * n)
  return Math.exp(Math.log(row[k - 1]!) + rowScale * LOG_BIG + logFactorial)
}
