/** The state of a monitor as the store tells it: its newest windows and what was found in them. */
import type { Finding } from '../checks/finding.ts'
import { type MonitorSummary, type NewestWindows, summariseMonitor } from '../checks/summarise-monitor.ts'
import type { Monitor } from '../config/project.ts'
import type { Store } from '../store/store.ts'

export interface MonitorNow {
  readonly summary: MonitorSummary
  readonly newest: readonly NewestWindows[]
}

export async function readMonitorNow(store: Store, monitor: Monitor): Promise<MonitorNow> {
  const newest = await newestWindows(store, monitor)
  return { summary: summariseMonitor(await recentFindings(store, monitor, newest), newest), newest }
}

/** Per granularity of the monitor, its newest complete window and the open one after it. */
async function newestWindows(store: Store, monitor: Monitor): Promise<readonly NewestWindows[]> {
  const windows = await store.windows(monitor.name)
  const granularities = monitor.type === 'snapshot' ? [null] : monitor.granularities.map((g) => g.text)
  return granularities.map((granularity) => {
    const own = windows
      .filter((w) => w.window.granularity === granularity)
      .toSorted((a, b) => a.window.startUs - b.window.startUs)
    const complete = own.findLast((w) => w.complete)?.window ?? null
    const last = own.at(-1)
    return { granularity, complete, open: last && !last.complete ? last.window : null }
  })
}

/** Findings that can tell the state: those that are not ok, and all of the newest windows. */
async function recentFindings(store: Store, monitor: Monitor, newest: readonly NewestWindows[]): Promise<readonly Finding[]> {
  const troubles = await store.findings({
    monitor: monitor.name,
    statuses: ['fail', 'warn', 'no_data', 'insufficient_data', 'error'],
  })
  const starts = newest.flatMap((n) => [n.complete?.startUs, n.open?.startUs]).filter((us) => us !== undefined)
  if (starts.length === 0) return troubles
  const fine = await store.findings({ monitor: monitor.name, fromUs: Math.min(...starts), statuses: ['ok'] })
  return [...troubles, ...fine]
}
