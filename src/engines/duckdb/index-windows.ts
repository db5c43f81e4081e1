/** Which windows a table has, and whether they changed: see `sql/index-query.ts`. */
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import { frameOf } from '../../sql/frame.ts'
import { indexQuery, PART_FUTURE, PART_NULL, PART_UNREADABLE, PART_WINDOW, pairIndexQuery } from '../../sql/index-query.ts'
import type { EngineContext, IndexedWindow, IndexRequest, WindowIndex } from '../engine.ts'
import type { ResolvedSource } from './resolve-source.ts'
import { type ResolvedTime, resolveTime } from './resolve-time.ts'
import type { Row, Session } from './session.ts'

export async function indexWindows(
  session: Session,
  source: ResolvedSource,
  request: IndexRequest,
  context: EngineContext | undefined,
): Promise<WindowIndex> {
  const before = session.statements()
  const time = await resolveTime(session, source.predictions ?? source, request.timestamp, request.asOfUs)
  if (source.predictions)
    return { ...(await indexPairs(session, source, request, time, context)), statements: session.statements() - before }
  const sql = indexQuery(duckdbDialect, {
    from: request.files === undefined ? source.from : source.restrict(request.files),
    instant: time.instant,
    segments: time.segments,
    root: request.root,
    asOfUs: request.asOfUs,
    fromUs: request.fromUs,
    untilUs: request.untilUs,
    fingerprint: request.fingerprint.map((column) => column.name),
  })
  const rows = await session.rows(sql, context)
  const part = (wanted: number) => rows.filter((row) => Number(row['part']) === wanted)
  const count = (wanted: number): number => part(wanted).reduce((sum, row) => sum + Number(row['n']), 0)
  const windows = part(PART_WINDOW).map(windowOf)
  const future = part(PART_FUTURE)[0]
  return {
    windows: windows.sort((a, b) => a.key - b.key),
    nullTimestamps: count(PART_NULL),
    unreadableTimestamps: count(PART_UNREADABLE),
    futureRows: count(PART_FUTURE),
    futureMaxUs: future === undefined ? null : Number(future['max_us']),
    statements: session.statements() - before,
  }
}

const windowOf = (row: Row): IndexedWindow => ({
  key: Number(row['key']),
  rows: Number(row['n']),
  minUs: Number(row['min_us']),
  maxUs: Number(row['max_us']),
  fingerprint: `${row['n']}-${BigInt(row['hash_xor'] as bigint).toString(16)}-${BigInt(row['hash_sum'] as bigint).toString(16)}`,
})

/** Pairs of predictions and outcomes, by the windows of the predictions; those without a window are told by their own index. */
async function indexPairs(
  session: Session,
  source: ResolvedSource,
  request: IndexRequest,
  { instant, segments }: ResolvedTime,
  context: EngineContext | undefined,
): Promise<Omit<WindowIndex, 'statements'>> {
  const { predictions, joinFrame } = source
  const { asOfUs, fromUs, untilUs, root, files, fingerprint } = request
  const plain = frameOf(duckdbDialect, files === undefined ? predictions!.from : predictions!.restrict(files), {
    instant,
    segments,
    granularities: [root],
    asOfUs,
    fromUs,
    untilUs,
  })
  const names = fingerprint.map((column) => column.name)
  const rows = await session.rows(pairIndexQuery(duckdbDialect, joinFrame!(plain), names), context)
  return {
    windows: rows.map(windowOf).sort((a, b) => a.key - b.key),
    nullTimestamps: 0,
    unreadableTimestamps: 0,
    futureRows: 0,
    futureMaxUs: null,
    several: new Map(rows.map((row) => [Number(row['key']), Number(row['several'])])),
  }
}
