/** Values of a vector of the low-level bindings. Numbers are views into the vector's memory, gone with the chunk: use them at once. */
import duckdb from '@duckdb/node-bindings'

/** Bytes of a string that stand in the vector itself. */
const INLINE = 12
const decoder = new TextDecoder()

const bytesOf = (chunk: duckdb.DataChunk, column: number, bytes: number): Uint8Array =>
  duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, column), bytes)

export function readDoubles(chunk: duckdb.DataChunk, column: number, rows: number): Float64Array {
  const data = bytesOf(chunk, column, rows * 8)
  return new Float64Array(data.buffer, data.byteOffset, rows)
}

/** Doubles and their validity with one look-up of the vector: each call into the bindings costs about a microsecond. */
export function readColumn(
  chunk: duckdb.DataChunk,
  column: number,
  rows: number,
): { readonly data: Float64Array; readonly validity: Uint8Array | null } {
  const vector = duckdb.data_chunk_get_vector(chunk, column)
  const bytes = duckdb.vector_get_data(vector, rows * 8)
  const validity: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8)
  return { data: new Float64Array(bytes.buffer, bytes.byteOffset, rows), validity }
}

export function readIntegers(chunk: duckdb.DataChunk, column: number, rows: number): Int32Array {
  const data = bytesOf(chunk, column, rows * 4)
  return new Int32Array(data.buffer, data.byteOffset, rows)
}

/** 64-bit values as pairs of words, low first (DuckDB runs on little-endian machines only). */
export function readWords(chunk: duckdb.DataChunk, column: number, rows: number): Uint32Array {
  const data = bytesOf(chunk, column, rows * 8)
  return new Uint32Array(data.buffer, data.byteOffset, rows * 2)
}

/** Bit i of byte i >> 3 is 1 where row i is not null; null where no row is null. */
export function readValidity(chunk: duckdb.DataChunk, column: number, rows: number): Uint8Array | null {
  const validity: Uint8Array | null = duckdb.vector_get_validity(
    duckdb.data_chunk_get_vector(chunk, column),
    Math.ceil(rows / 64) * 8,
  )
  return validity
}

export const isValid = (validity: Uint8Array | null, row: number): boolean =>
  validity === null || (validity[row >> 3]! & (1 << (row & 7))) !== 0

/** Texts of a VARCHAR vector; null where null. */
export function readTexts(chunk: duckdb.DataChunk, column: number, rows = duckdb.data_chunk_get_size(chunk)): (string | null)[] {
  const validity = readValidity(chunk, column, rows)
  const data = bytesOf(chunk, column, rows * 16)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const texts: (string | null)[] = []
  for (let row = 0; row < rows; row++) {
    if (!isValid(validity, row)) {
      texts.push(null)
      continue
    }
    const length = view.getUint32(row * 16, true)
    const bytes =
      length <= INLINE
        ? data.subarray(row * 16 + 4, row * 16 + 4 + length)
        : duckdb.get_data_from_pointer(data.buffer as ArrayBuffer, data.byteOffset + row * 16 + 8, length)
    texts.push(decoder.decode(bytes))
  }
  return texts
}

/** Lists of 32-bit integers, copied; null where null. */
export function readIntegerLists(chunk: duckdb.DataChunk, column: number, rows: number): (Int32Array | null)[] {
  const validity = readValidity(chunk, column, rows)
  const entries = readWords(chunk, column, rows * 2)
  const list = duckdb.data_chunk_get_vector(chunk, column)
  const size = duckdb.list_vector_get_size(list)
  const data = duckdb.vector_get_data(duckdb.list_vector_get_child(list), size * 4)
  const items = new Int32Array(data.buffer, data.byteOffset, size)
  return Array.from({ length: rows }, (_, row) => {
    if (!isValid(validity, row)) return null
    // An offset and a length of 64 bits each; the words above are 0.
    const from = entries[row * 4]!
    return items.slice(from, from + entries[row * 4 + 2]!)
  })
}
