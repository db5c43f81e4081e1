/** The windows of one granularity, those without rows included. */
import type { Finding, FindingStatus } from '../../checks/finding.ts'
import { type Window, windowId } from '../../core/window.ts'
import { windowStatus } from '../../monitor/metric-series.ts'
import type { StoredWindow } from '../../store/store.ts'
import { windowGaps } from '../../store/window-gaps.ts'
import type { ReportWindow, StatusCounts } from '../report-model.ts'

/** A report of years of minutes shows the newest windows only. */
const MOST_WINDOWS = 2_000

export interface ShownWindow {
  readonly window: Window
  readonly rows: number
  readonly complete: boolean
}

export function shownWindows(stored: readonly StoredWindow[], timeZone: string): readonly ShownWindow[] {
  const own = stored.map(({ window, rows, complete }) => ({ window, rows, complete }))
  const gaps = windowGaps(
    own.map(({ window }) => window),
    timeZone,
  )
  return [...own, ...gaps.map((window) => ({ window, rows: 0, complete: true }))]
    .toSorted((a, b) => a.window.startUs - b.window.startUs)
    .slice(-MOST_WINDOWS)
}

/** Findings of each window of the list, by the window's place in it; others are left out. */
export function byWindow(windows: readonly ShownWindow[], findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const places = new Map(windows.map(({ window }, i) => [windowId(window), i]))
  const lists: Finding[][] = windows.map(() => [])
  for (const finding of findings) {
    const place = places.get(windowId(finding.window))
    if (place !== undefined) lists[place]!.push(finding)
  }
  return lists
}

export function reportWindow({ window, rows, complete }: ShownWindow, findings: readonly Finding[]): ReportWindow {
  const statuses = findings.map(({ status }) => status)
  return {
    startUs: window.startUs,
    endUs: window.endUs,
    rows,
    complete,
    status: windowStatus(statuses),
    counts: statusCounts(statuses),
  }
}

function statusCounts(statuses: readonly FindingStatus[]): StatusCounts {
  const counts: Partial<Record<FindingStatus, number>> = {}
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
