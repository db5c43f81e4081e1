/** A folder of its own with files written by a real DuckDB, and an engine over it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { LeewayError } from '../../src/core/errors.ts'
import { createDuckDbEngine, type DuckDbOptions } from '../../src/engines/duckdb/duckdb-engine.ts'
import type { Engine } from '../../src/engines/engine.ts'

export interface Fixture {
  readonly folder: string
  readonly engine: Engine
  path(name: string): string
  /** Runs statements in a database in memory (or in a file of the folder, which is closed after). */
  sql(statements: string, database?: string): Promise<void>
  /** Writes the rows of a query to a file; the format follows the name. */
  write(name: string, query: string): Promise<string>
  text(name: string, content: string | Uint8Array): Promise<string>
  engineOver(options: Partial<DuckDbOptions>): Engine
  close(): Promise<void>
}

export async function createFixture(): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'leeway-test-'))
  const path = (name: string): string => join(folder, name)
  const engines: Engine[] = []
  const engineOver = (options: Partial<DuckDbOptions>): Engine => {
    const engine = createDuckDbEngine({ baseFolder: folder, spillFolder: path('spill'), threads: 2, ...options })
    engines.push(engine)
    return engine
  }
  const sql = async (statements: string, database?: string): Promise<void> => {
    const instance = await DuckDBInstance.create(database === undefined ? ':memory:' : path(database))
    const connection = await instance.connect()
    try {
      await connection.run("set TimeZone = 'UTC'")
      await connection.run(statements)
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  }
  const fixture: Fixture = {
    folder,
    engine: engineOver({}),
    path,
    sql,
    write: async (name, query) => {
      const format = /\.(csv|json)/.exec(name)?.[1] ?? 'parquet'
      const compression = /\.(gz|zst)$/.exec(name)?.[1]
      const how = compression === undefined ? '' : `, compression ${compression === 'gz' ? 'gzip' : 'zstd'}`
      await sql(`copy (${query}) to '${path(name).replaceAll("'", "''")}' (format ${format}${how})`)
      return path(name)
    },
    text: async (name, content) => {
      await writeFile(path(name), content)
      return path(name)
    },
    engineOver,
    close: async () => {
      await Promise.all(engines.map((engine) => engine.close()))
      await rm(folder, { recursive: true, force: true })
    },
  }
  return fixture
}

/** The LeewayError that a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<LeewayError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof LeewayError) return error
    throw error
  }
  throw new Error('expected a LeewayError, but nothing was thrown')
}
