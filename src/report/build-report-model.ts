/** Fills a report from what a run recorded. Aggregates only: rare categories are merged before anything leaves the store's side. */
import { relative } from 'node:path'
import { columnRole } from '../checks/column-role.ts'
import type { Finding } from '../checks/finding.ts'
import { compareFindings } from '../checks/order-of-harm.ts'
import type { Monitor, Project } from '../config/project.ts'
import { parseGranularity } from '../core/granularity.ts'
import { redact } from '../core/redact.ts'
import { VERSION } from '../core/version.ts'
import { windowId } from '../core/window.ts'
import { type ProfileRow, TABLE_COLUMN } from '../metrics/rows.ts'
import { windowStatus } from '../monitor/metric-series.ts'
import { readMonitorNow } from '../monitor/monitor-state.ts'
import type { Store } from '../store/store.ts'
import { binnedColumn, readReferenceCounts, readWindowCounts } from './build/column-counts.ts'
import { isLoud, isWhole, reportDataIssue } from './build/findings.ts'
import { type GranularityInput, reportGranularity } from './build/granularity.ts'
import { readQuality } from './build/quality.ts'
import { judgedPlace, reportVerdict } from './build/verdict.ts'
import { shownWindows } from './build/windows.ts'
import type { ColumnRole, ReportColumn, ReportMark, ReportModel, ReportMonitor, ReportReference } from './report-model.ts'

export interface ReportRequest {
  readonly project: Project
  readonly store: Store
  /** Default: all that have a computed window. */
  readonly monitors?: readonly Monitor[]
  readonly nowUs: number
  /** What to type to get the same report again. */
  readonly reproduceCommand: string
  readonly title?: string
}

/** Monitors without a computed window are left out; `renderReport` refuses a model without any. */
export async function buildReportModel(request: ReportRequest): Promise<ReportModel> {
  const { project, store } = request
  const monitors: ReportMonitor[] = []
  for (const monitor of request.monitors ?? project.monitors) {
    const built = await buildMonitor(project, store, monitor)
    if (built) monitors.push(built)
  }
  return withoutSecrets(
    {
      project: request.title ?? project.name,
      generatedAtUs: request.nowUs,
      version: VERSION,
      configurationHash: project.hash,
      reproduceCommand: request.reproduceCommand,
      minimumCategoryCount: Math.max(1, ...(request.monitors ?? project.monitors).map((m) => m.minimumCategoryCount)),
      monitors,
    },
    project.secrets,
  )
}

/** Every text of the model, once more: a query or a path may hold a secret. */
const withoutSecrets = (model: ReportModel, secrets: readonly string[]): ReportModel =>
  secrets.length === 0 ? model : (JSON.parse(redact(JSON.stringify(model), secrets)) as ReportModel)

async function buildMonitor(project: Project, store: Store, monitor: Monitor): Promise<ReportMonitor | null> {
  const now = await readMonitorNow(store, monitor)
  const bins = await store.bins(monitor.name)
  const texts = monitor.type === 'snapshot' ? [null] : monitor.granularities.map(({ text }) => text as string | null)
  const windows = await Promise.all(
    texts.map(async (text) => shownWindows(await store.windows(monitor.name, text), monitor.timeZone)),
  )
  if (!bins || windows.every((list) => list.length === 0)) return null
  const place = judgedPlace(
    now,
    texts.map((text, i) => ({ text, ids: windows[i]!.map(({ window }) => windowId(window)) })),
  )
  const counts = await readWindowCounts(store, monitor, bins)
  const judgedWindow = place && windows[place.granularity]![place.window]!.window
  const reference = await readReferenceCounts(store, monitor, bins, judgedWindow, counts)
  const [disjoint] = windows
  const columns = [...bins.columns].map(([name, frozen]) => ({
    name,
    frozen,
    binned: binnedColumn(
      frozen,
      reference.get(name),
      disjoint!.map(({ window }) => counts.get(windowId(window))?.get(name)),
      monitor.minimumCategoryCount,
    ),
  }))
  const profile = await readProfile(store, monitor)
  const quality = await readQuality({ store, monitor, bins, texts, windows, place, judged: judgedWindow })
  const granularities = []
  for (const [i, granularity] of texts.entries()) {
    const input: GranularityInput = {
      quality: quality.windows,
      store,
      monitor,
      granularity,
      windows: windows[i]!,
      judged: place?.granularity === i ? place.window : null,
      columns,
      counts,
      profile,
    }
    granularities.push(await reportGranularity(input))
  }
  const judged = now.summary.worst.concat(now.summary.passed)
  const shown = place && { granularity: texts[place.granularity]!, ...windows[place.granularity]![place.window]! }
  const isShown = ({ window }: Finding): boolean =>
    shown === null || (window.granularity === shown.granularity && window.startUs === shown.window.startUs)
  const limits = monitor.policy === 'calibrated' ? monitor.policySettings : null
  return {
    name: monitor.name,
    type: monitor.type,
    table: tableText(project, monitor),
    problem: monitor.problem ?? null,
    timeZone: monitor.timeZone,
    policy: monitor.policy,
    verdict: reportVerdict(monitor, now, place, granularities, standsStill(monitor) ? bins.referenceRows : null),
    reference: referenceOf(project, monitor, bins.referenceRows),
    referenceQuality: quality.reference,
    granularities,
    columns: columns.map(({ name, frozen, binned }): ReportColumn => {
      const own = judged.filter((f) => f.columnName === name && isWhole(f) && isShown(f)).toSorted(compareFindings)
      const before = reference.get(name)
      return {
        name,
        type: frozen.column.dataType,
        kind: frozen.column.kind,
        role: roleOf(monitor, name),
        status: windowStatus(own.map(({ status }) => status)),
        sentence: own[0] && own[0].status !== 'ok' ? own[0].sentence : null,
        driftTitle: 'PSI',
        warnLimit: limits && binned.bins ? limits.warnSize : null,
        failLimit: limits && binned.bins ? limits.failSize : null,
        missingReference: before && before.rows > 0 ? 1 - before.nonNull / before.rows : null,
        bins: binned.bins,
      }
    }),
    dataQuality: now.summary.worst
      .filter((f) => f.theme === 'data' && isWhole(f) && isLoud(f))
      .map((f) => {
        const granularity = texts.indexOf(f.window.granularity)
        const index = windows[granularity]?.findIndex(({ window }) => windowId(window) === windowId(f.window)) ?? -1
        return reportDataIssue(f, index < 0 ? null : { granularity, index })
      }),
    marks: marksOf(monitor, profile),
    notes: notesOf(project, monitor, judged),
  }
}

