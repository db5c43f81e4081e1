/** Order of doubles by a radix sort: several times faster than the engine's own sort, and it gives places, not values. */

const BITS = 11
const BUCKETS = 1 << BITS
const DIGITS = 6

/**
 * Positions of the finite values, by ascending value; equal ones in the order they came, -0 before 0.
 *
 * Numbers with few bits (whole numbers, halves) have digits that are all the same: those passes are skipped.
 * Cost: at most seven passes over the values and as many over tables of 2,048: not for less than a few thousand values.
 */
export function sortedOrder(values: Float64Array): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
  const low = new Uint32Array(values.length)
  const high = new Uint32Array(values.length)
  const counts = new Uint32Array(DIGITS * BUCKETS)
  const rows = new Uint32Array(values.length)
  let n = 0
  for (let row = 0; row < values.length; row++) {
    // Finite: not NaN, not an infinity.
    if (values[row]! - values[row]! !== 0) continue
    rows[n++] = row
    const top = bits[2 * row + 1]!
    // Bits that are in order as whole numbers: the sign turned, and of a negative number all others too.
    const flip = top >>> 31 === 1 ? 0xffffffff : 0
    const h = (top ^ (flip | 0x80000000)) >>> 0
    const l = (bits[2 * row]! ^ flip) >>> 0
    high[row] = h
    low[row] = l
    counts[l & 2047]!++
    counts[BUCKETS + ((l >>> 11) & 2047)]!++
    counts[2 * BUCKETS + (l >>> 22)]!++
    counts[3 * BUCKETS + (h & 2047)]!++
    counts[4 * BUCKETS + ((h >>> 11) & 2047)]!++
    counts[5 * BUCKETS + (h >>> 22)]!++
  }
  let from = rows.subarray(0, n)
  let to = new Uint32Array(n)
  for (let digit = 0; digit < DIGITS && n > 1; digit++) {
    const keys = digit < 3 ? low : high
    const shift = (digit % 3) * BITS
    const starts = counts.subarray(digit * BUCKETS, (digit + 1) * BUCKETS)
    if (starts[(keys[from[0]!]! >>> shift) & (BUCKETS - 1)] === n) continue
    let before = 0
    for (let b = 0; b < BUCKETS; b++) {
      const own = starts[b]!
      starts[b] = before
      before += own
    }
    for (let i = 0; i < n; i++) {
      const row = from[i]!
      const bucket = (keys[row]! >>> shift) & (BUCKETS - 1)
      to[starts[bucket]!++] = row
    }
    const done = from
    from = to
    to = done
  }
  return from
}
