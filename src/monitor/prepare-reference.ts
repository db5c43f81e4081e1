/**
 * Makes sure that a monitor has frozen bins, and gives its reference. Bins are made at the first refresh and when the reference
 * changed; the reference's rows are counted into them once, stored, and read again only where exact statistics need the values.
 */
import { LeewayError } from '../core/errors.ts'
import { segmentId, WHOLE } from '../core/window.ts'
import type { FreezeRequest, Source } from '../engines/engine.ts'
import type { MonitoredColumn } from '../plan/monitored-columns.ts'
import { fingerprintText, parseFingerprint } from '../plan/window-fingerprint.ts'
import type { BinsVersion, StoredSegment } from '../store/store.ts'
import { BATCH_VALUES } from './batches.ts'
import { CustomValues } from './custom-values.ts'
import { coverReference, EDGE_SAMPLE_ROWS, freezeColumns, KNOWN_VALUES, nextBins } from './freeze-bins.ts'
import { qualityRequest } from './quality-request.ts'
import { type FixedReference, fixedReference, storedReference, totalOf } from './reference.ts'
import { hasStaleLabels, joinSamples, labelReference, refreezeLabel, sampleLabel, sortedLabels } from './reference-labels.ts'
import { type PrepareInput, type ReferenceRows, referenceRows, WHOLE_TABLE } from './reference-rows.ts'
import { engineContext, type RefreshContext, sourceOf } from './refresh-context.ts'
import { RowMaker } from './row-maker.ts'
import { grouping, type ScanTotals, scanColumns, scanIntoBook, type TableScan } from './scan-table.ts'
import { EXACT_ROWS, SegmentBook, type SegmentMap, type SortedColumns } from './segment-book.ts'

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

export async function prepareReference(context: RefreshContext, input: PrepareInput): Promise<PreparedReference> {
  const { monitor, store } = context
  const before = await store.bins(monitor.name)
  const unchanged = !input.full && before !== null
  const rows = await referenceRows(context, input)
  const kept = unchanged && parseFingerprint(before.basis).rows === rows.basis
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
    const custom = await customOf(before)
    if (hasStaleLabels(context, input, before)) return relabelled(context, input, before, rows, fixed, custom)
    return finish(context, input, before, rows, fixed, custom)
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
    basisOf(input, rows),
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
  await save(context, input, bins, rows, fixed, custom)
  const isOwn = rows.table === null && rows.time !== null && rows.time.root.text === input.root?.text
  return { ...finish(context, input, bins, rows, fixed, custom), counted: isOwn ? byStart(fixed.windows) : new Map() }
}

/** The label's part of the basis stands apart: it changes as outcomes come, and leaves the other columns alone. */
const basisOf = ({ labels }: PrepareInput, rows: ReferenceRows): string => fingerprintText(rows.basis, labels?.basis)

async function save(
  context: RefreshContext,
  input: PrepareInput,
  bins: BinsVersion,
  rows: ReferenceRows,
  fixed: FixedReference,
  custom: CustomValues,
): Promise<void> {
  const maker = new RowMaker(input.table.columns, bins.columns, referenceGrouping(context, input, bins, rows), context)
  const profile = [...fixed.segments.values()].flatMap((data) =>
    maker.profile({ window: null, logType: 'BASELINE' }, data, fixed.segments, true, custom.of('reference', data.segment)),
  )
  await context.store.saveReference(bins, storedReference(fixed), profile)
}

/** The same reference, of which more outcomes are known now. */
async function relabelled(
  context: RefreshContext,
  input: PrepareInput,
  before: BinsVersion,
  rows: ReferenceRows,
  fixed: FixedReference | null,
  custom: CustomValues,
): Promise<PreparedReference> {
  const columns = await refreezeLabel(context, input, before, freezeRange(context))
  const bins = { ...before, basis: basisOf(input, rows), columns }
  if (!fixed) {
    await context.store.saveReference(bins, [], [])
    return finish(context, input, bins, rows, null, custom)
  }
  const windows = rows.table ? fixed.windows : await labelReference(context, input, bins, rows, fixed.windows)
  const now = rows.table ? fixed : { segments: totalOf(windows), windows }
  await save(context, input, bins, rows, now, custom)
  return finish(context, input, bins, rows, now, custom)
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
  const names = columnsOf(input, rows)
    .filter((c) => c.column.kind === 'numeric')
    .map((c) => c.column.name)
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
  if (rows.table || !input.labels) return all
  for (const [id, values] of await sortedLabels(context, input, bins, rows)) all.get(id)?.set(context.monitor.label!, values)
  return all
}

/** A reference table brings its label itself; outcomes of the monitor's own rows are joined. */
const columnsOf = ({ table }: PrepareInput, rows: ReferenceRows): readonly MonitoredColumn[] =>
  rows.table ? table.columns : table.own

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
    columns: columnsOf(input, rows).flatMap(({ column }) => {
      const there = known ? known.get(column.name) : column
      return there ? [{ ...column, engineType: there.engineType }] : []
    }),
    sampleRows: EDGE_SAMPLE_ROWS,
    maxCategories: KNOWN_VALUES,
    sliceColumns: rows.table ? [] : monitor.slices.filter((s) => names.has(s)),
  }
  const plain = await context.engine.freeze(request, engineContext(context, 'reference'))
  input.totals.statements += plain.statements
  const needsLabel = input.labels !== null && !known?.has(monitor.label!)
  const sample = needsLabel ? joinSamples(plain, await sampleLabel(context, input, freezeRange(context))) : plain
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
    columns: scanColumns(columnsOf(input, rows), bins).filter(
      (c) => (only ?? present).has(c.column.name) && present.has(c.column.name),
    ),
    grouping: usableGrouping(context, input, bins, rows),
    quality: wants.states && (rows.table || !input.labels) ? qualityRequest(context.monitor, description.columns) : null,
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
  const segments = windows.flatMap((w) => book.segments(w.window.startUs))
  if (rows.table || !wants.states) return { segments, book }
  return { segments: await labelReference(context, input, bins, rows, segments), book }
}

/** Predicates that name a column which the reference table lacks are left out of its slices. */
function usableGrouping(context: RefreshContext, input: PrepareInput, bins: BinsVersion, rows: ReferenceRows) {
  const group = referenceGrouping(context, input, bins, rows)
  if (!rows.table) return group
  const names = new Set(rows.table.description.columns.map((c) => c.name))
  const own = new Set(input.table.description.columns.map((c) => c.name))
  return { ...group, slices: group.slices.filter((s) => !own.has(s.key) || names.has(s.key)) }
}
