/** What one monitor has to log: read from the store, and compared with what was sent before. */
import type { Finding } from '../../../checks/finding.ts'
import { compareFindings } from '../../../checks/order-of-harm.ts'
import type { MlflowLog, Monitor } from '../../../config/project.ts'
import { windowId } from '../../../core/window.ts'
import { readMonitorNow } from '../../../monitor/monitor-state.ts'
import type { Store, StoredWindow } from '../../../store/store.ts'
import { findingsTable } from './findings-table.ts'
import { hashOf } from './item-id.ts'
import { type PlannedAlert, planAlerts } from './plan-alerts.ts'
import { COUNTS_PREFIX, METRICS_PREFIX, mainColumns, planCounts, planMetrics, type SeriesItem } from './plan-metrics.ts'
import type { SentItems } from './sent-items.ts'

export interface LogPlan {
  /** Those whose values are not on the server yet. */
  readonly series: readonly PendingSeries[]
  readonly alerts: readonly (PlannedAlert & { readonly hash: string; readonly timestampMs: number })[]
  readonly findings: PendingFile | null
  readonly report: PendingFile | null
  /** Of the newest windows: fail, warn, ok. */
  readonly verdict: string
}

export interface PendingSeries extends SeriesItem {
  readonly hash: string
  readonly timestampMs: number
}

export interface PendingFile {
  readonly item: string
  readonly hash: string
  readonly content: string
}

export interface PlanEffects {
  readonly nowUs: number
  /** The report of the monitor, one HTML document. */
  readonly report: (store: Store, monitor: Monitor) => Promise<string>
}

export const isEmpty = ({ series, alerts, findings, report }: LogPlan): boolean =>
  series.length === 0 && alerts.length === 0 && findings === null && report === null

const FINDINGS_ITEM = 'file findings'
const REPORT_ITEM = 'file report'
/** What goes to the monitor's own run, and is lost with it. */
export const SERIES_ITEMS = [METRICS_PREFIX, COUNTS_PREFIX, 'file '] as const

export async function planLog(
  store: Store,
  monitor: Monitor,
  log: readonly MlflowLog[],
  sent: SentItems,
  effects: PlanEffects,
): Promise<LogPlan> {
  const windows = await store.windows(monitor.name)
  const { newest, summary } = await readMonitorNow(store, monitor)
  const state = hashOf(windows.map(({ window, computedAtUs }) => [windowId(window), computedAtUs]))
  const series: SeriesItem[] = []
  if (log.includes('metrics')) series.push(...(await metricItems(store, monitor, windows, sent)))
  if (log.includes('findings')) series.push(...(await countItems(store, monitor, windows, sent)))
  const file = async (item: string, hash: string, make: () => Promise<string>): Promise<PendingFile | null> =>
    windows.length === 0 || sent.get(item)?.hash === hash ? null : { item, hash, content: await make() }
  const isLogged = (name: MlflowLog): boolean => log.includes(name)
  const table = isLogged('findings') ? findingsTable(summary.worst) : ''
  return {
    series: series.flatMap((item) => pendingSeries(item, sent, effects.nowUs)),
    alerts: isLogged('alerts') ? await dueAlerts(store, monitor, windows, newest, sent, effects.nowUs) : [],
    findings: isLogged('findings') ? await file(FINDINGS_ITEM, hashOf(table), async () => table) : null,
    report: isLogged('report') ? await file(REPORT_ITEM, state, () => effects.report(store, monitor)) : null,
    verdict: summary.verdict,
  }
}

/** Complete windows that were computed after this item of theirs was sent, or whose item never was. */
const dueWindows = (
  windows: readonly StoredWindow[],
  sent: SentItems,
  item: (id: string) => string,
): { readonly due: ReadonlySet<StoredWindow>; readonly fromUs: number } => {
  const due = windows.filter(({ window, complete, computedAtUs }) => {
    const mark = sent.get(item(windowId(window)))
    return complete && (mark === undefined || mark.sentAtUs <= computedAtUs)
  })
  return { due: new Set(due), fromUs: Math.min(...due.map(({ window }) => window.startUs)) }
}

async function metricItems(
  store: Store,
  monitor: Monitor,
  windows: readonly StoredWindow[],
  sent: SentItems,
): Promise<readonly SeriesItem[]> {
  const { due, fromUs } = dueWindows(windows, sent, (id) => `${METRICS_PREFIX}${id} :table`)
  if (due.size === 0) return []
  const rows = []
  for (const columnName of mainColumns(monitor))
    rows.push(...(await store.profileRows(monitor.name, { columnName, wholeOnly: true, fromUs })))
  return planMetrics(monitor, windows, rows).filter(({ window }) => due.has(window))
}

async function countItems(
  store: Store,
  monitor: Monitor,
  windows: readonly StoredWindow[],
  sent: SentItems,
): Promise<readonly SeriesItem[]> {
  const { due, fromUs } = dueWindows(windows, sent, (id) => `${COUNTS_PREFIX}${id}`)
  if (due.size === 0) return []
  const findings = await store.findings({ monitor: monitor.name, wholeOnly: true, fromUs })
  return planCounts(monitor, windows, findings).filter(({ window }) => due.has(window))
}

/** A window's values stand at its end; when they change later, at the instant of the change, so that the newest is the newest. */
function pendingSeries(item: SeriesItem, sent: SentItems, nowUs: number): readonly PendingSeries[] {
  const hash = hashOf([item.step, ...item.values])
  const before = sent.get(item.item)
  const { window, computedAtUs } = item.window
  if (before?.hash === hash) {
    // Computed anew with the same result: the next run need not look again.
    sent.add(item.item, before.runId, hash, nowUs)
    return []
  }
  const us = before === undefined ? window.endUs : Math.max(window.endUs + 1000, computedAtUs)
  return [{ ...item, hash, timestampMs: Math.floor(us / 1000) }]
}

type Newest = Awaited<ReturnType<typeof readMonitorNow>>['newest']

/**
 * The first time, alerts begin with the windows that are judged now: history is no news. From then on every failing window is told,
 * also one that could not be sent when it was new.
 */
async function dueAlerts(
  store: Store,
  monitor: Monitor,
  windows: readonly StoredWindow[],
  newest: Newest,
  sent: SentItems,
  nowUs: number,
): Promise<LogPlan['alerts']> {
  const sinceUs = new Map<string | null, number>()
  for (const { granularity, complete, open } of newest) {
    const first = complete ?? open
    if (first === null) continue
    const item = `since ${granularity ?? ''}`
    const known = sent.get(item)
    if (known === undefined) sent.add(item, '', String(first.startUs), nowUs)
    sinceUs.set(granularity, known === undefined ? first.startUs : Number(known.hash))
  }
  if (sinceUs.size === 0) return []
  const failing: readonly Finding[] = await store.findings({
    monitor: monitor.name,
    statuses: ['fail'],
    wholeOnly: true,
    fromUs: Math.min(...sinceUs.values()),
  })
  const due = failing.filter(({ window }) => window.startUs >= (sinceUs.get(window.granularity) ?? Number.POSITIVE_INFINITY))
  const computedAt = new Map(windows.map(({ window, computedAtUs }) => [windowId(window), computedAtUs]))
  return planAlerts(monitor, due.toSorted(compareFindings)).flatMap((alert) => {
    const hash = hashOf([...alert.values])
    if (sent.get(alert.item)?.hash === hash) return []
    return [{ ...alert, hash, timestampMs: Math.floor((computedAt.get(windowId(alert.window)) ?? nowUs) / 1000) }]
  })
}
