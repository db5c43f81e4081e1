import { LeewayError } from '../core/errors.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { encodeSparseCounts, readSparseCounts } from './sparse-counts.ts'

/** Bins under, (e0, e1] …, over: one more than edges. */
export const emptyHistogram = (edges: number): Float64Array => new Float64Array(edges + 1)

/** Counts per bin, of both. @throws LeewayError STATS_SHAPE where they were counted into different bins */
export function mergeHistogram(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length !== b.length)
    throw new LeewayError('STATS_SHAPE', `histograms of ${a.length} and ${b.length} bins do not merge`, {
      mend: 'states of different versions of the bins never merge: compute the windows again with --full',
    })
  const out = new Float64Array(a.length)
  for (let i = 0; i < out.length; i++) out[i] = a[i]! + b[i]!
  return out
}

export const encodeHistogram = (state: Float64Array, out: ByteWriter): void => encodeSparseCounts(state, out)
export const decodeHistogram = (from: ByteReader): Float64Array => readSparseCounts(from)
