/** Two ascending samples cut into stretches at the same values, so that most stretches need not be walked value by value. */
export interface AscendingBlocks {
  /** Values of the longer sample up to each cut, and of the shorter one: all that are not above the cut's value. */
  readonly longEnds: Int32Array
  readonly shortEnds: Int32Array
}

/** Shorter blocks save nothing. */
const LEAST_STRIDE = 8

/**
 * Cuts at every so many values of the longer sample: stretches far narrower than the gap that chance opens between the two.
 *
 * @param long  ascending, shape [n], n >= m
 * @param short ascending, shape [m], m >= 1
 * @returns at least one block; the last ends both samples
 */
export function ascendingBlocks(long: Float64Array, short: Float64Array): AscendingBlocks {
  const n = long.length
  const m = short.length
  const wished = Math.ceil(n / (6 * Math.sqrt(m)))
  const stride = wished < LEAST_STRIDE ? n : wished
  const longEnds = new Int32Array(Math.ceil(n / stride) + 1)
  const shortEnds = new Int32Array(longEnds.length)
  let blocks = 0
  let i = 0
  let j = 0
  while (i < n) {
    const cut = long[Math.min(n, i + stride) - 1]!
    i = countUpTo(long, cut, Math.min(n, i + stride))
    j = countUpTo(short, cut, j)
    longEnds[blocks] = i
    shortEnds[blocks++] = j
  }
  if (j < m) {
    longEnds[blocks] = n
    shortEnds[blocks++] = m
  }
  return { longEnds: longEnds.subarray(0, blocks), shortEnds: shortEnds.subarray(0, blocks) }
}

/** How many values are at most `cut`; at least `from` are. */
function countUpTo(ascending: Float64Array, cut: number, from: number): number {
  let low = from
  let step = 1
  while (low + step <= ascending.length && ascending[low + step - 1]! <= cut) {
    low += step
    step *= 2
  }
  let high = Math.min(ascending.length, low + step - 1)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! <= cut) low = middle + 1
    else high = middle
  }
  return low
}
