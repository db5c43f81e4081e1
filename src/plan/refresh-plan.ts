/**
 * Which windows a refresh computes. Pure: from what the index says now and what the store held before.
 *
 * A root window is **changed** when it is new or its rows or fingerprint differ. A window is **judged** when it holds a changed
 * root window, when it has become complete, or when something it is compared with has changed.
 */
import type { Monitor } from '../config/project.ts'
import { type Granularity, windowOfInstant, windowOfKey } from '../core/granularity.ts'
import type { Window } from '../core/window.ts'
import type { IndexedWindow } from '../engines/engine.ts'
import type { StoredWindow } from '../store/store.ts'
import { consecutiveWindow, type Interval, minusDuration, movingReference, pooledPeriods } from './comparands.ts'

export interface RootWindow {
  readonly key: number
  readonly window: Window
  readonly rows: number
  readonly fingerprint: string
}

export interface JudgedWindow {
  readonly granularity: Granularity
  readonly window: Window
  readonly rows: number
  readonly complete: boolean
  /** Its profile is computed anew, not only its comparison. */
  readonly changed: boolean
  readonly fingerprint: string | null
  /** Root windows inside it, ascending. */
  readonly roots: readonly RootWindow[]
}

export interface RefreshPlan {
  readonly root: Granularity
  readonly roots: readonly RootWindow[]
  readonly changedRoots: ReadonlySet<number>
  readonly judged: readonly JudgedWindow[]
  /** Windows that had rows and have none now. */
  readonly removed: readonly Window[]
}

export interface RefreshInput {
  readonly monitor: Monitor
  readonly root: Granularity
  /** The user's granularities that derive from this root. */
  readonly granularities: readonly Granularity[]
  /** Every root window that has rows now, or within `scope` only. */
  readonly indexed: readonly IndexedWindow[]
  /** Stored windows of the root and of `granularities`. */
  readonly stored: readonly StoredWindow[]
  /** Only this stretch of time was indexed (`--from --to`, lookback): stored windows outside of it are left alone. */
  readonly scope: Interval
  readonly asOfUs: number
  readonly binsVersion: number
  readonly full: boolean
}

export function planRefresh(input: RefreshInput): RefreshPlan {
  const { monitor, root, stored } = input
  const zone = monitor.timeZone
  const roots = rootWindows(input)
  const storedRoots = new Map(stored.filter((s) => s.window.granularity === root.text).map((s) => [s.window.startUs, s]))
  const changed = new Set<number>()
  for (const r of roots) {
    const before = storedRoots.get(r.window.startUs)
    if (input.full || !before || before.rows !== r.rows || before.fingerprint !== r.fingerprint) changed.add(r.window.startUs)
  }
  const present = new Set(roots.map((r) => r.window.startUs))
  const vanished = [...storedRoots.values()]
    .filter((s) => inside(s.window, input.scope) && !present.has(s.window.startUs))
    .map((s) => s.window)
  const touched = mergeIntervals([...roots.filter((r) => changed.has(r.window.startUs)).map((r) => r.window), ...vanished])

  const judged: JudgedWindow[] = []
  const removed: Window[] = [...vanished]
  for (const granularity of input.granularities) {
    const groups = groupRoots(granularity, root, roots, zone)
    const before = new Map(stored.filter((s) => s.window.granularity === granularity.text).map((s) => [s.window.startUs, s]))
    const siblings = groups.map((g) => g.window)
    for (const group of groups) {
      const old = before.get(group.window.startUs)
      const rows = group.roots.reduce((sum, r) => sum + r.rows, 0)
      const complete = isComplete(granularity, group, input.asOfUs)
      const isChanged = input.full || !old || old.rows !== rows || touched.some((t) => overlaps(t, group.window))
      const compared = (): boolean =>
        dependencies(monitor, granularity, group.window, siblings).some((d) => touched.some((t) => overlaps(t, d)))
      if (isChanged || old?.complete !== complete || compared()) {
        const fingerprint = granularity.text === root.text ? group.roots[0]!.fingerprint : null
        judged.push({ granularity, window: group.window, rows, complete, changed: isChanged, fingerprint, roots: group.roots })
      }
    }
    if (granularity.text !== root.text) {
      const now = new Set(siblings.map((w) => w.startUs))
      for (const old of before.values())
        if (inside(old.window, input.scope) && !now.has(old.window.startUs)) removed.push(old.window)
    }
  }
  judged.sort((a, b) => a.window.startUs - b.window.startUs || a.window.endUs - b.window.endUs)
  return { root, roots, changedRoots: changed, judged, removed }
}

/** Few intervals where the touched windows adjoin, so that asking for an overlap stays cheap. */
function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const merged: { startUs: number; endUs: number }[] = []
  for (const { startUs, endUs } of intervals.toSorted((a, b) => a.startUs - b.startUs)) {
    const last = merged.at(-1)
    if (last && startUs <= last.endUs) last.endUs = Math.max(last.endUs, endUs)
    else merged.push({ startUs, endUs })
  }
  return merged
}

const overlaps = (a: Interval, b: Interval): boolean => a.startUs < b.endUs && b.startUs < a.endUs
const inside = (a: Interval, b: Interval): boolean => a.startUs >= b.startUs && a.endUs <= b.endUs

function rootWindows(input: RefreshInput): RootWindow[] {
  const { root, monitor } = input
  const sorted = input.indexed.toSorted((a, b) => a.key - b.key)
  if (root.unit !== 'rows') {
    return sorted.map((w) => ({
      key: w.key,
      window: windowOfKey(root, w.key, monitor.timeZone),
      rows: w.rows,
      fingerprint: w.fingerprint,
    }))
  }
  let last = Number.NEGATIVE_INFINITY
  return sorted.map((w) => {
    const startUs = Math.max(w.minUs, last + 1)
    last = startUs
    return {
      key: w.key,
      window: { granularity: root.text, startUs, endUs: Math.max(w.maxUs, startUs) + 1 },
      rows: w.rows,
      fingerprint: w.fingerprint,
    }
  })
}

interface Group {
  readonly window: Window
  readonly roots: readonly RootWindow[]
}

function groupRoots(granularity: Granularity, root: Granularity, roots: readonly RootWindow[], zone: string): Group[] {
  if (granularity.text === root.text) return roots.map((r) => ({ window: r.window, roots: [r] }))
  const groups: { window: Window; roots: RootWindow[] }[] = []
  for (const r of roots) {
    const current = groups.at(-1)
    if (current && r.window.startUs < current.window.endUs) current.roots.push(r)
    else groups.push({ window: windowOfInstant(granularity, r.window.startUs, zone), roots: [r] })
  }
  return groups
}

const isComplete = (granularity: Granularity, group: Group, asOfUs: number): boolean =>
  granularity.unit === 'rows' ? group.roots.reduce((n, r) => n + r.rows, 0) >= granularity.n : group.window.endUs <= asOfUs

/** Everything that a window's verdict reads besides itself and a fixed reference. */
export function dependencies(
  monitor: Monitor,
  granularity: Granularity,
  window: Window,
  siblings: readonly Window[],
): readonly Interval[] {
  const zone = monitor.timeZone
  const before = consecutiveWindow(granularity, window, zone, siblings)
  const moving = movingReference(monitor.reference, granularity, window, zone) ?? []
  const pooled = pooledPeriods(monitor).map((d) => ({ startUs: minusDuration(window.startUs, d, zone), endUs: window.startUs }))
  return [...(before ? [before] : []), ...moving, ...pooled]
}
