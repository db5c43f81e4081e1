import { logGamma } from './stirling-error.ts'

const BIG = 2 ** 128
const LOG_BIG = 128 * Math.LN2

interface Steps {
  readonly whole: number
  readonly ceil: 0 | 1
  readonly round: 0 | 1
}

/** First and last non-zero entry of row i. */
function rowRange(i: number, n: number, steps: Steps): readonly [number, number] {
  const { whole, ceil, round } = steps
  const half = Math.floor((i + 1) / 2)
  let first: number
  let last: number
  if (i === 0) {
    first = -whole - ceil - 1
    last = whole + ceil - 1
  } else if (i % 2 === 1 && half === n + 1) {
    first = n - whole - ceil - 1
    last = n + whole + ceil - 1
  } else if (i % 2 === 1) {
    first = half - 1 - whole - round - 1
    last = half + whole - 1 + ceil - 1
  } else {
    first = half - 1 - whole - 1
    last = half + whole + round - 1
  }
  return [Math.max(first + 2, 0), Math.min(last, n)]
}

function poissonWeights(x: number, length: number): Float64Array {
  const weights = new Float64Array(length)
  weights[0] = 1
  for (let m = 1; m < length; m++) weights[m] = (weights[m - 1]! * x) / m
  return weights
}

/**
 * Exact P(D <= d) by Pomeranz's recursion over 2n + 2 rows.
 *
 * Cost O(n (n d)^2): for n <= 140. Source: Pomeranz (1974), 10.1145/361604.361628; row ranges as in Simard & L'Ecuyer (2011).
 */
export function pomeranz(d: number, n: number): number {
  const t = n * d
  const whole = Math.floor(t)
  const fraction = t - whole
  const steps: Steps = { whole, ceil: fraction > 0 ? 1 : 0, round: fraction > 0.5 ? 1 : 0 }
  const edge = Math.min(fraction, 1 - fraction)
  const length = 2 * (whole + 1)
  const edgeWeights = poissonWeights(edge / n, length)
  const oddWeights = poissonWeights((2 * edge) / n, length)
  const evenWeights = poissonWeights((1 - 2 * edge) / n, length)
  let row = new Float64Array(n + 1)
  let next = new Float64Array(n + 1)
  row[0] = 1
  let scale = 0
  let [first, last] = rowRange(0, n, steps)
  first = 0
  last = Math.max(0, last)
  for (let i = 1; i <= 2 * n + 1; i++) {
    const [from, to] = rowRange(i, n, steps)
    const weights = i === 1 || i === 2 * n + 1 ? edgeWeights : i % 2 === 1 ? oddWeights : evenWeights
    next.fill(0)
    let largest = 0
    for (let j = from; j <= to; j++) {
      let sum = 0
      const stop = Math.min(j, last)
      for (let k = Math.max(first, j - length + 1); k <= stop; k++) sum += row[k]! * weights[j - k]!
      next[j] = sum
      if (sum > largest) largest = sum
    }
    if (largest > 0 && largest < 1 / BIG) {
      for (let j = from; j <= to; j++) next[j]! *= BIG
      scale -= 1
    }
    ;[row, next] = [next, row]
    first = from
    last = to
  }
  return Math.exp(Math.log(row[n]!) + scale * LOG_BIG + logGamma(n + 1))
}
