/**
 * The numeric kernel in AssemblyScript: the same numbers as src/aggregates/plain-kernel.ts, several passes over one run of
 * values, each in SIMD where it helps. Built by scripts/build-wasm.mjs into src/aggregates/numeric-kernel-wasm.ts.
 *
 * Column (64 bytes): shift f64 0, edges u32 8, edge count i32 12 (-1: no histogram), table u32 16, cells u32 20, flags u32 24
 * (1 moments, 2 distinct, 4 table over the bits of a double), bits dropped u32 28, low f64 32, scale f64 40, low key i64 48,
 * state offset u32 56, registers offset u32 60.
 * State: nonNull, nan, +inf, -inf, zeros, n, sum, sum of squares, min, max (f64 each), bins (u32), registers (u8).
 */
const NON_NULL: usize = 0
const NAN: usize = 8
const POSITIVE: usize = 16
const NEGATIVE: usize = 24
const ZEROS: usize = 32
const N: usize = 40
const SUM: usize = 48
const SQUARES: usize = 56
const MIN: usize = 64
const MAX: usize = 72
const BINS: usize = 80

export function accumulate(
  column: usize,
  data: usize,
  validity: usize,
  order: usize,
  runs: i32,
  starts: usize,
  slots: usize,
  firstSlot: usize,
  slotBytes: usize,
  scratch: usize,
): void {
  const flags = load<u32>(column, 24)
  const edgeCount = load<i32>(column, 12)
  for (let r = 0; r < runs; r++) {
    const from = load<i32>(starts + (<usize>r << 2))
    const to = load<i32>(starts + (<usize>(r + 1) << 2))
    const state = firstSlot + <usize>load<u32>(slots + (<usize>r << 2)) * slotBytes + <usize>load<u32>(column, 56)
    let values = data + (<usize>from << 3)
    let count = to - from
    if (order != 0 || validity != 0) {
      count = gather(data, validity, order, from, to, scratch)
      values = scratch
    }
    store<f64>(state, load<f64>(state, NON_NULL) + <f64>count, NON_NULL)
    if (!(flags & 1) || count == 0) continue
    const finite = moments(values, count, state, load<f64>(column))
    if (finite != count) {
      keepFinite(values, count, scratch)
      values = scratch
    }
    if (edgeCount >= 0) {
      if (flags & 4) binByBits(values, finite, column, state + BINS)
      else binByValue(values, finite, column, state + BINS)
    }
    if (flags & 2) addHashes(values, finite, state + <usize>load<u32>(column, 60))
  }
}

/** Values of a run that are not null, side by side. */
function gather(data: usize, validity: usize, order: usize, from: i32, to: i32, out: usize): i32 {
  let at = out
  for (let i = from; i < to; i++) {
    const row = order != 0 ? load<i32>(order + (<usize>i << 2)) : i
    store<f64>(at, load<f64>(data + (<usize>row << 3)))
    const valid = validity == 0 ? 1 : (<u32>load<u8>(validity + (<usize>row >> 3)) >> (row & 7)) & 1
    at += <usize>valid << 3
  }
  return <i32>((at - out) >> 3)
}

/** In place where `values` is `out`. */
function keepFinite(values: usize, count: i32, out: usize): void {
  let at = out
  for (let i = 0; i < count; i++) {
    const x = load<f64>(values + (<usize>i << 3))
    store<f64>(at, x)
    at += abs(x) < Infinity ? 8 : 0
  }
}

// @ts-ignore: decorator
@inline
function both(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1)
}

/** @returns how many values are finite */
function moments(values: usize, count: i32, state: usize, shift: f64): i32 {
  const shifts = f64x2.splat(shift)
  const infinity = f64x2.splat(Infinity)
  const zero = f64x2.splat(0)
  const one = f64x2.splat(1)
  let sum = zero
  let squares = zero
  let n = zero
  let zeros = zero
  let min = infinity
  let max = f64x2.splat(-Infinity)
  const pairs = count & ~1
  const end = values + (<usize>pairs << 3)
  for (let at = values; at < end; at += 16) {
    const x = v128.load(at)
    const finite = f64x2.lt(f64x2.abs(x), infinity)
    const shifted = v128.and(f64x2.sub(x, shifts), finite)
    sum = f64x2.add(sum, shifted)
    squares = f64x2.add(squares, f64x2.mul(shifted, shifted))
    n = f64x2.add(n, v128.and(one, finite))
    zeros = f64x2.add(zeros, v128.and(one, f64x2.eq(x, zero)))
    min = f64x2.pmin(min, v128.bitselect(x, infinity, finite))
    max = f64x2.pmax(max, v128.bitselect(x, f64x2.neg(infinity), finite))
  }
  let allFinite = both(n)
  let total = both(sum)
  let totalSquares = both(squares)
  let totalZeros = both(zeros)
  let low = Math.min(f64x2.extract_lane(min, 0), f64x2.extract_lane(min, 1))
  let high = Math.max(f64x2.extract_lane(max, 0), f64x2.extract_lane(max, 1))
  if (pairs != count) {
    const x = load<f64>(end)
    if (abs(x) < Infinity) {
      allFinite += 1
      total += x - shift
      totalSquares += (x - shift) * (x - shift)
      totalZeros += x == 0 ? 1 : 0
      low = Math.min(low, x)
      high = Math.max(high, x)
    }
  }
  const finite = <i32>allFinite
  if (finite != count) countOdd(values, count, state)
  store<f64>(state, load<f64>(state, ZEROS) + totalZeros, ZEROS)
  store<f64>(state, load<f64>(state, N) + allFinite, N)
  store<f64>(state, load<f64>(state, SUM) + total, SUM)
  store<f64>(state, load<f64>(state, SQUARES) + totalSquares, SQUARES)
  store<f64>(state, Math.min(load<f64>(state, MIN), low), MIN)
  store<f64>(state, Math.max(load<f64>(state, MAX), high), MAX)
  return finite
}

