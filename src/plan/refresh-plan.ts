/**
 * Which windows a refresh computes. Pure: from what the index says now and what the store held before.
 *
 * A root window is **changed** when it is new or its rows or fingerprint differ, **relabelled** when only the outcomes joined to
 * them do. A window is **judged** when it holds one of those, when it has become complete or mature, or when something it is compared
 * with has changed.
 */
import type { Monitor } from '../config/project.ts'
import { type Granularity, keyOfInstant, windowOfInstant, windowOfKey } from '../core/granularity.ts'
import type { Window } from '../core/window.ts'
import type { IndexedWindow } from '../engines/engine.ts'
import type { StoredWindow } from '../store/store.ts'
import { consecutiveWindow, type Interval, minusDuration, movingReference, pooledPeriods } from './comparands.ts'
import { fingerprintText, parseFingerprint } from './window-fingerprint.ts'

export interface RootWindow {
  readonly key: number
  readonly window: Window
  readonly rows: number
  readonly fingerprint: string
  /** Fingerprint of the outcomes of its rows; absent where none are joined. */
  readonly labels?: string
}

export interface JudgedWindow {
  readonly granularity: Granularity
  readonly window: Window
  readonly rows: number
  readonly complete: boolean
  /** Its profile is computed anew, not only its comparison. */
  readonly changed: boolean
  readonly fingerprint: string | null
  /** Root windows inside it, ascending. None: a calendar window without rows, which is judged on its volume only. */
  readonly roots: readonly RootWindow[]
}

export interface RefreshPlan {
  readonly root: Granularity
  readonly roots: readonly RootWindow[]
  readonly changedRoots: ReadonlySet<number>
  /** Starts of root windows whose rows are as before, but not their outcomes. */
  readonly relabelled: ReadonlySet<number>
  readonly judged: readonly JudgedWindow[]
  /** Windows that had rows and have none now. */
  readonly removed: readonly Window[]
  /** Where rows came, went or changed: what is compared with these stretches is judged again. */
  readonly touched: readonly Interval[]
  /** The window that has the newest rows; of several, the finest. The facts of the refresh are told with it. */
  readonly newest: Window | null
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
  readonly full: boolean
  /** Stretches that an earlier refresh found changed and did not finish with. */
  readonly pending?: readonly Interval[]
  /** Fingerprints of joined outcomes, by the key of the root window; windows that are not named have no outcome. Absent: none are joined. */
  readonly labels?: ReadonlyMap<number, string>
  /** Windows that end in here, the start left out, have become mature (or provisional again) since the last refresh. */
  readonly matured?: Interval
  /** The facts of the table changed, so the newest window is judged again even when its rows are as before. */
  readonly newFacts?: boolean
}

/** More empty windows than this in one granularity are a sparse series, not a failed delivery: none is judged. */
const MOST_EMPTY_WINDOWS = 1_000

