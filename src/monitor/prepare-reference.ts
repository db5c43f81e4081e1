/**
 * Makes sure that a monitor has frozen bins, and gives its reference. Bins are made at the first refresh and when the reference
 * changed; the reference's rows are counted into them once, stored, and read again only where exact statistics need the values.
 */
import type { Monitor, Reference } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { type Granularity, parseGranularity, windowOfInstant, windowOfKey } from '../core/granularity.ts'
import { segmentId, WHOLE } from '../core/window.ts'
import type { FreezeRequest, IndexedWindow, ScanRequest, Source, TimestampSpec } from '../engines/engine.ts'
import type { Interval } from '../plan/comparands.ts'
import type { RootWindow } from '../plan/refresh-plan.ts'
import type { BinsVersion, StoredSegment } from '../store/store.ts'
import { BATCH_VALUES } from './batches.ts'
import { CustomValues } from './custom-values.ts'
import { binsBasis, coverReference, EDGE_SAMPLE_ROWS, freezeColumns, KNOWN_VALUES, nextBins } from './freeze-bins.ts'
import type { TableIndex } from './index-table.ts'
import type { OpenTable } from './open-table.ts'
import {
  type FixedReference,
  fixedReference,
  openReferenceTable,
  type ReferenceTable,
  storedReference,
  totalOf,
} from './reference.ts'
import { engineContext, type RefreshContext, sourceOf } from './refresh-context.ts'
import { RowMaker } from './row-maker.ts'
import { grouping, qualityRequest, type ScanTotals, scanColumns, scanIntoBook, type TableScan } from './scan-table.ts'
import { EXACT_ROWS, SegmentBook, type SegmentMap, type SortedColumns } from './segment-book.ts'

export interface PrepareInput {
  readonly table: OpenTable
  readonly timestamp: TimestampSpec | null
  /** Null for a snapshot. */
  readonly root: Granularity | null
  readonly index: TableIndex | null
  /** The index holds every window of the root granularity, also those before a lookback. */
  readonly indexCoversPeriod: boolean
  readonly full: boolean
  readonly totals: ScanTotals
}

export interface PreparedReference {
  /** Of the monitored table. */
  readonly source: Source
  readonly bins: BinsVersion
  /** Null when the reference moves with the window, or there is none. */
  readonly fixed: FixedReference | null
  /** With sorted values where the reference has at most 100,000 rows: read once, when first asked for. */
  readonly segments: () => Promise<SegmentMap>
  readonly period: { readonly startUs: number; readonly endUs: number } | null
  /** Segments of root windows that this refresh has just counted for the reference, by start: they need not be read again. */
  readonly counted: ReadonlyMap<number, readonly StoredSegment[]>
  /** Custom metrics of the fixed reference. */
  readonly custom: CustomValues
}

/** Where the rows of a fixed reference are read from, cut into windows where they have timestamps. */
interface ReferenceRows {
  readonly source: Source
  readonly time: ScanRequest['time']
  readonly windows: readonly RootWindow[]
  readonly basis: string
  readonly table: ReferenceTable | null
}

const WHOLE_TABLE: RootWindow = { key: 0, window: { granularity: null, startUs: 0, endUs: 0 }, rows: 0, fingerprint: '' }

