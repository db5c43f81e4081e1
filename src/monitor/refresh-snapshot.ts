/** A snapshot monitor: the whole table is one window, at the instant of the refresh. Nothing is done while the table's version is the same. */
import type { Window } from '../core/window.ts'
import { segmentId } from '../core/window.ts'
import type { ProfileRow } from '../metrics/rows.ts'
import type { RootWindow } from '../plan/refresh-plan.ts'
import type { MonitorState, StoredSegment } from '../store/store.ts'
import { assertRows } from './assert-rows.ts'
import { CustomValues } from './custom-values.ts'
import { judgeDraft } from './judge-draft.ts'
import { monitorHash } from './monitor-hash.ts'
import { openTable, schemaChange } from './open-table.ts'
import { prepareReference } from './prepare-reference.ts'
import { totalOf } from './reference.ts'
import { engineContext, type RefreshContext, sourceOf } from './refresh-context.ts'
import type { RefreshOutcome } from './refresh-monitor.ts'
import { type CustomOfSegment, RowMaker } from './row-maker.ts'
import { grouping, qualityRequest, type ScanTotals, scanColumns, scanIntoBook } from './scan-table.ts'
import { SegmentBook, type SegmentData } from './segment-book.ts'
import { deriveDrafts, WindowDrafter } from './window-draft.ts'

export async function refreshSnapshot(context: RefreshContext): Promise<RefreshOutcome> {
  const { monitor, store } = context
  const table = await openTable(context)
  const totals: ScanTotals = { rowsRead: 0, statements: 0 }
  const before = await store.monitorState(monitor.name)
  const hash = monitorHash(monitor)
  const stored = (await store.windows(monitor.name, null)).toSorted((a, b) => a.window.startUs - b.window.startUs)
  const full = context.full || (before !== null && before.configHash !== hash)
  const { version } = table.description
  const base = { monitor: monitor.name, rowsRead: 0, statements: 0, windowsTotal: stored.length, findings: [] }
  const sameTable = version !== null && before?.tableVersion === version
  if (!full && sameTable && stored.length > 0) {
    const last = stored.at(-1)!.window.startUs
    return { ...base, windowsComputed: 0, windowsJudged: 0, rowsTotal: stored.at(-1)!.rows, firstStartUs: last, lastEndUs: last }
  }

  const counted = await context.engine.custom(
    {
      source: sourceOf(monitor),
      time: null,
      grouping: { slices: [], modelId: null },
      expressions: [{ name: 'rows', sql: 'count(*)' }],
    },
    engineContext(context, 'count'),
  )
  const rows = Number(counted.rows[0]?.values[0] ?? 0)
  assertRows(context, rows)
  const reference = await prepareReference(context, {
    table,
    timestamp: null,
    root: null,
    index: null,
    indexCoversPeriod: false,
    full,
    totals,
  })
  // An instant of its own for each refresh, also when two fall into one microsecond of a given as-of time.
  const startUs = Math.max(context.asOfUs, (stored.at(-1)?.window.startUs ?? Number.NEGATIVE_INFINITY) + 1)
  const window: Window = { granularity: null, startUs, endUs: startUs }
  const root: RootWindow = { key: 0, window, rows, fingerprint: version ?? '' }
  const group = grouping(monitor, table.description, reference.bins.sliceValues)
  const book = new SegmentBook()
  const scan = {
    source: sourceOf(monitor),
    time: null,
    columns: scanColumns(table.columns, reference.bins),
    grouping: group,
    quality: qualityRequest(monitor, table.description),
  }
  await scanIntoBook(context, scan, [{ root, states: true, values: true }], book, totals)
  const custom = await CustomValues.ofSnapshot(context, table, 'now', reference.bins.sliceValues, totals)

  // A rebuild of the same table replaces its window. Earlier states of the table cannot be read again, so their windows stay.
  const replaced = full && sameTable ? stored.at(-1) : undefined
  const last = replaced ? stored.at(-2) : stored.at(-1)
  const previous =
    last && last.binsVersion === reference.bins.version
      ? totalOf(await store.segments(monitor.name, null, last.window.startUs, last.window.startUs + 1))
      : new Map<string, SegmentData>()
  const customBefore = last ? await storedCustom(context, last.window.startUs) : new Map<string, CustomOfSegment>()
  const drafter = new WindowDrafter(new RowMaker(table.columns, reference.bins.columns, group, monitor))
  const draft = drafter.draft({
    window,
    current: { segments: book.union([startUs]), custom: (s) => custom.of('now', s) },
    reference: {
      windowCmp: null,
      segments: await reference.segments(),
      custom: (s) => reference.custom.of('reference', s),
    },
    previous: last ? { windowCmp: last.window, segments: previous, custom: (s) => customBefore.get(segmentId(s)) } : null,
    periods: [],
  })
  totals.statements += (await deriveDrafts(context, [draft])) + counted.statements
  const facts = {
    asOfUs: context.asOfUs,
    rows,
    nullTimestamps: 0,
    unreadableTimestamps: 0,
    futureRows: null,
    futureMaxUs: null,
    ...schemaChange(table.columns, reference.bins),
    newestCompleteEndUs: startUs,
  }
  const told = { window, complete: true, rows, insideReference: false, wobble: null, volumeHistory: null, facts }
  const findings = judgeDraft(monitor, reference, draft, told, custom, 'now')
  const state: MonitorState = {
    configHash: hash,
    tableVersion: version,
    files: table.description.files ?? new Map(),
    info: { as_of_us: context.asOfUs, model_id_column: monitor.modelId ?? null },
  }
  const window_ = {
    window,
    rows,
    fingerprint: version,
    complete: true,
    binsVersion: reference.bins.version,
    computedAtUs: context.nowUs,
  }
  const own: readonly StoredSegment[] = book.segments(startUs)
  const removed = replaced ? [{ monitor: monitor.name, window: replaced.window }] : []
  const { profile, drift } = draft
  await store.replaceWindows([{ monitor: monitor.name, window: window_, segments: own, profile, drift, findings }], removed, {
    monitor: monitor.name,
    state,
  })
  return {
    ...base,
    ...totals,
    windowsComputed: 1,
    windowsJudged: 1,
    windowsTotal: stored.length + (replaced ? 0 : 1),
    rowsTotal: rows,
    firstStartUs: startUs,
    lastEndUs: startUs,
    findings,
  }
}

/** Was the table as it is now already taken, with this configuration? Then a refresh has nothing to do. */
export async function isSnapshotTaken(context: RefreshContext, version: string | null): Promise<boolean> {
  const { store, monitor } = context
  const before = await store.monitorState(monitor.name)
  if (context.full || version === null || before?.tableVersion !== version || before.configHash !== monitorHash(monitor))
    return false
  return (await store.windows(monitor.name, null)).length > 0
}

/** Custom values of an earlier state of the table, by segment: its rows cannot be asked any more. */
async function storedCustom(context: RefreshContext, startUs: number): Promise<ReadonlyMap<string, CustomOfSegment>> {
  const rows = await context.store.profileRows(context.monitor.name, { fromUs: startUs, toUs: startUs + 1 })
  const bySegment = new Map<string, Map<string, ProfileRow['custom']>>()
  for (const row of rows) {
    if (row.window === null) continue
    const id = segmentId(row.segment)
    const columns = bySegment.get(id) ?? new Map<string, ProfileRow['custom']>()
    bySegment.set(id, columns.set(row.columnName, row.custom))
  }
  return bySegment
}