function countOdd(values: usize, count: i32, state: usize): void {
  for (let i = 0; i < count; i++) {
    const x = load<f64>(values + (<usize>i << 3))
    if (abs(x) < Infinity) continue
    const kind = x != x ? NAN : x > 0 ? POSITIVE : NEGATIVE
    store<f64>(state + kind, load<f64>(state + kind) + 1)
  }
}

// @ts-ignore: decorator
@inline
function count(x: f64, cell: usize, table: usize, edges: usize, bins: usize): void {
  let low = <u32>load<u16>(table + (cell << 1))
  let high = <u32>load<u16>(table + (cell << 1), 2)
  while (high - low > 4) {
    const middle = (low + high) >> 1
    if (load<f64>(edges + (<usize>middle << 3)) < x) low = middle + 1
    else high = middle
  }
  // An infinite last edge ends this.
  while (load<f64>(edges + (<usize>low << 3)) < x) low++
  const bin = bins + (<usize>low << 2)
  store<u32>(bin, load<u32>(bin) + 1)
}

/** Cells of equal width: the cell of a larger value is never smaller, so edges of smaller cells lie below. */
function binByValue(values: usize, n: i32, column: usize, bins: usize): void {
  const edges = <usize>load<u32>(column, 8)
  const table = <usize>load<u32>(column, 16)
  const last = load<u32>(column, 20) - 1
  const low = load<f64>(column, 32)
  const scale = load<f64>(column, 40)
  const end = values + (<usize>n << 3)
  for (let at = values; at < end; at += 8) {
    const x = load<f64>(at)
    // Saturates: below the first cell is 0, above is the largest number.
    const cell = min(<u32>((x - low) * scale), last)
    count(x, <usize>cell, table, edges, bins)
  }
}

/** Cells over the bits of a double, which are in the order of the numbers and about logarithmic: for long tails. */
function binByBits(values: usize, n: i32, column: usize, bins: usize): void {
  const edges = <usize>load<u32>(column, 8)
  const table = <usize>load<u32>(column, 16)
  const last = <u64>(load<u32>(column, 20) - 1)
  const drop = <u64>load<u32>(column, 28)
  const lowKey = load<i64>(column, 48)
  const end = values + (<usize>n << 3)
  for (let at = values; at < end; at += 8) {
    const x = load<f64>(at) + 0.0
    const bits = reinterpret<i64>(x)
    const key = bits ^ ((bits >> 63) & 0x7fffffffffffffff)
    const cell = key < lowKey ? 0 : min(<u64>(key - lowKey) >> drop, last)
    count(x, <usize>cell, table, edges, bins)
  }
}

// @ts-ignore: decorator
@inline
function mix(x: v128): v128 {
  let h = v128.xor(x, i32x4.shr_u(x, 16))
  h = i32x4.mul(h, i32x4.splat(0x85ebca6b))
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35))
  return v128.xor(h, i32x4.shr_u(h, 16))
}

// @ts-ignore: decorator
@inline
function register(high: u32, low: u32, registers: usize): void {
  const rest = high & 0x1fffff
  const rank = <u32>(rest != 0 ? clz(rest) - 10 : 22 + clz(low))
  const at = registers + <usize>(high >> 21)
  if (rank > <u32>load<u8>(at)) store<u8>(at, <u8>rank)
}

/** The hash of src/stats/hash64.ts, four values at once. */
function addHashes(values: usize, n: i32, registers: usize): void {
  if (n == 0) return
  const zero = f64x2.splat(0)
  const last = values + (<usize>(n - 1) << 3)
  for (let at = values; at <= last; at += 32) {
    let x = zero
    let y = zero
    if (at + 24 <= last) {
      x = v128.load(at)
      y = v128.load(at, 16)
    } else {
      // Fewer than four are left: the first of them stands in for the missing.
      const a = load<f64>(at)
      const b = at + 8 <= last ? load<f64>(at, 8) : a
      const c = at + 16 <= last ? load<f64>(at, 16) : a
      x = f64x2.replace_lane(f64x2.splat(a), 1, b)
      y = f64x2.replace_lane(f64x2.splat(a), 0, c)
    }
    // + 0 makes -0 the same as 0.
    x = f64x2.add(x, zero)
    y = f64x2.add(y, zero)
    let low = v128.shuffle<i32>(x, y, 0, 2, 4, 6)
    let high = v128.shuffle<i32>(x, y, 1, 3, 5, 7)
    high = v128.xor(high, mix(i32x4.add(low, i32x4.splat(0x9e3779b9))))
    low = v128.xor(low, mix(i32x4.add(high, i32x4.splat(0x7f4a7c15))))
    high = v128.xor(high, mix(i32x4.add(low, i32x4.splat(0x94d049bb))))
    low = v128.xor(low, mix(i32x4.add(high, i32x4.splat(0x133111eb))))
    register(<u32>i32x4.extract_lane(high, 0), <u32>i32x4.extract_lane(low, 0), registers)
    register(<u32>i32x4.extract_lane(high, 1), <u32>i32x4.extract_lane(low, 1), registers)
    register(<u32>i32x4.extract_lane(high, 2), <u32>i32x4.extract_lane(low, 2), registers)
    register(<u32>i32x4.extract_lane(high, 3), <u32>i32x4.extract_lane(low, 3), registers)
  }
}
