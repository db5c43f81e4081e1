/**
 * Texts by SQL: one grouped statement counts each value per window and family of segments, with its length and hash; what is
 * large about it (the sketch, the lengths) is read as numbers, and only the most frequent values as text.
 */
import duckdb from '@duckdb/node-bindings'
import { trimCategories } from '../../aggregates/categories.ts'
import { emptyDistinct } from '../../aggregates/distinct.ts'
import { addLength, emptyLengths } from '../../aggregates/lengths.ts'
import type { ColumnState, LengthsState } from '../../aggregates/states.ts'
import { addTextHash } from '../../aggregates/text-hash.ts'
import type { ScanColumn } from '../engine.ts'
import type { NativeConnection } from './native-connection.ts'
import { isValid, readDoubles, readIntegers, readTexts, readValidity, readWords } from './read-vector.ts'
import { classText, codeOf, quoteText, textOf } from './scan-sql.ts'
import type { ScanTask, StateBlock } from './scan-task.ts'
import type { SegmentGroups } from './segment-groups.ts'
import { StateBlockBuilder } from './state-block-builder.ts'
import { createWindowIndex } from './window-index.ts'

/** Segments that one grouping set answers: of all models or each, of no slice or of each value of one slice key. */
interface Family {
  readonly byModel: boolean
  readonly slice: number
}

interface Cell {
  rows: number
  nonNull: number
  lengths: LengthsState
  distinct: Uint8Array
  items: Map<string, number>
}

export async function runTextPass(
  connection: NativeConnection,
  task: ScanTask,
  groups: SegmentGroups,
  columns: readonly ScanColumn[],
): Promise<{ readonly states: StateBlock; readonly statements: number }> {
  const families: Family[] = (task.model ? [false, true] : [false]).flatMap((byModel) => [
    { byModel, slice: -1 },
    ...task.slices.map((_, slice) => ({ byModel, slice })),
  ])
  await connection.run(countStatement(task, families, columns))
  try {
    const cells = new Cells(task, groups, columns.length)
    for await (const chunk of connection.stream(
      'SELECT set_id, w, m, s, CAST(n AS DOUBLE), CAST(length(v) AS DOUBLE), md5_number_lower(v) FROM leeway_texts',
    )) {
      cells.addNumbers(chunk, families)
    }
    for await (const chunk of connection.stream(itemsStatement(task, families, columns))) cells.addItems(chunk, families, columns)
    return { states: cells.finish(columns), statements: 3 }
  } finally {
    await connection.run('DROP TABLE IF EXISTS leeway_texts')
  }
}

function countStatement(task: ScanTask, families: readonly Family[], columns: readonly ScanColumn[]): string {
  const model = task.model ? codeOf(task.model.expression, task.model.ids) : 'CAST(NULL AS INTEGER)'
  const keys = ['w', ...(task.model ? ['m'] : []), ...task.slices.map((_, k) => `s${k}`), ...columns.map((_, j) => `t${j}`)]
  const sets = families.flatMap((family) =>
    columns.map((_, j) => ['w', ...(family.byModel ? ['m'] : []), ...(family.slice >= 0 ? [`s${family.slice}`] : []), `t${j}`]),
  )
  // grouping_id has a bit for each key that a set leaves out, the first key's the highest.
  const idOf = (set: readonly string[]): bigint => keys.reduce((bits, key) => bits * 2n + (set.includes(key) ? 0n : 1n), 0n)
  const id = `CASE grouping_id(${keys.join(', ')}) ${sets.map((set, i) => `WHEN ${idOf(set)} THEN ${i}`).join(' ')} END`
  const slice = task.slices.length > 0 ? `coalesce(${task.slices.map((_, k) => `s${k}`).join(', ')})` : 'CAST(NULL AS INTEGER)'
  const keyed = [
    `CAST((${task.windowKey}) AS INTEGER) AS w`,
    `${model} AS m`,
    ...task.slices.map(({ expression, values }, k) => `${codeOf(expression, values)} AS s${k}`),
    ...columns.map((column, j) => `${textOf(column)} AS t${j}`),
  ]
  return `CREATE OR REPLACE TEMP TABLE leeway_texts AS
SELECT CAST(${id} AS INTEGER) AS set_id, w, ${task.model ? 'm' : 'CAST(NULL AS INTEGER) AS m'}, ${slice} AS s, coalesce(${columns.map((_, j) => `t${j}`).join(', ')}) AS v, count(*) AS n
FROM (SELECT ${keyed.join(', ')} FROM ${task.from} WHERE ${task.where || 'true'}) WHERE w IS NOT NULL
GROUP BY GROUPING SETS (${sets.map((set) => `(${set.join(', ')})`).join(', ')})`
}

function itemsStatement(task: ScanTask, families: readonly Family[], columns: readonly ScanColumn[]): string {
  const frozen = families.flatMap((_, f) =>
    columns.flatMap(({ categories }, j) =>
      categories?.length ? [`WHEN ${f * columns.length + j} THEN v IN (${categories.map(quoteText).join(', ')})`] : [],
    ),
  )
  const always = frozen.length > 0 ? `CASE set_id ${frozen.join(' ')} ELSE false END` : 'false'
  return `SELECT set_id, w, m, s, CAST(n AS DOUBLE), v FROM
(SELECT *, ${always} AS frozen FROM leeway_texts WHERE v IS NOT NULL)
QUALIFY frozen OR row_number() OVER (PARTITION BY set_id, w, m, s, frozen ORDER BY n DESC, v) <= ${task.keepCategories}`
}

