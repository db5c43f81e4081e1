import { type ByteReader, damaged } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/** Whole counts in bins, of which many may be zero: pairs of (gap to the next filled bin, count), or all counts where that is shorter. */
export function encodeSparseCounts(counts: ArrayLike<number>, out: ByteWriter): void {
  let filled = 0
  for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) filled++
  const sparse = filled * 2 < counts.length
  out.count(counts.length)
  out.byte(sparse ? 1 : 0)
  if (!sparse) {
    for (let i = 0; i < counts.length; i++) out.count(counts[i]!)
    return
  }
  out.count(filled)
  let previous = -1
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue
    out.count(i - previous - 1)
    out.count(counts[i]!)
    previous = i
  }
}

/** No state has more bins than this; a damaged length is refused before memory is reserved. */
const MOST_BINS = 1 << 24

export function readSparseCounts(from: ByteReader): Float64Array {
  const length = from.count()
  if (length > MOST_BINS) throw damaged('a histogram has too many bins')
  const sparse = from.byte()
  if (sparse === 0 && length > from.left) throw damaged('a histogram is cut off')
  const counts = new Float64Array(length)
  if (sparse === 0) {
    for (let i = 0; i < length; i++) counts[i] = from.count()
    return counts
  }
  let at = -1
  for (let filled = from.length(2); filled > 0; filled--) {
    at += 1 + from.count()
    if (at >= length) throw damaged('a bin lies outside its histogram')
    counts[at] = from.count()
  }
  return counts
}
