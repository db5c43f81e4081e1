import { type ByteReader, damaged } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** Doubles of which many may be zero, as pairs of (gap, value). */
export function encodeSparseDoubles(values: Float64Array, out: ByteWriter): void {
  let filled = 0
  for (const value of values) if (value !== 0) filled++
  out.count(values.length)
  out.count(filled)
  let previous = -1
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0) continue
    out.count(i - previous - 1)
    out.double(values[i]!)
    previous = i
  }
}

const MOST = 1 << 24

export function readSparseDoubles(from: ByteReader): Float64Array {
  const length = from.count()
  if (length > MOST) throw damaged('a list of numbers is too long')
  const values = new Float64Array(length)
  let at = -1
  for (let filled = from.length(9); filled > 0; filled--) {
    at += 1 + from.count()
    if (at >= length) throw damaged('a number lies outside its list')
    values[at] = from.double()
  }
  return values
}
