import { type ByteReader, damaged } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { encodeSparseCounts, readSparseCounts } from './sparse-counts.ts'
import { encodeSparseDoubles, readSparseDoubles } from './sparse-doubles.ts'
import type { ResidualsState } from './states.ts'

export function encodeResiduals(state: ResidualsState, out: ByteWriter): void {
  encodeSparseCounts(state.rows, out)
  encodeSparseDoubles(state.predictions, out)
  encodeSparseDoubles(state.errors, out)
  encodeSparseDoubles(state.squares, out)
}

export function decodeResiduals(from: ByteReader): ResidualsState {
  const rows = readSparseCounts(from)
  const sums = (): Float64Array => {
    const values = readSparseDoubles(from)
    if (values.length !== rows.length) throw damaged('residuals have unequal numbers of bins')
    return values
  }
  return { rows, predictions: sums(), errors: sums(), squares: sums() }
}
