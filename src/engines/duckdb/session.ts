/** One embedded DuckDB: opened when first needed, settings bound safely, statements counted, aborted and reported on. */

import { rmdir } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBValue } from '@duckdb/node-api'
import { LeewayError } from '../../core/errors.ts'
import { loadDuckDb } from '../../core/load-duckdb.ts'
import { makeFolder } from '../../core/make-folder.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import type { EngineContext } from '../engine.ts'
import { toLeewayError } from './duckdb-errors.ts'

export interface DuckDbOptions {
  /** Opened read-only; absent: an empty database in memory, for files. */
  readonly databasePath?: string
  /** DuckDB's own text: `4GB`, `70%`. Default 60 % of the machine's memory. */
  readonly memoryLimit?: string
  readonly threads?: number
  /** Where large sorts and joins spill. Default: a folder of the system's temporary one. */
  readonly spillFolder?: string
  /** Relative paths inside queries and views start here. */
  readonly baseFolder: string
}

export type Row = Readonly<Record<string, unknown>>

export interface Session {
  readonly databasePath: string | null
  /** SET statements that give another connection the same settings. */
  readonly setup: readonly string[]
  /** Runs one statement and returns its rows; values are JavaScript's own (bigint for 64-bit integers). */
  rows(sql: string, context?: EngineContext, parameters?: readonly DuckDBValue[]): Promise<readonly Row[]>
  /** Runs one statement and hands over its chunks. They are full: while a filter streams, each would hold few rows and cost as much. */
  chunks(sql: string, onChunk: (chunk: DuckDBDataChunk) => void, context?: EngineContext): Promise<void>
  /** What the parser makes of a text, as JSON; nothing is run or counted. */
  parse(text: string): Promise<unknown>
  /** Binds a statement without running it: the type texts of its columns. */
  types(sql: string): Promise<readonly { readonly name: string; readonly type: string }[]>
  /** How many statements ran so far. */
  statements(): number
  close(): Promise<void>
}

export function createSession(options: DuckDbOptions): Session {
  let opening: Promise<DuckDBInstance> | null = null
  let closed = false
  let count = 0
  let made: string | undefined
  const setup = settings(options)

  const open = async (): Promise<DuckDBInstance> => {
    const { DuckDBInstance } = loadDuckDb()
    const spill = spillFolderOf(options)
    try {
      made = makeFolder(spill)
      const instance = await DuckDBInstance.create(options.databasePath ?? ':memory:', {
        ...(options.databasePath === undefined ? {} : { access_mode: 'READ_ONLY' }),
        // No network: an extension that is missing is an error, never a download.
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
      })
      const connection = await instance.connect()
      for (const statement of setup) await connection.run(statement)
      connection.closeSync()
      return instance
    } catch (error) {
      throw toLeewayError(error, options.databasePath ?? spill)
    }
  }

  const connect = async (): Promise<DuckDBConnection> => {
    if (closed) throw new LeewayError('ENGINE_FAILED', 'the engine is closed')
    opening ??= open()
    return (await opening).connect()
  }

  const withConnection = async <T>(
    context: EngineContext | undefined,
    work: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> => {
    const { signal, onProgress } = context ?? {}
    if (signal?.aborted) throw interrupted()
    const connection = await connect()
    const abort = (): void => connection.interrupt()
    signal?.addEventListener('abort', abort)
    // Progress is counted only where a bar is wanted; it is never printed.
    if (onProgress) await connection.run('set enable_progress_bar = true; set enable_progress_bar_print = false')
    const timer = onProgress && setInterval(() => reportProgress(connection, onProgress), 200)
    try {
      return await work(connection)
    } catch (error) {
      throw signal?.aborted ? interrupted() : toLeewayError(error)
    } finally {
      clearInterval(timer)
      signal?.removeEventListener('abort', abort)
      connection.closeSync()
    }
  }

  return {
    databasePath: options.databasePath ?? null,
    setup,
    rows: (sql, context, parameters) =>
      withConnection(context, async (connection) => {
        count++
        const reader = await connection.runAndReadAll(sql, parameters === undefined ? undefined : [...parameters])
        return reader.getRowObjectsJS()
      }),
    chunks: (sql, onChunk, context) =>
      withConnection(context, async (connection) => {
        count++
        const result = await connection.run(sql)
        for (let i = 0; i < result.chunkCount; i++) onChunk(result.getChunk(i))
      }),
    parse: (text) =>
      withConnection(undefined, async (connection) => {
        const reader = await connection.runAndReadAll(
          `select json_serialize_sql(${duckdbDialect.quoteString(text)}::varchar) as tree`,
        )
        return JSON.parse(String(reader.getRowObjectsJS()[0]!['tree'])) as unknown
      }),
    types: (sql) =>
      withConnection(undefined, async (connection) => {
        const rows = (await connection.runAndReadAll(`describe ${sql}`)).getRowObjectsJS()
        return rows.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }))
      }),
    statements: () => count,
    close: async () => {
      closed = true
      const instance = await opening?.catch(() => null)
      instance?.closeSync()
      if (made !== undefined) await removeEmpty(spillFolderOf(options), made)
    },
  }
}

