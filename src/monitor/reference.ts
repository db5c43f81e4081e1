/** The reference of a monitor: its frozen bins, its merged segments, and the windows that its wobble is measured on. */
import type { WobbleWindow } from '../checks/wobble-table.ts'
import type { Granularity } from '../core/granularity.ts'
import { windowOfInstant } from '../core/granularity.ts'
import { segmentId, type Window } from '../core/window.ts'
import type { IndexedWindow, Source, TableDescription, TimestampSpec } from '../engines/engine.ts'
import type { Interval } from '../plan/comparands.ts'
import type { StoredSegment } from '../store/store.ts'
import { engineContext, type RefreshContext } from './refresh-context.ts'
import { mergeSegments, type SegmentData, type SegmentMap } from './segment-book.ts'

/** A reference that stands still: a table, or a period. */
export interface FixedReference {
  readonly segments: SegmentMap
  /** The reference's own windows of the root granularity; empty for a table without timestamps. */
  readonly windows: readonly StoredSegment[]
}

export const totalOf = (windows: readonly StoredSegment[]): SegmentMap => {
  const parts = new Map<string, StoredSegment[]>()
  for (const w of windows) {
    const id = segmentId(w.segment)
    const list = parts.get(id)
    if (list) list.push(w)
    else parts.set(id, [w])
  }
  return new Map([...parts].map(([id, list]): [string, SegmentData] => [id, mergeSegments(list)]))
}

/** The windows of one granularity, each with the segments of the finer windows in it. */
export interface GroupedWindow {
  readonly startUs: number
  readonly segments: WobbleWindow
}

/**
 * Groups finer windows into those of a granularity, for the wobble of that granularity.
 *
 * @param within windows that reach out of this stretch hold only a part of their rows and are left out
 * @param kept merged windows of earlier calls on the same finer ones: neighbouring windows ask for nearly the same
 */
export function windowsOf(
  granularity: Granularity,
  windows: readonly StoredSegment[],
  zone: string,
  within?: Interval,
  kept = new Map<string, WobbleWindow>(),
): readonly GroupedWindow[] {
  const groups = new Map<number, { readonly window: Window; readonly list: StoredSegment[] }>()
  // Every segment of a window asks for the same calendar arithmetic.
  const owners = new Map<number, Window>()
  for (const w of windows) {
    if (!w.window) continue
    const { startUs } = w.window
    const own =
      w.window.granularity === granularity.text ? w.window : (owners.get(startUs) ?? windowOfInstant(granularity, startUs, zone))
    owners.set(startUs, own)
    const group = groups.get(own.startUs)
    if (group) group.list.push(w)
    else groups.set(own.startUs, { window: own, list: [w] })
  }
  return [...groups.values()]
    .filter(({ window }) => !within || (window.startUs >= within.startUs && window.endUs <= within.endUs))
    .toSorted((a, b) => a.window.startUs - b.window.startUs)
    .map(({ window, list }) => {
      const parts = new Set(list.map((s) => s.window!.startUs))
      const key = `${granularity.text}@${window.startUs}:${[...parts].join(',')}`
      const segments = kept.get(key) ?? [...totalOf(list).values()]
      kept.set(key, segments)
      return { startUs: window.startUs, segments }
    })
}

export interface ReferenceTable {
  readonly source: Source
  readonly description: TableDescription
  /** Null when the reference table has no such timestamp. */
  readonly timestamp: TimestampSpec | null
  readonly rootWindows: readonly IndexedWindow[]
}

/** Describes a reference table and, where it has timestamps, indexes its windows. */
export async function openReferenceTable(
  context: RefreshContext,
  table: string,
  timestamp: TimestampSpec | null,
  root: Granularity | null,
  totals: { statements: number },
): Promise<ReferenceTable> {
  const source: Source = { table }
  const description = await context.engine.describe(source, engineContext(context, 'describe'))
  const hasTime = timestamp && root && root.unit !== 'rows' && description.columns.some((c) => c.name === timestamp.expression)
  if (!hasTime) return { source, description, timestamp: null, rootWindows: [] }
  const index = await context.engine.indexWindows(
    { source, timestamp, root, asOfUs: Number.MAX_SAFE_INTEGER, fingerprint: [] },
    engineContext(context, 'index'),
  )
  totals.statements += index.statements
  // Rows without a readable timestamp belong to the reference all the same: then its windows are of no use.
  const usable = index.nullTimestamps === 0 && index.unreadableTimestamps === 0 && index.futureRows === 0
  return { source, description, timestamp: usable ? timestamp : null, rootWindows: usable ? index.windows : [] }
}

/** Stored reference segments as a fixed reference: the total has no window. */
export function fixedReference(stored: readonly StoredSegment[]): FixedReference {
  return {
    segments: new Map(stored.filter((s) => s.window === null).map((s) => [segmentId(s.segment), s])),
    windows: stored.filter((s) => s.window !== null),
  }
}

export const storedReference = (reference: FixedReference): readonly StoredSegment[] => [
  ...[...reference.segments.values()].map(({ segment, rows, columns, quality }) => ({
    window: null as Window | null,
    segment,
    rows,
    columns,
    ...(quality ? { quality } : {}),
  })),
  ...reference.windows,
]