export async function prepareReference(context: RefreshContext, input: PrepareInput): Promise<PreparedReference> {
  const { monitor, store } = context
  const before = await store.bins(monitor.name)
  const unchanged = !input.full && before !== null
  const rows = await referenceRows(context, input)
  const kept = unchanged && before.basis === rows.basis
  if (unchanged && !kept) {
    context.say(
      `${monitor.name}: the reference changed; new windows use version ${before.version + 1} of its bins, older findings keep theirs (leeway run --full computes everything anew)`,
    )
  }
  const isFixed = rows.windows.length > 0 || rows.table !== null
  const customOf = (bins: BinsVersion): Promise<CustomValues> =>
    CustomValues.ofReference(context, input.table, rows, bins.sliceValues, input.totals)
  if (kept) {
    const fixed = isFixed ? fixedReference(await store.referenceSegments(monitor.name, before.version)) : null
    return finish(context, input, before, rows, fixed, await customOf(before))
  }
  const sample = await freeze(context, input, rows)
  if (sample.rows === 0 && isFixed) {
    throw new LeewayError('TABLE_EMPTY', `the reference of ${monitor.name} has no rows`, {
      place: monitor.place,
      mend: 'choose a period or a table that has rows',
    })
  }
  const sampled = nextBins(
    before,
    monitor,
    rows.basis,
    freezeColumns(monitor, input.table.columns, sample),
    sample,
    context.nowUs,
  )
  if (!isFixed) {
    await store.saveReference(sampled, [], [])
    return finish(context, input, sampled, rows, null, CustomValues.none)
  }
  const scanned = await scanReference(context, input, sampled, rows, sample.rows, { states: true, values: false })
  const covered = coverReference(sampled.columns, scanned.segments)
  const bins = { ...sampled, columns: covered.columns }
  const fixed: FixedReference = { segments: totalOf(covered.windows), windows: rows.time ? covered.windows : [] }
  const custom = await customOf(bins)
  const maker = new RowMaker(input.table.columns, bins.columns, referenceGrouping(context, input, bins, rows), monitor)
  const profile = [...fixed.segments.values()].flatMap((data) =>
    maker.profile({ window: null, logType: 'BASELINE' }, data, fixed.segments, true, custom.of('reference', data.segment)),
  )
  await store.saveReference(bins, storedReference(fixed), profile)
  const isOwn = rows.table === null && rows.time !== null && rows.time.root.text === input.root?.text
  return { ...finish(context, input, bins, rows, fixed, custom), counted: isOwn ? byStart(fixed.windows) : new Map() }
}

function finish(
  context: RefreshContext,
  input: PrepareInput,
  bins: BinsVersion,
  rows: ReferenceRows,
  fixed: FixedReference | null,
  custom: CustomValues,
): PreparedReference {
  const reference = context.monitor.reference
  let segments: Promise<SegmentMap> | undefined
  const load = async (): Promise<SegmentMap> => {
    if (!fixed) return new Map()
    const total = fixed.segments.get(segmentId(WHOLE))?.rows ?? 0
    if (total === 0 || total > EXACT_ROWS) return fixed.segments
    const sorted = await readValues(context, input, bins, rows, total)
    return new Map([...fixed.segments].map(([id, data]) => [id, { ...data, ...sortedOf(sorted, id) }]))
  }
  return {
    source: sourceOf(context.monitor),
    bins,
    fixed,
    segments: () => (segments ??= load()),
    period: reference?.kind === 'period' ? { startUs: reference.fromUs, endUs: reference.toUs } : null,
    counted: new Map(),
    custom,
  }
}

/** Sorted values per segment and numeric column: as many columns at a time as fit beside what is kept. */
async function readValues(
  context: RefreshContext,
  input: PrepareInput,
  bins: BinsVersion,
  rows: ReferenceRows,
  total: number,
): Promise<ReadonlyMap<string, SortedColumns>> {
  const names = input.table.columns.filter((c) => c.column.kind === 'numeric').map((c) => c.column.name)
  const size = Math.max(1, Math.floor(BATCH_VALUES / total))
  const all = new Map<string, Map<string, Float64Array>>()
  for (let from = 0; from < names.length; from += size) {
    const totals: ScanTotals = { rowsRead: 0, statements: 0 }
    const only = new Set(names.slice(from, from + size))
    const { book } = await scanReference(context, { ...input, totals }, bins, rows, total, { states: false, values: true }, only)
    input.totals.statements += totals.statements
    if (from === 0) input.totals.rowsRead += totals.rowsRead
    for (const [id, columns] of book.takeSortedOnly()) {
      const kept = all.get(id) ?? new Map<string, Float64Array>()
      for (const [name, values] of columns) kept.set(name, values)
      all.set(id, kept)
    }
  }
  return all
}

