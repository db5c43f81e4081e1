/**
 * A DuckDB instance of one's own through the low-level bindings: a chunk's vectors are read without copies and without
 * an object per column, which the scan needs (docs/adr/0003-kernel-scan.md).
 */
import duckdb from '@duckdb/node-bindings'

export interface NativeSettings {
  /** A .duckdb file, opened read-only, or null. */
  readonly databasePath: string | null
  readonly setup: readonly string[]
}

export interface NativeConnection {
  /** Runs a statement whose result is not needed. */
  run(sql: string): Promise<void>
  /** Chunks of a result as they are made; the next is fetched while one is read. A chunk is valid until the next turn only. */
  stream(sql: string): AsyncGenerator<duckdb.DataChunk>
  interrupt(): void
  close(): void
}

/** Native memory of chunks is freed by the garbage collector alone; it is asked after this many bytes of them. */
const COLLECT_AFTER_BYTES = 3 << 20

export async function openNative({ databasePath, setup }: NativeSettings, collect: () => void): Promise<NativeConnection> {
  const config = duckdb.create_config()
  if (databasePath !== null) duckdb.set_config(config, 'access_mode', 'READ_ONLY')
  const database = await duckdb.open(databasePath ?? ':memory:', config)
  const connection = await duckdb.connect(database)
  const close = (): void => {
    duckdb.disconnect_sync(connection)
    duckdb.close_sync(database)
  }
  let interrupted = false
  const assertRunning = (): void => {
    if (interrupted) throw new Error('the query was interrupted')
  }
  const run = async (sql: string): Promise<void> => {
    assertRunning()
    await duckdb.query(connection, sql)
  }
  try {
    for (const statement of setup) await run(statement)
  } catch (error) {
    close()
    throw error
  }
  async function* stream(sql: string): AsyncGenerator<duckdb.DataChunk> {
    assertRunning()
    const result = yield* streamChunks(connection, sql, collect)
    if (duckdb.result_return_type(result) !== duckdb.ResultType.INVALID) return
    await run(`EXPLAIN ANALYZE ${sql}`)
    throw new Error('a query of the scan ended before its last row')
  }
  const interrupt = (): void => {
    interrupted = true
    duckdb.interrupt(connection)
  }
  return { run, stream, interrupt, close }
}

/**
 * Chunks until there are no more. A query that fails or is interrupted on its way ends just like one that is done: without an
 * error, with rows missing. Only the result's type tells, which turns invalid; the message is had by running it again.
 */
async function* streamChunks(connection: duckdb.Connection, sql: string, collect: () => void): AsyncGenerator<duckdb.DataChunk> {
  const prepared = await duckdb.prepare(connection, sql)
  const result = await duckdb.execute_prepared_streaming(prepared).finally(() => duckdb.destroy_prepare_sync(prepared))
  const columnBytes = 8 * duckdb.column_count(result)
  let bytes = 0
  let next = duckdb.fetch_chunk(result)
  for (;;) {
    const chunk = await next
    const rows = chunk ? duckdb.data_chunk_get_size(chunk) : 0
    if (!chunk || rows === 0) return result
    next = duckdb.fetch_chunk(result)
    // A rejection is met at the next await; without this the process would report it as unhandled first.
    next.catch(() => undefined)
    yield chunk
    bytes += rows * columnBytes
    if (bytes > COLLECT_AFTER_BYTES) {
      bytes = 0
      collect()
    }
  }
}
