import { createRequire } from 'node:module'
import type * as DuckDb from '@duckdb/node-api'

export type DuckDbModule = typeof DuckDb

/**
 * DuckDB's own module, loaded when it is first needed. Required, not imported: for an import Node first parses each of its
 * CommonJS files for the names it exports, which takes 0.15 of 0.25 s.
 */
export const loadDuckDb = (): DuckDbModule => createRequire(import.meta.url)('@duckdb/node-api') as DuckDbModule
