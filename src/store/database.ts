/**
 * One connection to one DuckDB file, used by one caller at a time: calls queue up, so that two unfinished calls of the
 * library never mix inside one transaction. DuckDB is loaded only when a store is opened.
 */
import type * as DuckDb from '@duckdb/node-api'
import { type DuckDbModule, loadDuckDb } from '../core/load-duckdb.ts'
import { storeError } from './store-error.ts'

export type SqlValue = DuckDb.DuckDBValue
export type SqlRow = Readonly<Record<string, DuckDb.DuckDBValue>>

export interface DatabaseOptions {
  readonly readOnly: boolean
}

/**
 * A commit that grew the write-ahead log beyond this writes it into the file at once. A run of ordinary size stays below
 * and pays for it once, when the store is closed; a killed run leaves a log that the next opening replays in well under a second.
 */
const CHECKPOINT_AT = '64MB'

export class Database {
  readonly path: string
  readonly duckdb: DuckDbModule
  readonly connection: DuckDb.DuckDBConnection
  readonly #instance: DuckDb.DuckDBInstance
  #tail: Promise<unknown> = Promise.resolve()
  #closed = false

  private constructor(path: string, duckdb: DuckDbModule, instance: DuckDb.DuckDBInstance, connection: DuckDb.DuckDBConnection) {
    this.path = path
    this.duckdb = duckdb
    this.#instance = instance
    this.connection = connection
  }

  /** Opens or creates the file. DuckDB's own error comes through unchanged, because the caller waits for locks. */
  static async open(path: string, options: DatabaseOptions): Promise<Database> {
    const duckdb = loadDuckDb()
    const instance = await duckdb.DuckDBInstance.create(path, {
      access_mode: options.readOnly ? 'READ_ONLY' : 'READ_WRITE',
      // Nothing is ever fetched from the network: what the store needs is built in.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      checkpoint_threshold: CHECKPOINT_AT,
    })
    try {
      const connection = await instance.connect()
      const database = new Database(path, duckdb, instance, connection)
      await connection.run("set TimeZone = 'UTC'")
      return database
    } catch (error) {
      instance.closeSync()
      throw error
    }
  }

  /** Runs `work` after everything asked before it has ended. Inside, call only `run`, `all` and `transaction`. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(async () => {
      if (this.#closed) throw new Error('the store is closed')
      try {
        return await work()
      } catch (error) {
        throw storeError(error, this.path)
      }
    })
    // The next caller waits for this one, whether it succeeds or fails; the failure goes to its own caller.
    this.#tail = turn.then(
      () => undefined,
      () => undefined,
    )
    return turn
  }

  async run(sql: string, values?: readonly SqlValue[]): Promise<void> {
    await this.connection.run(sql, values ? [...values] : undefined)
  }

  async all(sql: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    const reader = await this.connection.runAndReadAll(sql, values ? [...values] : undefined)
    return reader.getRowObjects()
  }

  /** All of `work` or nothing of it. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('begin transaction')
    try {
      const result = await work()
      await this.run('commit')
      return result
    } catch (error) {
      try {
        await this.run('rollback')
      } catch {
        // A failed commit has already ended the transaction; the first error is the one to tell.
      }
      throw error
    }
  }

  instant(us: number): DuckDb.DuckDBTimestampTZValue {
    return new this.duckdb.DuckDBTimestampTZValue(BigInt(us))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    await this.#tail
    this.#closed = true
    this.connection.closeSync()
    this.#instance.closeSync()
  }
}
