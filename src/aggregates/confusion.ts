import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { ConfusionState } from './states.ts'

export const emptyConfusion = (): ConfusionState => new Map()

/** Counts per (prediction, label), of both. */
export function mergeConfusion(a: ConfusionState, b: ConfusionState): ConfusionState {
  const out = new Map(a)
  for (const [pair, count] of b) out.set(pair, (out.get(pair) ?? 0) + count)
  return out
}

export function encodeConfusion(state: ConfusionState, out: ByteWriter): void {
  out.count(state.size)
  for (const [pair, count] of state) {
    out.text(pair)
    out.count(count)
  }
}

export function decodeConfusion(from: ByteReader): ConfusionState {
  const out: ConfusionState = new Map()
  for (let left = from.length(2); left > 0; left--) {
    const pair = from.text()
    out.set(pair, from.count())
  }
  return out
}
