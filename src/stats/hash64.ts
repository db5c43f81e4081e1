const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
const LOW = littleEndian ? 0 : 1
const HIGH = littleEndian ? 1 : 0

/** Murmur3's finaliser: every input bit moves every output bit. */
function mix(x: number): number {
  let h = x
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** Four Feistel rounds over two words: a bijection of 64 bits, so different doubles never collide. */
function finish(high: number, low: number, out: Uint32Array): void {
  let a = high
  let b = low
  a ^= mix(b + 0x9e3779b9)
  b ^= mix(a + 0x7f4a7c15)
  a ^= mix(b + 0x94d049bb)
  b ^= mix(a + 0x133111eb)
  out[0] = a
  out[1] = b
}

/**
 * A 64-bit hash of a double, as two words (high, low). -0 hashes as 0, every NaN alike.
 *
 * Source: Luby & Rackoff (1988), four Feistel rounds, with the mixing of MurmurHash3; test/golden/hyper-log-log.json
 * @example hashDouble(-0, new Uint32Array(2)) // => undefined
 */
export function hashDouble(value: number, out: Uint32Array): void {
  float[0] = value === 0 ? 0 : Number.isNaN(value) ? Number.NaN : value
  finish(words[HIGH]!, words[LOW]!, out)
}

/**
 * A 64-bit hash of a string's UTF-16 code units, as two words (high, low).
 *
 * Source: two multiplicative lanes with rotation, finished as hashDouble; test/golden/hyper-log-log.json
 * @example hashString('a', new Uint32Array(2)) // => undefined
 */
export function hashString(value: string, out: Uint32Array): void {
  let a = 0x243f6a88 ^ value.length
  let b = 0x85a308d3
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x9e3779b1)
    a = (a << 13) | (a >>> 19)
    b = Math.imul(b ^ unit, 0x5f356495)
    b = (b << 17) | (b >>> 15)
  }
  finish(a, b, out)
}
