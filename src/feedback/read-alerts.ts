/** What fired, and what people said of it. */
import type { Finding } from '../checks/finding.ts'
import type { Monitor } from '../config/project.ts'
import { windowId } from '../core/window.ts'
import type { Feedback } from '../store/journal.ts'
import type { Store } from '../store/store.ts'
import { type IsoWeek, isoWeekOf } from './iso-week.ts'

/**
 * One thing that people were told: a finding that fails or warns in a complete window. `id` is the finding's for now; an alert that
 * lives over several windows has an id of its own, and holds the findings that it is about.
 */
export interface Alert {
  readonly id: string
  readonly finding: Finding
  /** The week in which its window ended. */
  readonly week: IsoWeek
  readonly opinion: Opinion | null
}

/** What people said of one alert, together. */
export interface Opinion {
  /** The newest word on it; null: nobody judged. */
  readonly right: boolean | null
  readonly useful: boolean | null
  /** The first time that somebody acted. */
  readonly actedAtUs: number | null
}

export interface AlertFilter {
  /** Windows that end after this. */
  readonly fromUs?: number
  /** Windows that end at or before this: what was known then. */
  readonly asOfUs: number
}

/** Alerts of one monitor, oldest window first. */
export async function readAlerts(store: Store, monitor: Monitor, { fromUs, asOfUs }: AlertFilter): Promise<readonly Alert[]> {
  const windows = await store.windows(monitor.name)
  const complete = new Set(windows.filter((w) => w.complete).map(({ window }) => windowId(window)))
  const loud = await store.findings({ monitor: monitor.name, statuses: ['fail', 'warn'] })
  const opinions = opinionsOf(await store.journal.feedback({ monitor: monitor.name }))
  const weeks = new Map<number, IsoWeek>()
  return loud.flatMap((finding): Alert[] => {
    const { window } = finding
    if (!complete.has(windowId(window)) || window.endUs > asOfUs) return []
    if (fromUs !== undefined && window.endUs <= fromUs) return []
    // A window's last instant: a Sunday belongs to its own week, though it ends on Monday's midnight.
    const week = weeks.get(window.endUs) ?? isoWeekOf(Math.max(window.startUs, window.endUs - 1), monitor.timeZone)
    weeks.set(window.endUs, week)
    return [{ id: finding.id, finding, week, opinion: opinions.get(finding.id) ?? null }]
  })
}

/** By finding. Records come in the order in which they were given, so the newest word stands. */
function opinionsOf(feedback: readonly Feedback[]): ReadonlyMap<string, Opinion> {
  const opinions = new Map<string, Opinion>()
  for (const { findingId, wasRight, wasUseful, actedAtUs } of feedback) {
    if (findingId === null) continue
    const before = opinions.get(findingId)
    const earliest = [before?.actedAtUs, actedAtUs].filter((us) => us !== null && us !== undefined)
    opinions.set(findingId, {
      right: wasRight ?? before?.right ?? null,
      useful: wasUseful ?? before?.useful ?? null,
      actedAtUs: earliest.length === 0 ? null : Math.min(...earliest),
    })
  }
  return opinions
}