const spillFolderOf = ({ spillFolder }: DuckDbOptions): string => spillFolder ?? join(tmpdir(), 'leeway-spill')

/** Takes away the folders that were made for this session, from the inmost up to `first`, as far as nothing stands in them. */
async function removeEmpty(folder: string, first: string): Promise<void> {
  for (let at = resolve(folder); at.length >= resolve(first).length; at = dirname(at)) {
    try {
      await rmdir(at)
    } catch {
      // Another process uses it, or took it away already; DuckDB makes its spill folder anew where it needs one.
      return
    }
  }
}

const interrupted = (): LeewayError => new LeewayError('INTERRUPTED', 'interrupted')

function reportProgress(connection: DuckDBConnection, onProgress: NonNullable<EngineContext['onProgress']>): void {
  const { rows_processed, total_rows_to_process } = connection.progress
  if (total_rows_to_process > 0n) onProgress({ rows: Number(rows_processed), totalRows: Number(total_rows_to_process) })
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
}

/**
 * `4GB`, `512MiB`, `70%` in bytes; 60 % of the machine's memory when absent.
 * @throws LeewayError CONFIG_INVALID for any other text
 */
export function memoryLimitBytes(text: string | undefined): number {
  if (text === undefined) return Math.max(2 ** 28, Math.floor(totalmem() * 0.6))
  const match = /^\s*(\d+(?:\.\d+)?)\s*(%|[kmgt]?i?b)\s*$/i.exec(text)
  const bytes = match && Number(match[1]) * (match[2] === '%' ? totalmem() / 100 : UNITS[match[2]!.toUpperCase()]!)
  if (bytes && bytes > 0) return Math.floor(bytes)
  throw new LeewayError('CONFIG_INVALID', `memory_limit ${JSON.stringify(text)} is not an amount of memory`, {
    mend: 'write for example 4GB, 512MiB or 60%',
  })
}

/** Values go in as quoted literals: a setting cannot end its statement. */
function settings(options: DuckDbOptions): readonly string[] {
  const text = duckdbDialect.quoteString
  return [
    `set global TimeZone = 'UTC'`,
    `set global memory_limit = ${text(`${Math.floor(memoryLimitBytes(options.memoryLimit) / 2 ** 20)}MiB`)}`,
    `set global temp_directory = ${text(spillFolderOf(options))}`,
    `set global file_search_path = ${text(options.baseFolder)}`,
    ...(options.threads === undefined ? [] : [`set global threads = ${Math.max(1, Math.floor(options.threads))}`]),
    // Footers of the same files are asked for again by every statement.
    `set global parquet_metadata_cache = true`,
  ]
}
