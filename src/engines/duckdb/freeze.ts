/** Reads what bins are frozen from: sorted values of numbers, counts of values, slice values. Three statements; four where columns hold NaN or infinities. */
import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { CategoriesState } from '../../aggregates/states.ts'
import type { Column } from '../../core/columns.ts'
import { extremeValue, numericValue, textValue, typeFamily, valueText } from '../../sql/column-value.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import {
  type FreezeSource,
  finiteRangeQuery,
  type NumberSql,
  rangeQuery,
  type Sample,
  sampleQuery,
  valueCountsQuery,
} from '../../sql/freeze-query.ts'
import { rawRange, timePredicate } from '../../sql/timestamp.ts'
import type { EngineContext, FreezeRequest, FrozenSample } from '../engine.ts'
import { bindExpression } from './bind-expression.ts'
import { readDoubles } from './read-vector.ts'
import type { ResolvedSource } from './resolve-source.ts'
import { resolveTime } from './resolve-time.ts'
import { classText } from './scan-sql.ts'
import type { Row, Session } from './session.ts'
import { sortedOrder } from './sorted-order.ts'

const dialect = duckdbDialect
const SLICE_VALUES = 100
/** A sample of a very wide table takes fewer rows: at most this many numbers are held at once (160 MB). */
const MOST_CELLS = 20_000_000

interface Range {
  readonly min: number | null
  readonly max: number | null
}

export async function freeze(
  session: Session,
  source: ResolvedSource,
  request: FreezeRequest,
  context: EngineContext | undefined,
): Promise<FrozenSample> {
  const before = session.statements()
  const from = await rowsOf(session, source, request)
  const numeric = request.columns.filter((column) => column.kind === 'numeric' || column.kind === 'timestamp')
  const counted = request.columns.filter(
    (column) => column.kind === 'categorical' || column.kind === 'boolean' || column.kind === 'text',
  )
  const numbers = numeric.map((column) => ({
    expression: numericValue(dialect, column),
    finite: !/^(float|text)$/.test(typeFamily(column.engineType)),
  }))
  const { rows, ranges } =
    request.rows === undefined
      ? await readRanges(session, from, numeric, numbers, context)
      : { rows: request.rows, ranges: numeric.map((): Range => ({ min: null, max: null })) }

  const wanted = Math.min(request.sampleRows, Math.max(10_000, Math.floor(MOST_CELLS / Math.max(1, numeric.length))))
  // A little less than wanted, so that chance does not take more.
  const sample: Sample | null =
    rows <= request.sampleRows && rows * numeric.length <= MOST_CELLS
      ? null
      : { share: Math.max(wanted - 4 * Math.sqrt(wanted), wanted / 2) / rows, identity: source.rowIdentity }
  const values =
    numeric.length === 0 || rows === 0
      ? numeric.map(() => new Float64Array())
      : await readNumbers(session, sampleQuery(dialect, from, numbers, sample), numeric.length, context)

  const slices = await Promise.all(request.sliceColumns.map((text) => bindExpression(session, source, text)))
  const texts = [
    ...counted.map((column) => textValue(dialect, column)),
    ...slices.map((s) => valueText(dialect, s.expression, s.type)),
  ]
  const counts =
    texts.length === 0
      ? []
      : await session.rows(valueCountsQuery(dialect, from, texts, Math.max(request.maxCategories, SLICE_VALUES)), context)
  const byItem = groupByItem(counts)
  return {
    rows,
    numeric: new Map(numeric.map((column, i) => [column.name, { sorted: values[i]!, complete: sample === null, ...ranges[i]! }])),
    categories: new Map(
      counted.map((column: Column, i) => [column.name, categoriesOf(column, byItem.get(i) ?? [], request.maxCategories)]),
    ),
    sliceValues: new Map(
      request.sliceColumns.map((text, i) => [
        text,
        (byItem.get(counted.length + i) ?? []).slice(0, SLICE_VALUES).map((row) => String(row['value'])),
      ]),
    ),
    statements: session.statements() - before,
  }
}

