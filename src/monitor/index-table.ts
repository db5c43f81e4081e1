/**
 * Which root windows the table has now, at the least cost: nothing is read when the table's version is the one of the last refresh;
 * only new files are read when files were added; otherwise the key columns are.
 */

import type { Column } from '../core/columns.ts'
import type { Granularity } from '../core/granularity.ts'
import { keyOfInstant, windowOfKey } from '../core/granularity.ts'
import type { IndexedWindow, IndexRequest, TableDescription, TimestampSpec, WindowIndex } from '../engines/engine.ts'
import { parseFingerprint } from '../plan/window-fingerprint.ts'
import type { MonitorState, StoredWindow } from '../store/store.ts'
import { engineContext, type RefreshContext, sourceOf } from './refresh-context.ts'

export interface TableIndex extends Omit<WindowIndex, 'statements'> {
  /** How the answer was found, for the plan and the log. */
  readonly how: 'unchanged' | 'new files' | 'whole table'
}

export interface IndexInput {
  readonly description: TableDescription
  readonly timestamp: TimestampSpec
  readonly root: Granularity
  readonly fingerprint: readonly Column[]
  readonly fromUs: number | undefined
  /** Null: index everything. */
  readonly before: { readonly state: MonitorState; readonly windows: readonly StoredWindow[] } | null
}

export async function indexTable(
  context: RefreshContext,
  input: IndexInput,
  totals: { statements: number },
): Promise<TableIndex> {
  const { description, before } = input
  const ask = async (narrow: Partial<IndexRequest>): Promise<WindowIndex> => {
    const request: IndexRequest = {
      source: sourceOf(context.monitor),
      timestamp: input.timestamp,
      root: input.root,
      asOfUs: context.asOfUs,
      fingerprint: input.fingerprint,
      ...(input.fromUs === undefined ? {} : { fromUs: input.fromUs }),
      ...narrow,
    }
    const result = await context.engine.indexWindows(request, engineContext(context, 'index'))
    totals.statements += result.statements
    return result
  }

  const usable = before && lastRead(before.state) !== null && context.asOfUs >= lastRead(before.state)! ? before : null
  if (usable && number(usable.state, 'future_rows') === 0) {
    const known = storedIndex(usable.windows, input.root, context.monitor.timeZone)
    if (description.version !== null && description.version === usable.state.tableVersion)
      return { ...known, ...oldCounts(usable.state), how: 'unchanged' }
    // New rows may stand anywhere among windows of n rows, so that all of them are numbered again.
    const added = input.root.unit === 'rows' ? null : addedFiles(description, usable.state)
    if (added) {
      const fresh = await ask({ files: added })
      const touched = new Set(fresh.windows.map((w) => w.key))
      const shared = known.windows
        .filter((w) => touched.has(w.key))
        .map((w) => windowOfKey(input.root, w.key, context.monitor.timeZone))
      let windows = [...known.windows.filter((w) => !touched.has(w.key)), ...fresh.windows]
      if (shared.length > 0) {
        // Late rows: windows that had rows before are counted anew over all files.
        const again = await ask({
          fromUs: Math.min(...shared.map((w) => w.startUs)),
          untilUs: Math.max(...shared.map((w) => w.endUs)),
        })
        const counted = new Map(again.windows.map((w) => [w.key, w]))
        windows = windows.map((w) => counted.get(w.key) ?? w)
      }
      const old = oldCounts(usable.state)
      return {
        windows,
        nullTimestamps: old.nullTimestamps + fresh.nullTimestamps,
        unreadableTimestamps: old.unreadableTimestamps + fresh.unreadableTimestamps,
        futureRows: old.futureRows + fresh.futureRows,
        futureMaxUs: fresh.futureMaxUs ?? old.futureMaxUs,
        how: 'new files',
      }
    }
  }
  const whole = await ask({})
  return { ...whole, how: 'whole table' }
}

const number = (state: MonitorState, key: string): number => (typeof state.info[key] === 'number' ? state.info[key] : 0)
const lastRead = (state: MonitorState): number | null =>
  typeof state.info['as_of_us'] === 'number' ? state.info['as_of_us'] : null

const oldCounts = (state: MonitorState): Omit<TableIndex, 'windows' | 'how'> => ({
  nullTimestamps: number(state, 'null_timestamps'),
  unreadableTimestamps: number(state, 'unreadable_timestamps'),
  futureRows: number(state, 'future_rows'),
  futureMaxUs: typeof state.info['future_max_us'] === 'number' ? state.info['future_max_us'] : null,
})

/** What the state keeps for `oldCounts`. */
export const indexInfo = (index: TableIndex, asOfUs: number): Readonly<Record<string, number | null>> => ({
  as_of_us: asOfUs,
  null_timestamps: index.nullTimestamps,
  unreadable_timestamps: index.unreadableTimestamps,
  future_rows: index.futureRows,
  future_max_us: index.futureMaxUs,
})

function storedIndex(
  windows: readonly StoredWindow[],
  root: Granularity,
  zone: string,
): { readonly windows: readonly IndexedWindow[] } {
  return {
    windows: ofRoot(windows, root).map((w, i) => ({
      key: root.unit === 'rows' ? i : keyOfInstant(root, w.window.startUs, zone),
      rows: w.rows,
      minUs: w.window.startUs,
      maxUs: w.window.endUs - 1,
      fingerprint: parseFingerprint(w.fingerprint).rows,
    })),
  }
}

/** Fingerprints of the outcomes that the stored root windows were computed with, by key; null: without looking at outcomes. */
export function storedLabels(
  windows: readonly StoredWindow[],
  root: Granularity,
  zone: string,
): ReadonlyMap<number, string | null> {
  const own = ofRoot(windows, root)
  const keyOf = (w: StoredWindow, i: number): number => (root.unit === 'rows' ? i : keyOfInstant(root, w.window.startUs, zone))
  return new Map(own.map((w, i) => [keyOf(w, i), parseFingerprint(w.fingerprint).labels]))
}

const ofRoot = (windows: readonly StoredWindow[], root: Granularity): readonly StoredWindow[] =>
  windows.filter((w) => w.window.granularity === root.text && w.rows > 0).toSorted((a, b) => a.window.startUs - b.window.startUs)

/** New files, when every file of the last refresh is still as it was; else null. */
function addedFiles(description: TableDescription, state: MonitorState): readonly string[] | null {
  if (!description.files || state.files.size === 0) return null
  for (const [path, version] of state.files) if (description.files.get(path) !== version) return null
  const added = [...description.files.keys()].filter((path) => !state.files.has(path))
  return added.length > 0 ? added : null
}
