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
import { emitSlots } from './emit-slots.ts'
import type { NativeConnection } from './native-connection.ts'
import { readValidity, readWords } from './read-vector.ts'
import { RowRouter } from './row-router.ts'
import type { RowSource } from './row-source.ts'
import { classText, textOf } from './scan-sql.ts'
import type { ScanTask, StateBlock } from './scan-task.ts'
import type { SegmentGroups } from './segment-groups.ts'
import { StateBlockBuilder } from './state-block-builder.ts'
import { TextCodes, type TextDictionary } from './text-dictionary.ts'

export interface TextColumn {
  readonly scanned: ScanColumn
  readonly dictionary: TextDictionary
}

/** @returns null when counts grew beyond the budget: nothing is kept, SQL must count */
export async function runTextCodesPass(
  connection: NativeConnection,
  task: ScanTask,
  source: RowSource,
  groups: SegmentGroups,
  columns: readonly TextColumn[],
  onRows: (rows: number) => void,
): Promise<StateBlock | null> {
  const size = duckdb.vector_size()
  const tables = columns.map(({ dictionary }) => new TextCodes(dictionary))
  const slotBytes = tables.reduce((sum, table) => sum + 4 * table.codes, 0)
  const counts: Uint32Array[][] = []
  const mostValues = task.slices.reduce((most, slice) => Math.max(most, slice.values.length), 0)
  const router = new RowRouter(groups.groupings.length, groups.models?.length ?? 0, mostValues, size, () => {
    counts.push(tables.map((table) => new Uint32Array(table.codes)))
  })
  const codes = new Int32Array(size)
  const hashes = columns.map(({ scanned }) => {
    const text = textOf(scanned)
    return `CASE WHEN (${text}) IS NOT NULL THEN hash(${text}) END`
  })
  for await (const chunk of connection.stream(source.sql(hashes, false))) {
    const rowCodes = source.read(chunk)
    for (let row = 0; row < rowCodes.rows; row++) {
      if (rowCodes.window[row]! >= 0 && !task.states[rowCodes.window[row]!]) rowCodes.window[row] = -1
    }
    const runs = router.route(rowCodes)
    if (counts.length * slotBytes > task.budgetBytes) return null
    tables.forEach((table, j) => {
      const words = readWords(chunk, source.leading + j, rowCodes.rows)
      table.find(words, readValidity(chunk, source.leading + j, rowCodes.rows), rowCodes.rows, codes)
      for (const run of runs) countCodes(run, codes, counts, j)
    })
    onRows(rowCodes.rows)
  }
  const builder = new StateBlockBuilder(columns.map(({ scanned }) => scanned.column.name))
  emitSlots(router.slots, groups, task.states, (window, segment, rows, slots) => {
    builder.add(window, segment, rows, (j) =>
      stateOf(
        columns[j]!,
        rows,
        slots.map((slot) => counts[slot]![j]!),
        task.keepCategories,
      ),
    )
  })
  return builder.finish()
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
  return { counts, ...((scanned.column.kind === 'text' || scanned.column.dataType === 'string') && { lengths }), categories, distinct }
}