class Cells {
  readonly #task: ScanTask
  readonly #groups: SegmentGroups
  readonly #columns: number
  readonly #cells = new Map<number, Cell[]>()
  readonly #toIndex: ReturnType<typeof createWindowIndex>
  readonly #window = new Int32Array(duckdb.vector_size())

  constructor(task: ScanTask, groups: SegmentGroups, columns: number) {
    this.#task = task
    this.#groups = groups
    this.#columns = columns
    this.#toIndex = createWindowIndex(task.keys)
  }

  /** Calls back for each row that belongs to a segment, with its cell. */
  #each(chunk: duckdb.DataChunk, families: readonly Family[], use: (row: number, cell: Cell, column: number) => void): void {
    const rows = duckdb.data_chunk_get_size(chunk)
    const set = readIntegers(chunk, 0, rows)
    this.#toIndex(readIntegers(chunk, 1, rows), readValidity(chunk, 1, rows), rows, this.#window)
    const [model, modelValid] = [readIntegers(chunk, 2, rows), readValidity(chunk, 2, rows)]
    const [slice, sliceValid] = [readIntegers(chunk, 3, rows), readValidity(chunk, 3, rows)]
    for (let row = 0; row < rows; row++) {
      const window = this.#window[row]!
      if (window < 0 || !this.#task.states[window]) continue
      const family = families[Math.floor(set[row]! / this.#columns)]!
      if ((family.byModel && !isValid(modelValid, row)) || (family.slice >= 0 && !isValid(sliceValid, row))) continue
      const segment = this.#groups.idOf(family.byModel ? model[row]! : -1, family.slice, family.slice >= 0 ? slice[row]! : -1)
      const column = set[row]! % this.#columns
      use(row, this.#cell(window, segment)[column]!, column)
    }
  }

  #cell(window: number, segment: number): Cell[] {
    const key = window * this.#groups.segments + segment
    let cells = this.#cells.get(key)
    if (!cells) {
      cells = Array.from({ length: this.#columns }, () => ({
        rows: 0,
        nonNull: 0,
        lengths: emptyLengths(),
        distinct: emptyDistinct(),
        items: new Map(),
      }))
      this.#cells.set(key, cells)
    }
    return cells
  }

  addNumbers(chunk: duckdb.DataChunk, families: readonly Family[]): void {
    const rows = duckdb.data_chunk_get_size(chunk)
    const [counts, lengths, hashes] = [readDoubles(chunk, 4, rows), readDoubles(chunk, 5, rows), readWords(chunk, 6, rows)]
    const valid = readValidity(chunk, 5, rows)
    this.#each(chunk, families, (row, cell) => {
      const n = counts[row]!
      cell.rows += n
      if (!isValid(valid, row)) return
      cell.nonNull += n
      addLength(cell.lengths, lengths[row]!, n)
      addTextHash(cell.distinct, hashes[2 * row + 1]!, hashes[2 * row]!)
    })
  }

  addItems(chunk: duckdb.DataChunk, families: readonly Family[], columns: readonly ScanColumn[]): void {
    const rows = duckdb.data_chunk_get_size(chunk)
    const counts = readDoubles(chunk, 4, rows)
    const texts = readTexts(chunk, 5, rows)
    this.#each(chunk, families, (row, cell, column) => {
      const text = classText(columns[column]!, texts[row]!)
      cell.items.set(text, (cell.items.get(text) ?? 0) + counts[row]!)
    })
  }

  finish(columns: readonly ScanColumn[]): StateBlock {
    const builder = new StateBlockBuilder(columns.map(({ column }) => column.name))
    this.#task.states.forEach((wanted, window) => {
      if (wanted) this.#cell(window, 0)
    })
    for (const [key, cells] of this.#cells) {
      const window = Math.floor(key / this.#groups.segments)
      const segment = key % this.#groups.segments
      builder.add(window, segment, cells[0]?.rows ?? 0, (j) => textState(cells[j]!, columns[j]!, this.#task.keepCategories))
    }
    return builder.finish()
  }
}

function textState(cell: Cell, column: ScanColumn, keep: number): ColumnState {
  let listed = 0
  for (const count of cell.items.values()) listed += count
  const other = cell.nonNull - listed
  // The statement lists every frozen value that came: one that is not there has a count of 0.
  if (other > 0) for (const value of column.categories ?? []) if (!cell.items.has(value)) cell.items.set(value, 0)
  const categories = trimCategories({ items: cell.items, other, complete: other === 0 }, keep, column.categories)
  const counts = { rows: cell.rows, nonNull: cell.nonNull, nan: 0, positiveInfinity: 0, negativeInfinity: 0, zeros: 0 }
  return {
    counts,
    ...((column.column.kind === 'text' || column.column.dataType === 'string') && { lengths: cell.lengths }),
    categories,
    distinct: cell.distinct,
  }
}