function byStart(segments: readonly StoredSegment[]): ReadonlyMap<number, readonly StoredSegment[]> {
  const starts = new Map<number, StoredSegment[]>()
  for (const segment of segments) {
    const start = segment.window!.startUs
    const list = starts.get(start)
    if (list) list.push(segment)
    else starts.set(start, [segment])
  }
  return starts
}

const sortedOf = (map: ReadonlyMap<string, SortedColumns>, id: string): { readonly sorted?: SortedColumns } => {
  const sorted = map.get(id)
  return sorted ? { sorted } : {}
}

async function referenceRows(context: RefreshContext, input: PrepareInput): Promise<ReferenceRows> {
  const { monitor } = context
  const { reference } = monitor
  const own = { source: sourceOf(monitor), time: null, windows: [], table: null }
  if (reference?.kind === 'table') {
    const table = await openReferenceTable(context, reference.table, input.timestamp, input.root, input.totals)
    const time =
      table.timestamp && input.root ? { timestamp: table.timestamp, root: input.root, asOfUs: Number.MAX_SAFE_INTEGER } : null
    const windows =
      time && input.root ? table.rootWindows.map((w) => rootWindow(input.root!, w, monitor.timeZone)) : [WHOLE_TABLE]
    return { source: table.source, time, windows, basis: binsBasis(monitor, table.description.version, []), table }
  }
  if (reference?.kind === 'period' && input.timestamp) {
    const root = periodRoot(monitor, reference, input.root)
    const time = { timestamp: input.timestamp, root, asOfUs: context.asOfUs }
    const indexed = await indexPeriod(context, input, { startUs: reference.fromUs, endUs: reference.toUs }, root, input.timestamp)
    return {
      ...own,
      time,
      windows: indexed.map((w) => rootWindow(root, w, monitor.timeZone)),
      basis: binsBasis(monitor, null, indexed),
    }
  }
  return { ...own, basis: binsBasis(monitor, null, []) }
}

/** The period's windows: from the table's own index where that covers them, else by an index of their own. */
async function indexPeriod(
  context: RefreshContext,
  input: PrepareInput,
  period: Interval,
  root: Granularity,
  timestamp: TimestampSpec,
): Promise<readonly IndexedWindow[]> {
  const { monitor } = context
  if (input.index && input.indexCoversPeriod && root.text === input.root?.text) {
    return input.index.windows.filter((w) => {
      const { startUs, endUs } = windowOfKey(root, w.key, monitor.timeZone)
      return startUs >= period.startUs && endUs <= period.endUs
    })
  }
  const index = await context.engine.indexWindows(
    {
      source: sourceOf(monitor),
      timestamp,
      root,
      asOfUs: context.asOfUs,
      fromUs: period.startUs,
      untilUs: period.endUs,
      fingerprint: keyColumns(input, monitor),
    },
    engineContext(context, 'index'),
  )
  input.totals.statements += index.statements
  return index.windows
}

const keyColumns = (input: PrepareInput, monitor: Monitor) =>
  input.table.columns
    .map((c) => c.column)
    .filter((c) => [monitor.timestamp, monitor.prediction, monitor.label, monitor.modelId].includes(c.name))

const rootWindow = (root: Granularity, w: IndexedWindow, zone: string): RootWindow => ({
  key: w.key,
  window: windowOfKey(root, w.key, zone),
  rows: w.rows,
  fingerprint: w.fingerprint,
})

/** The coarsest granularity whose windows make up the period exactly; the monitor's own where it can. */
function periodRoot(monitor: Monitor, period: Extract<Reference, { kind: 'period' }>, own: Granularity | null): Granularity {
  const finer = ['1 day', '1 hour', '30 minutes', '5 minutes'].map((text) => parseGranularity(text)!)
  for (const granularity of [...(own && own.unit !== 'rows' ? [own] : []), ...finer]) {
    const aligned = [period.fromUs, period.toUs].every((us) => windowOfInstant(granularity, us, monitor.timeZone).startUs === us)
    if (aligned) return granularity
  }
  throw new LeewayError('CONFIG_INVALID', `the reference period of ${monitor.name} must begin and end on whole five minutes`, {
    place: monitor.place,
  })
}

