import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { LengthsState } from './states.ts'

export const emptyLengths = (): LengthsState => ({ n: 0, min: null, max: null, sum: 0 })

/** Counts `n` values of one length, in place. */
export function addLength(into: LengthsState, length: number, n: number): void {
  into.n += n
  into.sum += n * length
  if (into.min === null || length < into.min) into.min = length
  if (into.max === null || length > into.max) into.max = length
}

/** Lengths of the values of both. */
export function mergeLengths(a: LengthsState, b: LengthsState): LengthsState {
  if (a.n === 0) return b
  if (b.n === 0) return a
  return { n: a.n + b.n, min: Math.min(a.min!, b.min!), max: Math.max(a.max!, b.max!), sum: a.sum + b.sum }
}

export function encodeLengths(state: LengthsState, out: ByteWriter): void {
  out.count(state.n)
  if (state.n === 0) return
  out.count(state.min!)
  out.count(state.max!)
  out.count(state.sum)
}

export function decodeLengths(from: ByteReader): LengthsState {
  const n = from.count()
  return n === 0 ? emptyLengths() : { n, min: from.count(), max: from.count(), sum: from.count() }
}
