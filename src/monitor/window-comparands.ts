/** What a window is compared with, as root windows: the window before, a moving reference, periods, and the windows its wobble is told by. */
import { MOST_OK_WINDOWS } from '../checks/measure-wobble.ts'
import { wantedPeriods } from '../checks/wanted-periods.ts'
import type { Monitor } from '../config/project.ts'
import { type Granularity, windowOfInstant } from '../core/granularity.ts'
import type { Window } from '../core/window.ts'
import { consecutiveWindow, type Interval, minusDuration, movingReference } from '../plan/comparands.ts'
import type { JudgedWindow, RootWindow } from '../plan/refresh-plan.ts'

/** One window with everything that it is compared with, as root windows. */
export interface Comparands {
  readonly judged: JudgedWindow
  readonly previous: { readonly window: Window; readonly roots: readonly RootWindow[] } | null
  readonly moving: { readonly intervals: readonly Interval[]; readonly roots: readonly RootWindow[] } | null
  readonly periods: readonly { readonly text: string; readonly interval: Interval; readonly roots: readonly RootWindow[] }[]
  /** Root windows before it, which the data's own wobble is measured on where the reference has too few windows. */
  readonly history: readonly RootWindow[]
}

export interface ComparandsInput {
  readonly monitor: Monitor
  /** All root windows, ascending, and the windows of them alone. */
  readonly roots: readonly RootWindow[]
  readonly siblings: readonly Window[]
  /** Is the wobble of this granularity told by the windows before the judged one? */
  readonly wantsHistory: (granularity: Granularity) => boolean
}

export const startsOf = (roots: readonly RootWindow[]): readonly number[] => roots.map((r) => r.window.startUs)

/** Coarse windows over a fine root would load very many states for their wobble. */
const MOST_HISTORY_ROOTS = 400

export function comparandsOf(judged: JudgedWindow, input: ComparandsInput): Comparands {
  const { monitor, roots } = input
  const zone = monitor.timeZone
  const within = (interval: Interval): readonly RootWindow[] => rootsWithin(roots, interval)
  const before = consecutiveWindow(judged.granularity, judged.window, zone, input.siblings)
  const beforeRoots = before ? within(before) : []
  const moving = movingReference(monitor.reference, judged.granularity, judged.window, zone)
  return {
    judged,
    previous: before && beforeRoots.length > 0 ? { window: before, roots: beforeRoots } : null,
    moving: moving && {
      intervals: moving,
      roots: moving.flatMap(within).toSorted((a, b) => a.window.startUs - b.window.startUs),
    },
    periods: wantedPeriods(monitor).map((duration) => {
      const interval = { startUs: minusDuration(judged.window.startUs, duration, zone), endUs: judged.window.startUs }
      return { text: duration.text, interval, roots: within(interval) }
    }),
    history: historyOf(judged, input),
  }
}

/** The last 60 whole windows of the same granularity, as root windows. */
function historyOf(judged: JudgedWindow, { monitor, roots, wantsHistory }: ComparandsInput): readonly RootWindow[] {
  const { granularity } = judged
  if (judged.roots.length === 0 || !wantsHistory(granularity)) return []
  const zone = monitor.timeZone
  const before = rootsWithin(roots, { startUs: Number.NEGATIVE_INFINITY, endUs: judged.window.startUs })
  if (granularity.text === roots[0]?.window.granularity) return before.slice(-MOST_OK_WINDOWS)
  const kept: RootWindow[] = []
  let windows = 0
  let startUs = Number.POSITIVE_INFINITY
  let whole = 0
  for (const r of before.toReversed()) {
    if (r.window.startUs < startUs) {
      whole = kept.length
      if (windows === MOST_OK_WINDOWS || kept.length >= MOST_HISTORY_ROOTS) break
      windows++
      startUs = windowOfInstant(granularity, r.window.startUs, zone).startUs
    }
    kept.push(r)
    if (r === before[0]) whole = kept.length
  }
  return kept.slice(0, whole).reverse()
}

/** Root windows that lie in a stretch of time. Found by halving: a year of five minutes has 100,000 of them. */
function rootsWithin(roots: readonly RootWindow[], { startUs, endUs }: Interval): readonly RootWindow[] {
  const from = countWhile(roots, (r) => r.window.startUs < startUs)
  let to = countWhile(roots, (r) => r.window.startUs <= endUs)
  while (to > from && roots[to - 1]!.window.endUs > endUs) to--
  return roots.slice(from, to)
}

/** How many of the first ones fulfil a condition that all later ones do not. */
function countWhile(roots: readonly RootWindow[], holds: (root: RootWindow) => boolean): number {
  let low = 0
  let high = roots.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(roots[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
