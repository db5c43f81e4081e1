import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { CountsState } from './states.ts'

export const emptyCounts = (): CountsState => ({
  rows: 0,
  nonNull: 0,
  nan: 0,
  positiveInfinity: 0,
  negativeInfinity: 0,
  zeros: 0,
})

/** Rows by what they are, of both. */
export const mergeCounts = (a: CountsState, b: CountsState): CountsState => ({
  rows: a.rows + b.rows,
  nonNull: a.nonNull + b.nonNull,
  nan: a.nan + b.nan,
  positiveInfinity: a.positiveInfinity + b.positiveInfinity,
  negativeInfinity: a.negativeInfinity + b.negativeInfinity,
  zeros: a.zeros + b.zeros,
})

export function encodeCounts(state: CountsState, out: ByteWriter): void {
  out.count(state.rows)
  out.count(state.nonNull)
  out.count(state.nan)
  out.count(state.positiveInfinity)
  out.count(state.negativeInfinity)
  out.count(state.zeros)
}

export const decodeCounts = (from: ByteReader): CountsState => ({
  rows: from.count(),
  nonNull: from.count(),
  nan: from.count(),
  positiveInfinity: from.count(),
  negativeInfinity: from.count(),
  zeros: from.count(),
})
