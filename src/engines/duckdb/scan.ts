/** The engine's scan: columns by the kernels (`scan-columns.ts`), quality by one grouped statement over the same rows. */
import { availableParallelism } from 'node:os'
import type { Column } from '../../core/columns.ts'
import { segmentId } from '../../core/window.ts'
import { numericValue, typeFamily } from '../../sql/column-value.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import { type Frame, frameOf } from '../../sql/frame.ts'
import { MOST_FINE_ROWS_PER_WINDOW } from '../../stats/score-histogram.ts'
import type { EngineContext, ScanRequest, ScanResult } from '../engine.ts'
import { bindGrouping } from './bind-grouping.ts'
import { readQuality } from './quality.ts'
import type { ResolvedSource } from './resolve-source.ts'
import { resolveTime } from './resolve-time.ts'
import { scanColumns } from './scan-columns.ts'
import type { Session } from './session.ts'

export interface ScanLimits {
  readonly threads: number | undefined
  readonly memoryLimitBytes: number | undefined
}

const dialect = duckdbDialect

export async function scan(
  session: Session,
  source: ResolvedSource,
  request: ScanRequest,
  limits: ScanLimits,
  context: EngineContext | undefined,
): Promise<ScanResult> {
  const before = session.statements()
  const grouping = await bindGrouping(session, source, request.grouping)
  const { frame, key } = await frameOfRequest(session, source, request)
  const columns = await scanColumns({
    databasePath: session.databasePath,
    setup: session.setup,
    from: castOverrides(
      frame.from,
      request.columns.map((column) => column.column),
    ),
    where: frame.where,
    windowKey: key,
    ...(request.time === null || request.time.root.unit === 'rows'
      ? {}
      : { instant: { micros: frame.stored ?? frame.micros, asOfUs: request.time.asOfUs } }),
    windows: request.windows,
    sliceCodes: grouping.codes,
    model: grouping.sql.model === null ? null : { expression: grouping.sql.model },
    columns: request.columns,
    keepCategories: request.keepCategories,
    totalRows: request.windows.reduce((sum, window) => sum + window.rows, 0),
    threads: limits.threads ?? availableParallelism(),
    ...(limits.memoryLimitBytes === undefined ? {} : { memoryLimitBytes: limits.memoryLimitBytes }),
    ...(context?.signal === undefined ? {} : { signal: context.signal }),
    ...(context?.onProgress === undefined ? {} : { onProgress: context.onProgress }),
  })
  const statements = (): number => columns.statements + session.statements() - before
  const { quality } = request
  if (quality === null || !request.windows.some((window) => window.states)) return { ...columns, statements: statements() }

  const shift = request.columns.find((column) => column.column.name === quality.label)?.shift ?? null
  const fineWindows = request.windows.filter((w) => w.states && w.rows <= MOST_FINE_ROWS_PER_WINDOW).map((w) => w.key)
  const rows = { from: frame.from, where: frame.where, key, segments: grouping.sql, fineWindows }
  const ofColumn = request.columns.find((column) => column.column.name === quality.prediction)?.edges
  const edges = quality.predictionEdges ?? ofColumn ?? null
  const answer = await readQuality(session, source, quality, rows, grouping.keys, shift, edges, context)
  return {
    ...columns,
    segments: columns.segments.map((segment) => ({
      ...segment,
      quality: answer.of(request.windows[segment.window]!.key, segmentId(segment.segment)),
    })),
    statements: statements(),
    notes: [...columns.notes, ...answer.notes],
  }
}

async function frameOfRequest(
  session: Session,
  source: ResolvedSource,
  request: ScanRequest,
): Promise<{ frame: Frame; key: string }> {
  const { time, windows } = request
  if (time === null) {
    const key = dialect.integerLiteral(windows[0]?.key ?? 0)
    return { frame: { from: source.from, where: '', keys: [key], micros: 'null', stored: null }, key }
  }
  const rows = source.predictions ?? source
  const { instant, segments } = await resolveTime(session, rows, time.timestamp, time.asOfUs)
  const plain = frameOf(dialect, rows.from, {
    instant,
    segments,
    granularities: [time.root],
    asOfUs: time.asOfUs,
    // Rows of the wanted windows only; windows of rows name the instants of their first and last row.
    fromUs: windows.length === 0 ? undefined : windows.reduce((least, w) => Math.min(least, w.startUs), Number.POSITIVE_INFINITY),
    untilUs:
      windows.length === 0
        ? undefined
        : windows.reduce((most, w) => Math.max(most, w.endUs), 0) + (time.root.unit === 'rows' ? 1 : 0),
  })
  const frame = source.joinFrame ? source.joinFrame(plain) : plain
  return { frame, key: frame.keys[0]! }
}

/** Text that the configuration calls numeric or a time is parsed before anything reads it; what does not parse is null. */
function castOverrides(from: string, columns: readonly Column[]): string {
  const casts = columns
    .filter((column) => typeFamily(column.engineType) === 'text')
    .flatMap((column) => {
      const name = dialect.quoteIdentifier(column.name)
      if (column.kind === 'numeric') return [`${numericValue(dialect, column)} as ${name}`]
      if (column.kind === 'timestamp') return [`make_timestamp(cast(${numericValue(dialect, column)} as bigint)) as ${name}`]
      return []
    })
  return casts.length === 0 ? from : `(select * replace (${casts.join(', ')}) from ${from})`
}
