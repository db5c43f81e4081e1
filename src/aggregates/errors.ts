import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { decodeMoments, emptyMoments, encodeMoments, mergeMoments } from './moments.ts'
import type { ErrorsState } from './states.ts'

export const emptyErrors = (labelShift = 0): ErrorsState => ({
  n: 0,
  sum: 0,
  sumAbs: 0,
  sumSquares: 0,
  sumAbsRelative: 0,
  nRelative: 0,
  label: emptyMoments(labelShift),
})

/** Errors summed over the rows of both. */
export const mergeErrors = (a: ErrorsState, b: ErrorsState): ErrorsState => ({
  n: a.n + b.n,
  sum: a.sum + b.sum,
  sumAbs: a.sumAbs + b.sumAbs,
  sumSquares: a.sumSquares + b.sumSquares,
  sumAbsRelative: a.sumAbsRelative + b.sumAbsRelative,
  nRelative: a.nRelative + b.nRelative,
  label: mergeMoments(a.label, b.label),
})

export function encodeErrors(state: ErrorsState, out: ByteWriter): void {
  out.count(state.n)
  out.double(state.sum)
  out.double(state.sumAbs)
  out.double(state.sumSquares)
  out.double(state.sumAbsRelative)
  out.count(state.nRelative)
  encodeMoments(state.label, out)
}

export const decodeErrors = (from: ByteReader): ErrorsState => ({
  n: from.count(),
  sum: from.double(),
  sumAbs: from.double(),
  sumSquares: from.double(),
  sumAbsRelative: from.double(),
  nRelative: from.count(),
  label: decodeMoments(from),
})
