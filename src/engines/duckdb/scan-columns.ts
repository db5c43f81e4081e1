/**
 * States of columns per window and segment, on DuckDB: the engine's `scan` without its quality part.
 *
 * Rows are streamed into kernels (src/aggregates). Above a small size the columns are shared out to worker threads, each with
 * a DuckDB instance of its own: columns need no merging, and every source can be read so.
 */
import { availableParallelism } from 'node:os'
import { LeewayError } from '../../core/errors.ts'
import type { Progress, ScanColumn, ScanWindow, SegmentStates, SegmentValues } from '../engine.ts'
import { collectChunks } from './collect-chunks.ts'
import { openNative } from './native-connection.ts'
import { readTexts } from './read-vector.ts'
import type { ScanHooks } from './run-scan-task.ts'
import { joinStates, joinValues } from './scan-results.ts'
import type { ScanOutput, ScanTask } from './scan-task.ts'
import { createSegmentGroups } from './segment-groups.ts'
import { runTasks } from './worker-pool.ts'

export interface SliceCodes {
  /** The slice key, as `Segment.sliceKey`. */
  readonly key: string
  /** SQL, a text or a boolean. */
  readonly expression: string
  readonly values: readonly string[]
}

export interface ColumnScanInput {
  /** A .duckdb file, opened read-only, or null. */
  readonly databasePath: string | null
  /** SET statements. */
  readonly setup: readonly string[]
  readonly from: string
  /** Row filter, the time range included; empty: all rows. */
  readonly where: string
  /** SQL, a whole number of 32 bits; rows where it is null are left out. */
  readonly windowKey: string
  /** SQL over `from` whose 64 bits are a row's microseconds, where windows are stretches of time; rows after `asOfUs` are in none. */
  readonly instant?: { readonly micros: string; readonly asOfUs: number }
  readonly windows: readonly ScanWindow[]
  readonly sliceCodes: readonly SliceCodes[]
  /** SQL, a text. */
  readonly model: { readonly expression: string } | null
  readonly columns: readonly ScanColumn[]
  /** Categories kept per segment and column besides the frozen ones. */
  readonly keepCategories: number
  readonly totalRows: number | null
  /** Threads to use, at least 1; the machine's cores when absent. */
  readonly threads?: number
  /** Bytes that DuckDB may use in all; its own limit when absent. Shared out to the workers. */
  readonly memoryLimitBytes?: number
  /** States held at once, over all workers; 256 MiB when absent. */
  readonly stateBudgetBytes?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

export interface ColumnScan {
  readonly segments: readonly SegmentStates[]
  readonly values: readonly SegmentValues[]
  readonly statements: number
  /** Rows that belong to a window. */
  readonly rowsRead: number
  readonly notes: readonly string[]
}

const MOST_MODELS = 1000
/** Columns of one statement: beyond it a chunk of rows takes too much memory. */
const NUMERIC_AT_ONCE = 200
/** Of a wider table: DuckDB holds a page of every column that it reads. */
const NUMERIC_PER_PASS = 64
const TEXT_PER_PASS = 16
/** States held at once, over all workers. */
const STATE_BUDGET_BYTES = 256 << 20
/** Fewer cells than this are not worth compiling for. */
const SMALL_CELLS = 1_000_000
/** Fewer cells than this are not worth a thread's start: it takes as long as about as many cells. */
const ALONE_CELLS = 20_000_000

const isText = ({ column }: ScanColumn): boolean => column.kind === 'text' || column.kind === 'categorical'

/**
 * Scans the rows once per group of columns.
 *
 * @returns segments of each window with `states`: the whole always, others where they have rows; values of each window with `values`.
 *   A column's state is decoded when it is asked for.
 * @throws LeewayError INTERRUPTED when the signal aborts; ENGINE_FAILED with DuckDB's message
 */
export async function scanColumns(input: ColumnScanInput): Promise<ColumnScan> {
  try {
    return await scan(input)
  } catch (error) {
    if (input.signal?.aborted) throw new LeewayError('INTERRUPTED', 'the scan was interrupted', { cause: error })
    if (error instanceof LeewayError) throw error
    throw new LeewayError('ENGINE_FAILED', error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function scan(input: ColumnScanInput): Promise<ColumnScan> {
  const notes: string[] = []
  const slices = input.sliceCodes.map((slice) => ({ ...slice, values: [...new Set(slice.values)] }))
  const models = input.model ? await findModels(input, input.model.expression, notes) : null
  const plan = shareOut(input, slices, models)
  const hooks: ScanHooks = {
    ...(input.signal && { signal: input.signal }),
    ...(input.onProgress && { onRows: progressOf(input) }),
  }
  const outputs = await runTasks(plan, hooks)
  const groups = createSegmentGroups(slices, models)
  addNotes(outputs, input.columns.length, notes)
  const segments = joinStates(
    outputs.flatMap(({ states }) => states),
    groups,
  )
  // Where all columns are texts of many values, only the segments know.
  const wholes = segments.filter(({ segment }) => segment.sliceKey === null && segment.modelId === null)
  const counted = wholes.reduce((sum, { rows }) => sum + rows, 0)
  return {
    segments,
    values: joinValues(
      outputs.flatMap(({ values }) => values),
      groups,
    ),
    statements: outputs.reduce((sum, { statements }) => sum + statements, models ? 1 : 0),
    rowsRead: outputs.reduce((most, { rows }) => Math.max(most, rows), counted),
    notes,
  }
}

async function findModels(input: ColumnScanInput, expression: string, notes: string[]): Promise<string[]> {
  const connection = await openNative(input, collectChunks)
  try {
    const models: string[] = []
    const sql = `SELECT m FROM (SELECT CAST((${expression}) AS VARCHAR) AS m FROM ${input.from} WHERE (${input.where || 'true'}) AND (${input.windowKey}) IS NOT NULL) WHERE m IS NOT NULL GROUP BY m ORDER BY count(*) DESC, m LIMIT ${MOST_MODELS + 1}`
    for await (const chunk of connection.stream(sql)) models.push(...readTexts(chunk, 0).map((text) => text!))
    if (models.length <= MOST_MODELS) return models.sort()
    notes.push(`more than ${MOST_MODELS} model ids: only the ${MOST_MODELS} with most rows are profiled one by one`)
    return models.slice(0, MOST_MODELS).sort()
  } finally {
    connection.close()
  }
}

const chunked = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

/** Deals columns round: neighbours in a table often cost alike. */
const dealt = <T>(items: readonly T[], hands: number, hand: number): T[] => items.filter((_, i) => i % hands === hand)

function shareOut(input: ColumnScanInput, slices: ScanTask['slices'], models: readonly string[] | null): ScanTask[] {
  const { windows, columns } = input
  const numeric = columns.filter((column) => !isText(column))
  const texts = columns.filter(isText)
  const cells = (input.totalRows ?? windows.reduce((sum, { rows }) => sum + rows, 0)) * Math.max(1, columns.length)
  const threads = input.threads ?? availableParallelism()
  const small = cells < SMALL_CELLS
  const alone = cells < ALONE_CELLS
  const workers = alone ? 1 : Math.max(1, Math.min(threads, columns.length))
  const perWorker = Math.max(1, Math.floor(threads / workers))
  const setup = [...input.setup, `SET threads = ${alone ? threads : perWorker}`]
  if (input.memoryLimitBytes) setup.push(`SET memory_limit = '${Math.floor(input.memoryLimitBytes / workers / 1024)}KiB'`)
  const textLimit = Math.max(1, Math.min(TEXT_PER_PASS, 60 - slices.length))
  return Array.from({ length: workers }, (_, worker) => ({
    databasePath: input.databasePath,
    setup,
    from: input.from,
    where: input.where,
    windowKey: input.windowKey,
    instant: input.instant
      ? {
          micros: input.instant.micros,
          bounds: windows.map(({ startUs, endUs }) => ({ startUs, endUs: Math.min(endUs, input.instant!.asOfUs + 1) })),
        }
      : null,
    keys: windows.map(({ key }) => key),
    rows: windows.map(({ rows }) => rows),
    states: windows.map(({ states }) => states),
    values: windows.map(({ values }) => values),
    slices,
    model: input.model && models && models.length > 0 ? { expression: input.model.expression, ids: models } : null,
    numeric: chunked(
      dealt(numeric, workers, worker),
      numeric.length > workers * NUMERIC_AT_ONCE ? NUMERIC_PER_PASS : NUMERIC_AT_ONCE,
    ),
    text: chunked(dealt(texts, workers, worker), textLimit),
    keepCategories: input.keepCategories,
    budgetBytes: Math.floor((input.stateBudgetBytes ?? STATE_BUDGET_BYTES) / workers),
    small,
  }))
}

function progressOf({ onProgress, totalRows, columns }: ColumnScanInput): NonNullable<ScanHooks['onRows']> {
  const all = Math.max(1, columns.length)
  let cells = 0
  return (rows, share) => {
    cells += rows * share
    const done = Math.floor(cells / all)
    onProgress?.({ rows: totalRows === null ? done : Math.min(done, totalRows), totalRows })
  }
}

function addNotes(outputs: readonly ScanOutput[], columns: number, notes: string[]): void {
  const passes = Math.max(...outputs.map((output) => output.passes))
  if (passes > 1) notes.push(`${columns} columns were read in parts: ${passes} passes over the rows`)
  if (outputs.some(({ sorted }) => sorted))
    notes.push('so many windows and segments were asked for that the rows were sorted by window first')
}