/** True ranges over all rows; from file statistics where there are some. Columns with NaN or infinities are read once more. */
async function readRanges(
  session: Session,
  from: FreezeSource,
  columns: readonly Column[],
  numbers: readonly NumberSql[],
  context: EngineContext | undefined,
): Promise<{ rows: number; ranges: readonly Range[] }> {
  const extremes = columns.map((column) => ({
    lo: extremeValue(dialect, column, 'min'),
    hi: extremeValue(dialect, column, 'max'),
  }))
  const [row] = await session.rows(rangeQuery(from, extremes), context)
  const ranges = columns.map((_, i) => rangeOf(row!, i))
  const odd = ranges.flatMap(({ min, max }, i) => (Number.isFinite(min ?? 0) && Number.isFinite(max ?? 0) ? [] : [i]))
  if (odd.length > 0) {
    const sql = finiteRangeQuery(
      dialect,
      from,
      odd.map((i) => numbers[i]!),
    )
    const [again] = await session.rows(sql, context)
    for (const [at, i] of odd.entries()) ranges[i] = rangeOf(again!, at)
  }
  return { rows: Number(row!['n']), ranges }
}

function rangeOf(row: Row, i: number): Range {
  const bound = (value: unknown): number | null => (value === null ? null : Number(value))
  return { min: bound(row[`lo${i}`]), max: bound(row[`hi${i}`]) }
}

async function rowsOf(session: Session, source: ResolvedSource, request: FreezeRequest): Promise<FreezeSource> {
  const { timestamp, fromUs, untilUs } = request
  if (timestamp === null || (fromUs === undefined && untilUs === undefined)) return { from: source.from, where: '' }
  const plain = source.predictions ?? source
  const { instant } = await resolveTime(session, plain, timestamp, untilUs ?? Date.now() * 1000)
  const where = [rawRange(instant, fromUs, untilUs), timePredicate(instant.micros, fromUs, untilUs)]
    .filter((part) => part !== '')
    .join(' and ')
  if (!source.joinFrame) return { from: source.from, where }
  // Only the predictions of the stretch are joined.
  return source.joinFrame({ from: plain.from, where, keys: [], micros: 'null', stored: null })
}

async function readNumbers(
  session: Session,
  sql: string,
  columns: number,
  context: EngineContext | undefined,
): Promise<readonly Float64Array[]> {
  const parts: Float64Array[][] = Array.from({ length: columns }, () => [])
  const take = (chunk: DuckDBDataChunk): void => {
    for (const [i, list] of parts.entries()) list.push(readDoubles(chunk.chunk, i, chunk.rowCount).slice())
  }
  await session.chunks(sql, take, context)
  return parts.map((list, i) => {
    const joined = sortedFinite(list)
    parts[i] = []
    return joined
  })
}

/** Fewer values are sorted by the engine's own sort: the tables of the other would cost more. */
const RADIX_FROM = 4096

function sortedFinite(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let n = 0
  for (const part of parts) {
    all.set(part, n)
    n += part.length
  }
  if (n < RADIX_FROM) return all.filter((value) => !Number.isNaN(value)).sort()
  const order = sortedOrder(all)
  const sorted = new Float64Array(order.length)
  for (let i = 0; i < order.length; i++) sorted[i] = all[order[i]!]!
  return sorted
}

function groupByItem(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const item = Number(row['item'])
    const group = groups.get(item)
    if (group) group.push(row)
    else groups.set(item, [row])
  }
  return groups
}

function categoriesOf(column: Column, rows: readonly Row[], limit: number): CategoriesState {
  const kept = rows.slice(0, limit)
  const items = new Map(kept.map((row) => [classText({ column }, String(row['value'])), Number(row['n'])]))
  const total = Number(rows[0]?.['total'] ?? 0)
  const listed = kept.reduce((sum, row) => sum + Number(row['n']), 0)
  return { items, other: total - listed, complete: Number(rows[0]?.['distinct_n'] ?? 0) <= limit }
}