/** A rolling or seasonal reference has other rows for each window; its bins were frozen on more. */
const standsStill = ({ reference }: Monitor): boolean => reference?.kind === 'table' || reference?.kind === 'period'

/** `:table`, prediction and probability, of every segment. */
async function readProfile(store: Store, monitor: Monitor): Promise<readonly ProfileRow[]> {
  const { prediction, probability } = monitor
  const rows: ProfileRow[] = []
  for (const columnName of new Set([TABLE_COLUMN, prediction, typeof probability === 'string' ? probability : undefined]))
    if (columnName !== undefined) rows.push(...(await store.profileRows(monitor.name, { columnName })))
  return rows
}

function roleOf(monitor: Monitor, name: string): ColumnRole {
  const role = columnRole(monitor, name)
  return role === 'feature' && monitor.key?.includes(name) ? 'key' : role
}

/** As the user wrote it: relative to the configuration's folder. */
function tableText(project: Project, monitor: Monitor): string {
  if (monitor.table === undefined) return monitor.query ?? ''
  return shownPath(project, monitor.table)
}

function shownPath(project: Project, table: string): string {
  const inside = relative(project.folder, table)
  return !/[/\\]/.test(table) || inside.startsWith('..') ? table : inside
}

function referenceOf(project: Project, monitor: Monitor, rows: number): ReportReference | null {
  const { reference } = monitor
  if (!reference) return null
  const day = (us: number): string => new Date(us / 1000).toISOString().slice(0, 10)
  switch (reference.kind) {
    case 'table':
      return { description: shownPath(project, reference.table), rows, startUs: null, endUs: null, moves: false }
    case 'period':
      return {
        description: `${day(reference.fromUs)} to ${day(reference.toUs - 1)}`,
        rows,
        startUs: reference.fromUs,
        endUs: reference.toUs,
        moves: false,
      }
    case 'rolling':
      return {
        description: `the ${reference.length.text} before${reference.lag ? `, with a lag of ${reference.lag.text}` : ''}`,
        rows: null,
        startUs: null,
        endUs: null,
        moves: true,
      }
    case 'seasonal':
      return {
        description: `the last ${reference.count} windows, each ${reference.every.text} apart`,
        rows: null,
        startUs: null,
        endUs: null,
        moves: true,
      }
    case 'previous':
      return { description: 'the window before', rows: null, startUs: null, endUs: null, moves: true }
  }
}

/** The first window of each model version, but for those that were there from the beginning. */
function marksOf(monitor: Monitor, rows: readonly ProfileRow[]): readonly ReportMark[] {
  const first = new Map<string, number>()
  let beginning = Number.POSITIVE_INFINITY
  for (const { window, segment, columnName } of rows) {
    if (!window?.granularity || columnName !== TABLE_COLUMN || parseGranularity(window.granularity)?.unit === 'rows') continue
    beginning = Math.min(beginning, window.startUs)
    if (segment.modelId === null || segment.sliceKey !== null) continue
    first.set(segment.modelId, Math.min(first.get(segment.modelId) ?? Number.POSITIVE_INFINITY, window.startUs))
  }
  return [...first]
    .filter(([, atUs]) => atUs > beginning)
    .map(([model, atUs]) => ({ atUs, text: `${monitor.modelId ?? 'model'} ${model} begins` }))
    .toSorted((a, b) => a.atUs - b.atUs)
}

function notesOf(
  project: Project,
  monitor: Monitor,
  findings: readonly { readonly columnName: string; readonly evidence: object }[],
): string[] {
  const wobbling = new Set(
    findings.flatMap((f) => ('wobble_large' in f.evidence && f.evidence.wobble_large === true ? [f.columnName] : [])),
  )
  const notes = [...wobbling]
    .slice(0, 5)
    .map(
      (name) => `${name} differs so much from window to window by itself that a lasting change of that size would stay hidden.`,
    )
  const prefix = `monitors.${monitor.name}.`
  for (const { key } of project.notBuilt)
    if (key.startsWith(prefix))
      notes.push(`"${key.slice(prefix.length)}" of leeway.yaml is checked, but this version does not use it yet.`)
  return notes
}
