/**
 * Writes many rows at once: DuckDB data chunks, column by column, through an appender. Measured for 750 rows with a list of
 * 1,000 doubles each: 0.13 s.
 */
import type { DuckDBValue } from '@duckdb/node-api'
import type { Database } from './database.ts'

export type Cell = string | number | bigint | boolean | Uint8Array | readonly number[] | null

/** `instant`: microseconds since 1970 UTC. `bigint`: a whole number as number, bigint or decimal text. */
export type CellType = 'text' | 'double' | 'bigint' | 'integer' | 'boolean' | 'instant' | 'blob' | 'list'

export interface TableColumn<Row> {
  readonly name: string
  readonly type: CellType
  readonly cell: (row: Row) => Cell
}

const CHUNK_ROWS = 2048
const CHUNK_BYTES = 16 * 2 ** 20

/**
 * Appends to `table`, whose columns are exactly `columns` in this order. Inside a transaction it is part of it.
 *
 * @param temporary the table is a temporary one: it can be filled although the store was opened for reading only
 */
export async function appendRows<Row>(
  database: Database,
  table: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  temporary = false,
): Promise<void> {
  if (rows.length === 0) return
  const { DuckDBDataChunk } = database.duckdb
  const appender = await (temporary
    ? database.connection.createAppender(table, 'main', 'temp')
    : database.connection.createAppender(table))
  try {
    if (appender.columnCount !== columns.length)
      throw new Error(`table ${table} has ${appender.columnCount} columns, not the ${columns.length} that are written`)
    const types = columns.map((_, i) => appender.columnType(i))
    const convert = columns.map((column) => converter(database, column.type))
    for (let from = 0; from < rows.length; ) {
      const values: DuckDBValue[][] = columns.map(() => [])
      let bytes = 0
      let at = from
      for (; at < rows.length && at - from < CHUNK_ROWS && bytes < CHUNK_BYTES; at++) {
        const row = rows[at]!
        for (let c = 0; c < columns.length; c++) {
          const cell = columns[c]!.cell(row)
          if (cell instanceof Uint8Array) bytes += cell.length
          values[c]!.push(cell === null ? null : convert[c]!(cell))
        }
      }
      const chunk = DuckDBDataChunk.create(types, at - from)
      for (let c = 0; c < columns.length; c++) chunk.setColumnValues(c, values[c]!)
      appender.appendDataChunk(chunk)
      from = at
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

function converter(database: Database, type: CellType): (cell: NonNullable<Cell>) => DuckDBValue {
  const { DuckDBBlobValue, DuckDBListValue, DuckDBTimestampTZValue } = database.duckdb
  switch (type) {
    case 'bigint':
      return (cell) => BigInt(cell as number | bigint | string)
    case 'instant':
      return (cell) => new DuckDBTimestampTZValue(BigInt(cell as number))
    case 'blob':
      return (cell) => new DuckDBBlobValue(cell as Uint8Array)
    case 'list':
      return (cell) => new DuckDBListValue(cell as readonly number[])
    case 'double':
    case 'integer':
      return Number
    case 'text':
    case 'boolean':
      return (cell) => cell as string | boolean
  }
}
