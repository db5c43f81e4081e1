/** The distinct values of text columns, and a table that finds a value's number by its DuckDB hash. */
import duckdb from '@duckdb/node-bindings'
import type { ScanColumn } from '../engine.ts'
import type { NativeConnection } from './native-connection.ts'
import { readDoubles, readIntegers, readTexts, readWords } from './read-vector.ts'
import { textOf } from './scan-sql.ts'
import type { ScanTask } from './scan-task.ts'

/** A column with more values than this is counted by SQL: tables and counts per segment would grow too large. */
const MOST_DICTIONARY_VALUES = 20_000

export interface TextDictionary {
  readonly values: string[]
  readonly lengths: number[]
  /** Two words (low, high) of the hash for sketches, per value. */
  readonly sketchHashes: number[]
  /** Words (low, high) of DuckDB's `hash` per value: used within one scan only, as it may change between versions. */
  readonly hashes: number[]
  /** The hash of null, where there are nulls. */
  nullHash: readonly [low: number, high: number] | null
}

/** @returns per column its values, or null where there are too many */
export async function readDictionaries(
  connection: NativeConnection,
  task: ScanTask,
  columns: readonly ScanColumn[],
): Promise<(TextDictionary | null)[]> {
  const names = columns.map((_, j) => `t${j}`)
  // Values of rows in no window do no harm, and a filter would cost more than they do.
  const where = task.instant ? 'true' : task.where || 'true'
  // In grouping_id the last name has the lowest bit, set where a set leaves the name out.
  const all = (1n << BigInt(columns.length)) - 1n
  const ids = names.map((_, j) => `WHEN ${all ^ (1n << BigInt(columns.length - 1 - j))} THEN ${j}`)
  const sql = `SELECT j, v, CAST(length(v) AS DOUBLE), md5_number_lower(v), hash(v) FROM (
SELECT CAST(CASE grouping_id(${names.join(', ')}) ${ids.join(' ')} END AS INTEGER) AS j, coalesce(${names.join(', ')}) AS v
FROM (SELECT ${columns.map((column, j) => `${textOf(column)} AS t${j}`).join(', ')} FROM ${task.from} WHERE ${where})
GROUP BY GROUPING SETS (${names.map((name) => `(${name})`).join(', ')}))`
  const found: (TextDictionary | null)[] = columns.map(() => ({
    values: [],
    lengths: [],
    sketchHashes: [],
    hashes: [],
    nullHash: null,
  }))
  for await (const chunk of connection.stream(sql)) addChunk(chunk, found)
  return found
}

function addChunk(chunk: duckdb.DataChunk, found: (TextDictionary | null)[]): void {
  const rows = duckdb.data_chunk_get_size(chunk)
  const columns = readIntegers(chunk, 0, rows)
  const lengths = readDoubles(chunk, 2, rows)
  const sketches = readWords(chunk, 3, rows)
  const hashes = readWords(chunk, 4, rows)
  // Texts cost the most: not those of a column that has too many values.
  let wanted = false
  for (let row = 0; row < rows && !wanted; row++) wanted = found[columns[row]!] !== null
  if (!wanted) return
  const texts = readTexts(chunk, 1, rows)
  for (let row = 0; row < rows; row++) {
    const dictionary = found[columns[row]!]
    if (!dictionary) continue
    const text = texts[row]
    if (text === null || text === undefined) {
      dictionary.nullHash = [hashes[2 * row]!, hashes[2 * row + 1]!]
      continue
    }
    if (dictionary.values.length === MOST_DICTIONARY_VALUES) {
      found[columns[row]!] = null
      continue
    }
    dictionary.values.push(text)
    dictionary.lengths.push(lengths[row]!)
    dictionary.sketchHashes.push(sketches[2 * row]!, sketches[2 * row + 1]!)
    dictionary.hashes.push(hashes[2 * row]!, hashes[2 * row + 1]!)
  }
}

/** Open addressing over the hashes' low words. */
export class TextCodes {
  /** A value that was not there when the dictionary was read: the table changed meanwhile. */
  readonly unknown: number
  /** Null. */
  readonly none: number
  readonly codes: number
  readonly #mask: number
  readonly #keys: Uint32Array
  readonly #codeOf: Int32Array

  constructor(dictionary: TextDictionary) {
    // At most a quarter full: nearly every value is found at the first place.
    const size = 2 ** Math.ceil(Math.log2(dictionary.values.length * 4 + 4))
    this.#mask = size - 1
    this.#keys = new Uint32Array(size * 2)
    this.#codeOf = new Int32Array(size).fill(-1)
    this.none = dictionary.values.length
    this.unknown = this.none + 1
    this.codes = this.none + 2
    for (let code = 0; code < this.none; code++) this.#put(dictionary.hashes[2 * code]!, dictionary.hashes[2 * code + 1]!, code)
    if (dictionary.nullHash) this.#put(...dictionary.nullHash, this.none)
  }

  #put(low: number, high: number, code: number): void {
    let at = low & this.#mask
    while (this.#codeOf[at]! >= 0) at = (at + 1) & this.#mask
    this.#keys[2 * at] = low
    this.#keys[2 * at + 1] = high
    this.#codeOf[at] = code
  }

  /** @param words hashes, low word first; @param out the code of each row */
  find(words: Uint32Array, rows: number, out: Int32Array): void {
    const keys = this.#keys
    const codeOf = this.#codeOf
    const mask = this.#mask
    for (let row = 0; row < rows; row++) {
      const low = words[2 * row]!
      const high = words[2 * row + 1]!
      let at = low & mask
      let code = codeOf[at]!
      while (code >= 0 && (keys[2 * at] !== low || keys[2 * at + 1] !== high)) {
        at = (at + 1) & mask
        code = codeOf[at]!
      }
      out[row] = code >= 0 ? code : this.unknown
    }
  }
}
