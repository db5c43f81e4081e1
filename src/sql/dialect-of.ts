import type { Dialect } from './dialect.ts'
import { duckdbDialect } from './duckdb-dialect.ts'

const DIALECTS: Readonly<Record<string, Dialect>> = { duckdb: duckdbDialect }

/** The dialect that an engine speaks, by the engine's name. */
export function dialectOf(engine: string): Dialect {
  const dialect = DIALECTS[engine]
  if (!dialect) throw new Error(`no SQL dialect for the engine "${engine}"`)
  return dialect
}
