/** One monitor as people look at it: its windows of one granularity, metrics and column drift over time, and the state now. */
import type { Finding, FindingStatus } from '../checks/finding.ts'
import type { Monitor } from '../config/project.ts'
import type { Store, StoredWindow } from '../store/store.ts'
import { type MetricSeries, metricSeries, readSeriesRows, windowStatus } from './metric-series.ts'
import { type MonitorNow, readMonitorNow } from './monitor-state.ts'

export interface ColumnLine {
  readonly columnName: string
  /** PSI of the drift check per window. */
  readonly values: readonly (number | null)[]
  /** The worst finding of the column in the newest windows. */
  readonly status: FindingStatus
  readonly worst: Finding
  readonly drift: Finding | null
}

export interface MonitorView extends MonitorNow {
  readonly monitor: Monitor
  readonly granularity: string | null
  readonly windows: readonly StoredWindow[]
  readonly series: readonly MetricSeries[]
  /** Per window, the worst finding of the whole table; null: not judged. */
  readonly statuses: readonly (FindingStatus | null)[]
  /** Columns that are not ok in the newest windows, worst first. */
  readonly columns: readonly ColumnLine[]
}

/** Null where nothing has been computed of the monitor. */
export async function readMonitorView(
  store: Store,
  monitor: Monitor,
  granularity: string | null = monitor.granularities[0]?.text ?? null,
): Promise<MonitorView | null> {
  const now = await readMonitorNow(store, monitor)
  const windows = await store.windows(monitor.name, granularity)
  if (windows.length === 0) return null
  const narrowed = granularity === null ? {} : { granularity }
  const rows = await readSeriesRows(store, monitor)
  const findings = (await store.findings({ monitor: monitor.name, wholeOnly: true, ...narrowed })).filter(
    ({ window }) => window.granularity === granularity,
  )
  const byWindow = new Map<number, FindingStatus[]>()
  for (const { window, status } of findings) {
    const known = byWindow.get(window.startUs)
    if (known) known.push(status)
    else byWindow.set(window.startUs, [status])
  }
  return {
    ...now,
    monitor,
    granularity,
    windows,
    series: metricSeries(monitor, windows, rows),
    statuses: windows.map(({ window }) => windowStatus(byWindow.get(window.startUs) ?? [])),
    columns: columnLines(windows, findings, now),
  }
}

function columnLines(windows: readonly StoredWindow[], findings: readonly Finding[], now: MonitorNow): readonly ColumnLine[] {
  const drift = new Map<string, Finding>()
  for (const f of findings) if (f.check === 'drift') drift.set(`${f.window.startUs} ${f.columnName}`, f)
  const lines = new Map<string, ColumnLine>()
  for (const worst of now.summary.worst) {
    const { columnName, status } = worst
    if (columnName === ':table' || lines.has(columnName) || (status !== 'fail' && status !== 'warn' && status !== 'error'))
      continue
    const judged = windows.findLast(({ window }) => drift.has(`${window.startUs} ${columnName}`))
    lines.set(columnName, {
      columnName,
      values: windows.map(({ window }) => drift.get(`${window.startUs} ${columnName}`)?.value ?? null),
      status,
      worst,
      drift: judged ? drift.get(`${judged.window.startUs} ${columnName}`)! : null,
    })
  }
  return [...lines.values()]
}
