/** The embedded engine: DuckDB over files, and over tables and views of a database opened read-only. */
import { LeewayError } from '../../core/errors.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import { columnOfType } from '../../sql/duckdb-types.ts'
import type { Engine, EngineContext, Source } from '../engine.ts'
import { bindSource } from './bind-source.ts'
import { checkExpressions } from './check-expressions.ts'
import { custom } from './custom.ts'
import { toLeewayError } from './duckdb-errors.ts'
import { freeze } from './freeze.ts'
import { indexWindows } from './index-windows.ts'
import { resolveLabels } from './resolve-labels.ts'
import { type ResolvedSource, resolveSource } from './resolve-source.ts'
import { scan } from './scan.ts'
import { createSession, type DuckDbOptions, memoryLimitBytes } from './session.ts'

export type { DuckDbOptions }

/**
 * Opens nothing until the first question. Files are read as they are at each `describe`; between two of them a source keeps
 * its columns, so that one run sees one schema.
 */
export function createDuckDbEngine(options: DuckDbOptions): Engine {
  const session = createSession(options)
  const limits = { threads: options.threads, memoryLimitBytes: memoryLimitBytes(options.memoryLimit) }
  const known = new Map<string, Promise<ResolvedSource>>()

  const resolveFresh = (source: Source): Promise<ResolvedSource> => {
    const key = keyOf(source)
    const { labels, ...plain } = source
    const opening = labels
      ? Promise.all([resolve(plain), resolve(labels.source)]).then(([p, l]) => resolveLabels(session, p, l, labels))
      : resolveSource(session, source, options.baseFolder)
    const resolving = opening.catch((error: unknown) => {
      known.delete(key)
      throw toLeewayError(error, source.table ?? 'query')
    })
    known.set(key, resolving)
    return resolving
  }
  const resolve = (source: Source): Promise<ResolvedSource> => known.get(keyOf(source)) ?? resolveFresh(source)

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
    indexWindows: async (request, context) => {
      const source = await resolve(request.source)
      return indexWindows(session, source, request, ofRows(source, context))
    },
    freeze: async (request, context) => {
      const source = await resolve(request.source)
      return freeze(session, source, request, ofRows(source, context))
    },
    scan: async (request, context) => scan(session, await resolve(request.source), request, limits, context),
    custom: async (request, context) => {
      const source = await resolve(request.source)
      return custom(session, source, request, ofRows(source, context))
    },
    quoteName: duckdbDialect.quoteIdentifier,
    bind: async (request) => bindSource(session, await resolve(request.source), request),
    query: (sql, parameters, context) => session.rows(sql, context, parameters),
    close: () => session.close(),
  }
}

const keyOf = ({ table, query, labels }: Source): string => JSON.stringify([table ?? null, query ?? null, labels ?? null])

/** DuckDB estimates how far it is, in rows of its own reckoning: said in rows of the table where their number is known. */
function ofRows(source: ResolvedSource, context: EngineContext | undefined): EngineContext | undefined {
  const total = source.rows
  const onProgress = context?.onProgress
  if (total === null || onProgress === undefined) return context
  return {
    ...context,
    onProgress: ({ rows, totalRows }) => {
      if (totalRows !== null && totalRows > 0)
        onProgress({ rows: Math.min(total, Math.round((rows / totalRows) * total)), totalRows: total })
    },
  }
}