export function planRefresh(input: RefreshInput): RefreshPlan {
  const { monitor, root, stored } = input
  const zone = monitor.timeZone
  const roots = rootWindows(input)
  const storedRoots = new Map(stored.filter((s) => s.window.granularity === root.text).map((s) => [s.window.startUs, s]))
  const changed = new Set<number>()
  const relabelled = new Set<number>()
  for (const r of roots) {
    const before = storedRoots.get(r.window.startUs)
    const known = parseFingerprint(before?.fingerprint ?? null)
    if (input.full || !before || before.rows !== r.rows || known.rows !== r.fingerprint) changed.add(r.window.startUs)
    else if (r.labels !== undefined && known.labels !== r.labels) relabelled.add(r.window.startUs)
  }
  const present = new Set(roots.map((r) => r.window.startUs))
  const vanished = [...storedRoots.values()]
    .filter((s) => inside(s.window, input.scope) && !present.has(s.window.startUs))
    .map((s) => s.window)
  const touched = mergeIntervals([
    ...roots.filter((r) => changed.has(r.window.startUs) || relabelled.has(r.window.startUs)).map((r) => r.window),
    ...vanished.filter((w) => storedRoots.get(w.startUs)!.rows > 0),
    ...(input.pending ?? []),
  ])

  const judged: JudgedWindow[] = []
  const removed: Window[] = []
  if (!input.granularities.some((g) => g.text === root.text)) removed.push(...vanished)
  const newest = newestWindow(input, roots)
  // The facts were told with a window that is gone: the one that is the newest now tells them.
  const newFacts = input.newFacts === true || (newest !== null && vanished.some((w) => w.startUs >= newest.endUs))
  for (const granularity of input.granularities) {
    const groups = groupRoots(granularity, root, roots, zone)
    const before = new Map(stored.filter((s) => s.window.granularity === granularity.text).map((s) => [s.window.startUs, s]))
    const siblings = groups.map((g) => g.window)
    const empty = emptyWindows(granularity, siblings, zone).filter((w) => w.endUs <= input.asOfUs)
    for (const window of empty) {
      const old = before.get(window.startUs)
      if (input.full || !old || old.rows !== 0)
        judged.push({ granularity, window, rows: 0, complete: true, changed: true, fingerprint: null, roots: [] })
    }
    for (const group of groups) {
      const old = before.get(group.window.startUs)
      const rows = group.roots.reduce((sum, r) => sum + r.rows, 0)
      const complete = isComplete(granularity, group, input.asOfUs)
      const isChanged = input.full || !old || old.rows !== rows || touched.some((t) => overlaps(t, group.window))
      const compared = (): boolean =>
        dependencies(monitor, granularity, group.window, siblings).some((d) => touched.some((t) => overlaps(t, d)))
      const isNewest = newFacts && newest !== null && sameWindow(newest, group.window)
      const { matured } = input
      const hasMatured = matured !== undefined && group.window.endUs > matured.startUs && group.window.endUs <= matured.endUs
      if (isChanged || old?.complete !== complete || isNewest || hasMatured || compared()) {
        const [first] = group.roots
        const fingerprint = granularity.text === root.text ? fingerprintText(first!.fingerprint, first!.labels) : null
        judged.push({ granularity, window: group.window, rows, complete, changed: isChanged, fingerprint, roots: group.roots })
      }
    }
    const now = new Set([...siblings, ...empty].map((w) => w.startUs))
    for (const old of before.values())
      if (inside(old.window, input.scope) && !now.has(old.window.startUs)) removed.push(old.window)
  }
  judged.sort((a, b) => a.window.startUs - b.window.startUs || a.window.endUs - b.window.endUs)
  return { root, roots, changedRoots: changed, relabelled, judged, removed, touched, newest }
}

const sameWindow = (a: Window, b: Window): boolean => a.granularity === b.granularity && a.startUs === b.startUs

function newestWindow(input: RefreshInput, roots: readonly RootWindow[]): Window | null {
  const last = roots.at(-1)?.window
  if (!last) return null
  const { root } = input
  if (input.granularities.some((g) => g.text === root.text)) return last
  return input.granularities
    .map((g) => windowOfInstant(g, last.startUs, input.monitor.timeZone))
    .reduce<Window | null>((best, w) => (best === null || w.startUs > best.startUs ? w : best), null)
}

/** The calendar's windows between others, in which no row falls. */
function emptyWindows(granularity: Granularity, siblings: readonly Window[], zone: string): readonly Window[] {
  if (granularity.unit === 'rows' || siblings.length < 2) return []
  const empty: Window[] = []
  for (let i = 1; i < siblings.length; i++) {
    for (let at = siblings[i - 1]!.endUs; at < siblings[i]!.startUs; ) {
      if (empty.length >= MOST_EMPTY_WINDOWS) return []
      const window = windowOfKey(granularity, keyOfInstant(granularity, at, zone), zone)
      empty.push(window)
      at = window.endUs
    }
  }
  return empty
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
  const labelsOf = (key: number): { readonly labels?: string } =>
    input.labels === undefined ? {} : { labels: input.labels.get(key) ?? '' }
  if (root.unit !== 'rows') {
    return sorted.map((w) => ({
      key: w.key,
      window: windowOfKey(root, w.key, monitor.timeZone),
      rows: w.rows,
      fingerprint: w.fingerprint,
      ...labelsOf(w.key),
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
      ...labelsOf(w.key),
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
