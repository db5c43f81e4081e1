/**
 * Texts of few distinct values: the stream brings each value's hash (which DuckDB computes once per dictionary entry, not per
 * row), a table turns it into the value's number, and numbers are counted per slot. Values are read as text once.
 */
import duckdb from '@duckdb/node-bindings'
import { trimCategories } from '../../aggregates/categories.ts'
import { emptyDistinct } from '../../aggregates/distinct.ts'
import { addLength, emptyLengths } from '../../aggregates/lengths.ts'
import type { RowRuns } from '../../aggregates/numeric-kernel.ts'
import type { ColumnState } from '../../aggregates/states.ts'
import { addTextHash } from '../../aggregates/text-hash.ts'
import type { ScanColumn } from '../engine.ts'
import { readWords } from './read-vector.ts'
import { classText, textOf } from './scan-sql.ts'
import { TextCodes, type TextDictionary } from './text-dictionary.ts'

export interface TextColumn {
  readonly scanned: ScanColumn
  readonly dictionary: TextDictionary
}

export class TextKernel {
  /** What the statement selects for each column. */
  readonly expressions: readonly string[]
  readonly names: readonly string[]
  readonly slotBytes: number
  readonly #columns: readonly TextColumn[]
  readonly #tables: readonly TextCodes[]
  readonly #counts: Uint32Array[][] = []
  readonly #codes = new Int32Array(duckdb.vector_size())
  readonly #keep: number

  constructor(columns: readonly TextColumn[], keepCategories: number) {
    this.#columns = columns
    this.#keep = keepCategories
    this.#tables = columns.map(({ dictionary }) => new TextCodes(dictionary))
    this.slotBytes = this.#tables.reduce((sum, table) => sum + 4 * table.codes, 0)
    this.names = columns.map(({ scanned }) => scanned.column.name)
    // Bare, or DuckDB would hash each row instead of each dictionary entry; a null has a hash too.
    this.expressions = columns.map(({ scanned }) => `hash(${textOf(scanned)})`)
  }

  addSlot(): void {
    this.#counts.push(this.#tables.map((table) => new Uint32Array(table.codes)))
  }

  clear(): void {
    this.#counts.length = 0
  }

  /** @param first position of the first column's hashes in the chunk */
  accumulate(chunk: duckdb.DataChunk, first: number, rows: number, runs: readonly RowRuns[]): void {
    this.#tables.forEach((table, j) => {
      table.find(readWords(chunk, first + j, rows), rows, this.#codes)
      for (const run of runs) countCodes(run, this.#codes, this.#counts, j)
    })
  }

  state(column: number, slots: readonly number[], rows: number): ColumnState {
    const parts = slots.map((slot) => this.#counts[slot]![column]!)
    return stateOf(this.#columns[column]!, rows, parts, this.#keep)
  }
}

function countCodes(
  { order, runs, starts, slots }: RowRuns,
  codes: Int32Array,
  counts: readonly Uint32Array[][],
  column: number,
): void {
  for (let run = 0; run < runs; run++) {
    const into = counts[slots[run]!]![column]!
    const [from, to] = [starts[run]!, starts[run + 1]!]
    if (order) for (let i = from; i < to; i++) into[codes[order[i]!]!]!++
    else for (let i = from; i < to; i++) into[codes[i]!]!++
  }
}

function stateOf({ scanned, dictionary }: TextColumn, rows: number, parts: readonly Uint32Array[], keep: number): ColumnState {
  const items = new Map<string, number>()
  const distinct = emptyDistinct()
  const lengths = emptyLengths()
  let unknown = 0
  for (const part of parts) unknown += part[dictionary.values.length + 1]!
  let nonNull = unknown
  dictionary.values.forEach((value, code) => {
    let n = 0
    for (const part of parts) n += part[code]!
    if (n === 0) return
    nonNull += n
    const text = classText(scanned, value)
    items.set(text, (items.get(text) ?? 0) + n)
    addLength(lengths, dictionary.lengths[code]!, n)
    addTextHash(distinct, dictionary.sketchHashes[2 * code + 1]!, dictionary.sketchHashes[2 * code]!)
  })
  const categories = trimCategories({ items, other: unknown, complete: unknown === 0 }, keep, scanned.categories)
  const counts = { rows, nonNull, nan: 0, positiveInfinity: 0, negativeInfinity: 0, zeros: 0 }
  return {
    counts,
    ...((scanned.column.kind === 'text' || scanned.column.dataType === 'string') && { lengths }),
    categories,
    distinct,
  }
}
