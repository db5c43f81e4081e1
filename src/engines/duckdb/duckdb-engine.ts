/** The embedded engine: DuckDB over files, and over tables and views of a database opened read-only. */
import { LeewayError } from '../../core/errors.ts'
import { columnOfType } from '../../sql/duckdb-types.ts'
import type { Engine, Source } from '../engine.ts'
import { checkExpressions } from './check-expressions.ts'
import { toLeewayError } from './duckdb-errors.ts'
import { freeze } from './freeze.ts'
import { indexWindows } from './index-windows.ts'
import { type ResolvedSource, resolveSource } from './resolve-source.ts'
import { createSession, type DuckDbOptions } from './session.ts'

export type { DuckDbOptions }

/**
 * Opens nothing until the first question. Files are read as they are at each `describe`; between two of them a source keeps
 * its columns, so that one run sees one schema.
 */
export function createDuckDbEngine(options: DuckDbOptions): Engine {
  const session = createSession(options)
  const known = new Map<string, Promise<ResolvedSource>>()

  const resolveFresh = (source: Source): Promise<ResolvedSource> => {
    const key = JSON.stringify([source.table ?? null, source.query ?? null])
    const resolving = resolveSource(session, source, options.baseFolder).catch((error: unknown) => {
      known.delete(key)
      throw toLeewayError(error, source.table ?? 'query')
    })
    known.set(key, resolving)
    return resolving
  }
  const resolve = (source: Source): Promise<ResolvedSource> =>
    known.get(JSON.stringify([source.table ?? null, source.query ?? null])) ?? resolveFresh(source)

  return {
    name: 'duckdb',
    describe: async (source) => {
      const { columns, rows, bytes, version, files, notes, place } = await resolveFresh(source)
      if (columns.length === 0) throw new LeewayError('TABLE_EMPTY', 'the table has no columns', { place })
      return {
        columns: columns.map((column) => columnOfType(column.name, column.type)),
        rows,
        bytes,
        version,
        ...(files === null ? {} : { files }),
        notes,
      }
    },
    checkExpressions: async (source, expressions) => checkExpressions(session, await resolve(source), expressions),
    indexWindows: async (request, context) => indexWindows(session, await resolve(request.source), request, context),
    freeze: async (request, context) => freeze(session, await resolve(request.source), request, context),
    scan: () => Promise.reject(new LeewayError('ENGINE_UNSUPPORTED', 'scan')),
    custom: () => Promise.reject(new LeewayError('ENGINE_UNSUPPORTED', 'custom')),
    query: (sql, parameters) => session.rows(sql, undefined, parameters),
    close: () => session.close(),
  }
}
