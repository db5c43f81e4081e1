import { type ByteReader, damaged } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { ErrorHistogramState } from './states.ts'

/** Keys lie within this distance of 0. */
const KEY_LIMIT = 2 ** 31

type Side = ErrorHistogramState['negative']

/** From counts by key, in any order. */
export function errorSide(counts: ReadonlyMap<number, number>): Side {
  const ordered = [...counts].sort(([a], [b]) => a - b)
  return { keys: Int32Array.from(ordered, ([key]) => key), counts: Float64Array.from(ordered, ([, count]) => count) }
}

function encodeSide({ keys, counts }: Side, out: ByteWriter): void {
  out.count(keys.length)
  let previous = -KEY_LIMIT
  for (let i = 0; i < keys.length; i++) {
    out.count(keys[i]! - previous)
    out.count(counts[i]!)
    previous = keys[i]!
  }
}

function decodeSide(from: ByteReader): Side {
  const length = from.length(2)
  const keys = new Int32Array(length)
  const counts = new Float64Array(length)
  let key = -KEY_LIMIT
  for (let i = 0; i < length; i++) {
    key += from.count()
    if (key >= KEY_LIMIT) throw damaged('an error lies outside its range')
    keys[i] = key
    counts[i] = from.count()
  }
  return { keys, counts }
}

export function encodeErrorHistogram(state: ErrorHistogramState, out: ByteWriter): void {
  encodeSide(state.negative, out)
  out.count(state.zeros)
  encodeSide(state.positive, out)
}

export const decodeErrorHistogram = (from: ByteReader): ErrorHistogramState => ({
  negative: decodeSide(from),
  zeros: from.count(),
  positive: decodeSide(from),
})
