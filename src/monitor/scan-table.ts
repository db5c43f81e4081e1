/** Asks the engine for the states and values of windows, and puts them into a book. */
import type { Monitor } from '../config/project.ts'
import { segmentId } from '../core/window.ts'
import type {
  Grouping,
  QualityRequest,
  ScanColumn,
  ScanRequest,
  ScanWindow,
  Source,
  TableDescription,
} from '../engines/engine.ts'
import type { MonitoredColumn } from '../plan/monitored-columns.ts'
import type { RootWindow } from '../plan/refresh-plan.ts'
import type { BinsVersion, StoredSegment } from '../store/store.ts'
import { engineContext, type RefreshContext } from './refresh-context.ts'
import { EXACT_ROWS, type SegmentBook, type SortedColumns } from './segment-book.ts'

/** Items kept per segment and column besides the frozen categories: `frequent_items` shows 100 of them. */
export const KEPT_CATEGORIES = 1000

export interface TableScan {
  readonly source: Source
  readonly time: ScanRequest['time']
  readonly columns: readonly ScanColumn[]
  readonly grouping: Grouping
  readonly quality: QualityRequest | null
}

export interface ScanTotals {
  rowsRead: number
  statements: number
}

export function scanColumns(columns: readonly MonitoredColumn[], bins: BinsVersion): readonly ScanColumn[] {
  return columns.map(({ column }) => {
    const frozen = bins.columns.get(column.name)
    if (!frozen || frozen.column.kind !== column.kind) return { column }
    return {
      column,
      ...(frozen.fine ? { edges: frozen.fine } : {}),
      ...(frozen.shift === undefined ? {} : { shift: frozen.shift }),
      ...(frozen.categories ? { categories: frozen.categories } : {}),
    }
  })
}

/** A slice that is a bare column name stands for the column's values; anything else is a predicate. */
export function grouping(
  monitor: Monitor,
  table: TableDescription,
  sliceValues: ReadonlyMap<string, readonly string[]>,
): Grouping {
  const names = new Set(table.columns.map((c) => c.name))
  return {
    slices: monitor.slices.map((key) => ({ key, values: names.has(key) ? (sliceValues.get(key) ?? []) : null })),
    modelId: monitor.modelId && names.has(monitor.modelId) ? monitor.modelId : null,
  }
}

/** Scans `states` and `values` windows in one request and fills the book. */
export async function scanIntoBook(
  context: RefreshContext,
  table: TableScan,
  windows: readonly { readonly root: RootWindow; readonly states: boolean; readonly values: boolean }[],
  book: SegmentBook,
  totals: ScanTotals,
): Promise<void> {
  if (windows.length === 0) return
  const request: ScanRequest = {
    ...table,
    windows: windows.map(
      ({ root, states, values }): ScanWindow => ({
        key: root.key,
        startUs: root.window.startUs,
        endUs: root.window.endUs,
        rows: root.rows,
        states,
        values: values && root.rows <= EXACT_ROWS,
      }),
    ),
    keepCategories: KEPT_CATEGORIES,
  }
  const result = await context.engine.scan(request, engineContext(context, 'scan'))
  totals.rowsRead += result.rowsRead
  totals.statements += result.statements
  for (const note of result.notes) context.say(`${context.monitor.name}: ${note}`)

  const states = new Map<number, StoredSegment[]>()
  for (const s of result.segments) {
    const stored: StoredSegment = {
      window: windows[s.window]!.root.window,
      segment: s.segment,
      rows: s.rows,
      columns: s.columns,
      ...(s.quality ? { quality: s.quality } : {}),
    }
    const list = states.get(s.window)
    if (list) list.push(stored)
    else states.set(s.window, [stored])
  }
  const values = new Map<number, Map<string, SortedColumns>>()
  for (const v of result.values) {
    const ofWindow = values.get(v.window) ?? new Map<string, SortedColumns>()
    ofWindow.set(segmentId(v.segment), v.sorted)
    values.set(v.window, ofWindow)
  }
  for (const [i, w] of windows.entries()) {
    const startUs = w.root.window.startUs
    if (w.states) book.add(startUs, w.root.rows, states.get(i) ?? [])
    if (w.values && w.root.rows <= EXACT_ROWS) book.addValues(startUs, w.root.rows, values.get(i) ?? new Map())
  }
}