async function freeze(context: RefreshContext, input: PrepareInput, rows: ReferenceRows) {
  const { monitor } = context
  const names = new Set(input.table.description.columns.map((c) => c.name))
  const known = rows.table ? new Map(rows.table.description.columns.map((c) => [c.name, c])) : null
  const request: FreezeRequest = {
    source: rows.source,
    timestamp: rows.table ? null : input.timestamp,
    ...(rows.table ? {} : freezeRange(context)),
    // The rows of a period are counted by the index, and the scan that follows finds their extremes.
    ...(rows.time && !rows.table ? { rows: rows.windows.reduce((n, w) => n + w.rows, 0) } : {}),
    columns: input.table.columns.flatMap(({ column }) => {
      const there = known ? known.get(column.name) : column
      return there ? [{ ...column, engineType: there.engineType }] : []
    }),
    sampleRows: EDGE_SAMPLE_ROWS,
    maxCategories: KNOWN_VALUES,
    sliceColumns: rows.table ? [] : monitor.slices.filter((s) => names.has(s)),
  }
  const sample = await context.engine.freeze(request, engineContext(context, 'reference'))
  input.totals.statements += sample.statements
  const slices = monitor.slices.filter((s) => names.has(s))
  if (request.sliceColumns.length === slices.length) return sample
  // Slices are those of the monitored table, also where the reference is another one.
  const own = await context.engine.freeze(
    { source: sourceOf(monitor), timestamp: input.timestamp, columns: [], sampleRows: 0, maxCategories: 0, sliceColumns: slices },
    engineContext(context, 'slices'),
  )
  input.totals.statements += own.statements
  return { ...sample, sliceValues: own.sliceValues }
}

function freezeRange(context: RefreshContext): { readonly fromUs?: number; readonly untilUs?: number } {
  const { reference, type } = context.monitor
  if (reference?.kind === 'period') return { fromUs: reference.fromUs, untilUs: Math.min(reference.toUs, context.asOfUs + 1) }
  return type === 'snapshot' ? {} : { untilUs: context.asOfUs + 1 }
}

const referenceGrouping = (context: RefreshContext, input: PrepareInput, bins: BinsVersion, rows: ReferenceRows) =>
  grouping(context.monitor, rows.table?.description ?? input.table.description, bins.sliceValues)

async function scanReference(
  context: RefreshContext,
  input: PrepareInput,
  bins: BinsVersion,
  rows: ReferenceRows,
  total: number,
  wants: { readonly states: boolean; readonly values: boolean },
  only?: ReadonlySet<string>,
): Promise<{ readonly segments: readonly StoredSegment[]; readonly book: SegmentBook }> {
  const description = rows.table?.description ?? input.table.description
  const present = new Set(description.columns.map((c) => c.name))
  const scan: TableScan = {
    source: rows.source,
    time: rows.time,
    columns: scanColumns(input.table.columns, bins).filter(
      (c) => (only ?? present).has(c.column.name) && present.has(c.column.name),
    ),
    grouping: usableGrouping(context, input, bins, rows),
    quality: wants.states ? qualityRequest(context.monitor, description) : null,
  }
  const book = new SegmentBook()
  const windows = rows.windows.map((w) => (w === WHOLE_TABLE ? { ...w, rows: total } : w))
  await scanIntoBook(
    context,
    scan,
    windows.map((root) => ({ root, ...wants })),
    book,
    input.totals,
  )
  const starts = windows.map((w) => w.window.startUs)
  return { segments: starts.flatMap((start) => book.segments(start)), book }
}

/** Predicates that name a column which the reference table lacks are left out of its slices. */
function usableGrouping(context: RefreshContext, input: PrepareInput, bins: BinsVersion, rows: ReferenceRows) {
  const group = referenceGrouping(context, input, bins, rows)
  if (!rows.table) return group
  const names = new Set(rows.table.description.columns.map((c) => c.name))
  const own = new Set(input.table.description.columns.map((c) => c.name))
  return { ...group, slices: group.slices.filter((s) => !own.has(s.key) || names.has(s.key)) }
}

export type { ReferenceRows }
