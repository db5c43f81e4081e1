import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { decodeCategories, encodeCategories, mergeCategories } from './categories.ts'
import { decodeCounts, encodeCounts, mergeCounts } from './counts.ts'
import { decodeDistinct, encodeDistinct, mergeDistinct } from './distinct.ts'
import { decodeHistogram, encodeHistogram, mergeHistogram } from './histogram.ts'
import { decodeLengths, encodeLengths, mergeLengths } from './lengths.ts'
import { decodeMoments, encodeMoments, mergeMoments } from './moments.ts'
import type { ColumnState } from './states.ts'

type Optional = Exclude<keyof ColumnState, 'counts'>

/** The order is the bit's position in the encoding: append only. */
const PARTS: readonly Optional[] = ['moments', 'histogram', 'distinct', 'lengths', 'categories']

function merged<T>(a: T | undefined, b: T | undefined, merge: (a: T, b: T) => T): T | undefined {
  return a === undefined ? b : b === undefined ? a : merge(a, b)
}

/** A part that only one side has was not asked for on the other (an empty state): it is kept as it stands. */
export function mergeColumn(a: ColumnState, b: ColumnState): ColumnState {
  const moments = merged(a.moments, b.moments, mergeMoments)
  const histogram = merged(a.histogram, b.histogram, mergeHistogram)
  const distinct = merged(a.distinct, b.distinct, mergeDistinct)
  const lengths = merged(a.lengths, b.lengths, mergeLengths)
  const categories = merged(a.categories, b.categories, mergeCategories)
  return {
    counts: mergeCounts(a.counts, b.counts),
    ...(moments && { moments }),
    ...(histogram && { histogram }),
    ...(distinct && { distinct }),
    ...(lengths && { lengths }),
    ...(categories && { categories }),
  }
}

export function encodeColumn(state: ColumnState, out: ByteWriter): void {
  let bits = 0
  PARTS.forEach((part, i) => {
    if (state[part] !== undefined) bits |= 1 << i
  })
  out.byte(bits)
  encodeCounts(state.counts, out)
  if (state.moments) encodeMoments(state.moments, out)
  if (state.histogram) encodeHistogram(state.histogram, out)
  if (state.distinct) encodeDistinct(state.distinct, out)
  if (state.lengths) encodeLengths(state.lengths, out)
  if (state.categories) encodeCategories(state.categories, out)
}

export function decodeColumn(from: ByteReader): ColumnState {
  const bits = from.byte()
  const has = (part: Optional): boolean => (bits & (1 << PARTS.indexOf(part))) !== 0
  const state: ColumnState = { counts: decodeCounts(from) }
  if (has('moments')) state.moments = decodeMoments(from)
  if (has('histogram')) state.histogram = decodeHistogram(from)
  if (has('distinct')) state.distinct = decodeDistinct(from)
  if (has('lengths')) state.lengths = decodeLengths(from)
  if (has('categories')) state.categories = decodeCategories(from)
  return state
}
