/** The part of a pass that every kind of column shares: codes of rows in the statement, and reading them from a chunk. */
import duckdb from '@duckdb/node-bindings'
import { isValid, readIntegers, readValidity, readWords } from './read-vector.ts'
import type { RowCodes } from './row-router.ts'
import { codeOf } from './scan-sql.ts'
import type { ScanTask } from './scan-task.ts'
import { createInstantIndex, createWindowIndex } from './window-index.ts'

export interface RowSource {
  /** Vectors before the columns' own. */
  readonly leading: number
  sql(columns: readonly string[], ordered: boolean): string
  read(chunk: duckdb.DataChunk): RowCodes
}

export function createRowSource(task: ScanTask): RowSource {
  const size = duckdb.vector_size()
  const slices = task.slices.map((slice) => codeOf(slice.expression, slice.values))
  const model = task.model ? [codeOf(task.model.expression, task.model.ids)] : []
  const { instant } = task
  const leading = [instant ? instant.micros : `CAST((${task.windowKey}) AS INTEGER)`, ...model, ...slices]
  // Rows outside the windows are left out here, at less cost than by a filter.
  const where = instant ? 'true' : task.where || 'true'
  const ofInstant = instant && createInstantIndex(instant.bounds)
  const ofKey = createWindowIndex(task.keys)
  const window = new Int32Array(size)
  const codes = [...model, ...slices].map(() => new Int32Array(size))
  const values = task.model ? codes.slice(1) : codes
  return {
    leading: leading.length,
    sql: (columns, ordered) =>
      `SELECT ${[...leading, ...columns].join(', ')} FROM ${task.from} WHERE ${where}${ordered ? ' ORDER BY 1' : ''}`,
    read: (chunk) => {
      const rows = duckdb.data_chunk_get_size(chunk)
      const validity = readValidity(chunk, 0, rows)
      if (ofInstant) ofInstant(readWords(chunk, 0, rows), validity, rows, window)
      else ofKey(readIntegers(chunk, 0, rows), validity, rows, window)
      codes.forEach((out, i) => {
        readCodes(chunk, i + 1, rows, out)
      })
      return { rows, window, model: task.model ? codes[0]! : null, values }
    },
  }
}

function readCodes(chunk: duckdb.DataChunk, column: number, rows: number, out: Int32Array): void {
  out.set(readIntegers(chunk, column, rows))
  const validity = readValidity(chunk, column, rows)
  if (validity) for (let row = 0; row < rows; row++) if (!isValid(validity, row)) out[row] = -1
}
