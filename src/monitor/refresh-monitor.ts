/**
 * The main job for one monitor: index, freeze the reference's bins, scan what is new, profile, compare, judge, record.
 * Each batch of windows is recorded in one transaction; a run that is cut off goes on where it stopped.
 */
import type { RefreshFacts } from '../checks/evidence.ts'
import type { Finding } from '../checks/finding.ts'
import type { Granularity } from '../core/granularity.ts'
import { windowOfInstant } from '../core/granularity.ts'
import type { JsonValue } from '../core/json.ts'
import type { TimestampSpec } from '../engines/engine.ts'
import { minusDuration } from '../plan/comparands.ts'
import { type JudgedWindow, planRefresh, type RefreshPlan } from '../plan/refresh-plan.ts'
import { planRoots } from '../plan/roots.ts'
import type { MonitorState } from '../store/store.ts'
import { batchesOf } from './batches.ts'
import { indexInfo, indexTable, type TableIndex } from './index-table.ts'
import { monitorHash } from './monitor-hash.ts'
import { openTable, schemaChange } from './open-table.ts'
import { prepareReference } from './prepare-reference.ts'
import type { RefreshContext } from './refresh-context.ts'
import { refreshSnapshot } from './refresh-snapshot.ts'
import { grouping, qualityRequest, type ScanTotals, scanColumns } from './scan-table.ts'
import { WindowJudge } from './window-judge.ts'

export interface RefreshOutcome {
  readonly monitor: string
  /** Windows whose profile was computed. */
  readonly windowsComputed: number
  readonly windowsJudged: number
  readonly windowsTotal: number
  readonly rowsTotal: number
  readonly rowsRead: number
  readonly statements: number
  readonly firstStartUs: number | null
  readonly lastEndUs: number | null
  readonly findings: readonly Finding[]
}

export interface RefreshPreview {
  readonly monitor: string
  readonly how: TableIndex['how'] | 'snapshot'
  readonly plans: readonly RefreshPlan[]
  readonly columns: number
  readonly slices: number
  readonly estimatedBytes: number | null
  readonly estimatedStatements: number
  readonly newBins: boolean
}

/** Key columns only where hashing every cell would cost more than reading them: more than this many cells. */
const FULL_FINGERPRINT_CELLS = 50_000_000

export async function refreshMonitor(context: RefreshContext): Promise<RefreshOutcome> {
  if (context.monitor.type === 'snapshot') return refreshSnapshot(context)
  const prepared = await prepare(context)
  return execute(context, prepared)
}

/** What `refreshMonitor` would do; reads counts only and writes nothing. */
export async function previewRefresh(context: RefreshContext): Promise<RefreshPreview> {
  const { monitor } = context
  if (monitor.type === 'snapshot') {
    const { description, columns } = await openTable(context)
    const newBins = (await context.store.bins(monitor.name)) === null
    const base = { monitor: monitor.name, how: 'snapshot' as const, plans: [], slices: monitor.slices.length, newBins }
    return { ...base, columns: columns.length, estimatedBytes: description.bytes, estimatedStatements: newBins ? 4 : 2 }
  }
  const prepared = await prepare(context)
  const plans = prepared.parts.map((part) => part.plan(0))
  const share = shareOfRows(plans)
  const { bytes } = prepared.table.description
  const custom = monitor.customMetrics.some((m) => m.type === 'aggregate') ? plans.length : 0
  const newBins = await context.store.bins(monitor.name).then((bins) => bins === null || context.full)
  return {
    monitor: monitor.name,
    how: prepared.index.how,
    plans,
    columns: prepared.table.columns.length,
    slices: monitor.slices.length,
    estimatedBytes: bytes === null ? null : Math.round(bytes * share),
    estimatedStatements: plans.some((p) => p.judged.length > 0)
      ? prepared.totals.statements + plans.length * 2 + custom + (newBins ? 2 : 0)
      : prepared.totals.statements,
    newBins,
  }
}

function shareOfRows(plans: readonly RefreshPlan[]): number {
  const rows = (changed: boolean): number =>
    plans.reduce(
      (sum, p) => sum + p.roots.reduce((n, r) => n + (!changed || p.changedRoots.has(r.window.startUs) ? r.rows : 0), 0),
      0,
    )
  const all = rows(false)
  return all === 0 ? 0 : rows(true) / all
}

interface Part {
  readonly root: Granularity
  /** The root is only a helper: the user did not ask for it. */
  readonly helper: boolean
  readonly plan: (binsVersion: number) => RefreshPlan
}

type Prepared = Awaited<ReturnType<typeof prepare>>

async function prepare(context: RefreshContext) {
  const { monitor, store } = context
  const table = await openTable(context)
  const timestamp: TimestampSpec = {
    expression: monitor.timestamp!,
    zone: monitor.timeZone,
    ...(monitor.timestampFormat === undefined ? {} : { format: monitor.timestampFormat }),
  }
  const hash = monitorHash(monitor)
  const state = await store.monitorState(monitor.name)
  const stored = await store.windows(monitor.name)
  const changedConfiguration = state !== null && state.configHash !== hash
  if (changedConfiguration && !context.full)
    context.say(`${monitor.name}: its configuration changed, so every window is computed anew`)
  const full = context.full || state === null || changedConfiguration

  const roots = planRoots(monitor.granularities)
  const totals: ScanTotals = { rowsRead: 0, statements: 0 }
  const scopeStart = scopeStartUs(context, roots.root, full ? null : state)
  const referenceStart = monitor.reference?.kind === 'period' ? monitor.reference.fromUs : undefined
  const fromUs = scopeStart === undefined ? undefined : Math.min(scopeStart, referenceStart ?? scopeStart)
  const keys = [monitor.timestamp, monitor.prediction, monitor.label, monitor.modelId]
  const fullFingerprint = full
    ? (table.description.rows ?? 0) * table.columns.length <= FULL_FINGERPRINT_CELLS && table.description.rows !== null
    : state?.info['full_fingerprint'] === true
  const fingerprint = table.columns.map((c) => c.column).filter((c) => fullFingerprint || keys.includes(c.name))
  const before = full || !state ? null : { state, windows: stored }

  const indexes = new Map<string, TableIndex>()
  const parts: Part[] = []
  for (const root of [...(roots.root ? [roots.root] : []), ...roots.rows]) {
    const input = {
      description: table.description,
      timestamp,
      root,
      fingerprint,
      fromUs: root.unit === 'rows' ? undefined : fromUs,
      before,
    }
    const index = await indexTable(context, input, totals)
    indexes.set(root.text, index)
    const granularities = root.unit === 'rows' ? [root] : roots.calendar
    const helper = !granularities.some((g) => g.text === root.text)
    const scope = { startUs: scopeStart ?? Number.NEGATIVE_INFINITY, endUs: Number.POSITIVE_INFINITY }
    parts.push({
      root,
      helper,
      plan: (binsVersion) => {
        const plan = planRefresh({
          monitor,
          root,
          granularities,
          indexed: index.windows,
          stored,
          scope,
          asOfUs: context.asOfUs,
          binsVersion,
          full,
        })
        return { ...plan, judged: plan.judged.filter((j) => wanted(context, scopeStart, j)) }
      },
    })
  }
  const known = new Set([...monitor.granularities.map((g) => g.text), ...parts.map((p) => p.root.text)])
  const dropped = stored.filter((s) => s.window.granularity === null || !known.has(s.window.granularity)).map((s) => s.window)
  return {
    table,
    timestamp,
    hash,
    state,
    stored,
    full,
    fullFingerprint,
    parts,
    indexes,
    index: [...indexes.values()][0]!,
    dropped,
    totals,
    scopeStart,
  }
}

function wanted(context: RefreshContext, scopeStart: number | undefined, judged: JudgedWindow): boolean {
  if (scopeStart !== undefined && judged.window.startUs < scopeStart) return false
  if (context.fromUs !== undefined && judged.window.endUs <= context.fromUs) return false
  return context.toUs === undefined || judged.window.startUs < context.toUs
}

/** The first refresh reads only `lookback`; later ones keep that start, so that they do not reach further back. */
function scopeStartUs(context: RefreshContext, root: Granularity | undefined, state: MonitorState | null): number | undefined {
  const kept = state?.info['scope_start_us']
  if (typeof kept === 'number') return kept
  if (state !== null || !context.monitor.lookback || !root) return undefined
  const cutUs = minusDuration(context.asOfUs, context.monitor.lookback, context.monitor.timeZone)
  const window = windowOfInstant(root, cutUs, context.monitor.timeZone)
  // The window that the cut splits is left out.
  return window.startUs === cutUs ? cutUs : window.endUs
}

async function execute(context: RefreshContext, prepared: Prepared): Promise<RefreshOutcome> {
  const { monitor, store } = context
  const { table, totals, stored } = prepared
  const findings: Finding[] = []
  let windowsComputed = 0
  let windowsJudged = 0
  let removed = [...(prepared.full ? prepared.dropped : [])]
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  let rowsTotal = 0
  let windowsTotal = 0
  const state: MonitorState = {
    configHash: prepared.hash,
    tableVersion: table.description.version,
    files: table.description.files ?? new Map(),
    info: monitorInfo(context, prepared),
  }

  for (const [i, part] of prepared.parts.entries()) {
    const index = prepared.indexes.get(part.root.text)!
    const reference = await prepareReference(context, { ...prepared, root: part.root, index })
    const plan = part.plan(reference.bins.version)
    for (const r of plan.roots) {
      first = Math.min(first, r.window.startUs)
      last = Math.max(last, r.window.endUs)
      if (i === 0) rowsTotal += r.rows
    }
    windowsTotal += plan.roots.length
    removed = [...removed, ...plan.removed]
    const group = grouping(monitor, table.description, reference.bins.sliceValues)
    const scan = {
      source: reference.source,
      time: { timestamp: prepared.timestamp, root: part.root, asOfUs: context.asOfUs },
      columns: scanColumns(table.columns, reference.bins),
      grouping: group,
      quality: qualityRequest(monitor, table.description),
    }
    const judge = new WindowJudge({
      context,
      table: scan,
      open: table,
      columns: table.columns,
      plan,
      reference,
      stored,
      totals,
      helper: part.helper,
      facts: refreshFacts(context, prepared, index, reference.bins, plan, rowsTotal),
    })
    for (const batch of batchesOf(plan.judged, table.columns)) {
      context.signal?.throwIfAborted()
      const results = await judge.judge(batch)
      await store.replaceWindows(
        results,
        removed.map((window) => ({ monitor: monitor.name, window })),
        null,
      )
      removed = []
      windowsComputed += batch.filter((j) => j.changed).length
      windowsJudged += batch.length
      for (const result of results) findings.push(...result.findings)
    }
  }
  const narrowed = context.fromUs !== undefined || context.toUs !== undefined
  const remembered = narrowed ? { ...state, tableVersion: null, files: new Map<string, string>() } : state
  const unchanged = windowsJudged === 0 && removed.length === 0 && prepared.state?.tableVersion === state.tableVersion
  if (!unchanged || prepared.index.how !== 'unchanged') {
    await store.replaceWindows(
      [],
      removed.map((window) => ({ monitor: monitor.name, window })),
      { monitor: monitor.name, state: remembered },
    )
  }
  return {
    monitor: monitor.name,
    windowsComputed,
    windowsJudged,
    windowsTotal,
    rowsTotal,
    rowsRead: totals.rowsRead,
    statements: totals.statements,
    firstStartUs: Number.isFinite(first) ? first : null,
    lastEndUs: Number.isFinite(last) ? last : null,
    findings,
  }
}

function monitorInfo(context: RefreshContext, prepared: Prepared): { readonly [key: string]: JsonValue } {
  const helper = prepared.parts.find((p) => p.helper)
  return {
    ...indexInfo(prepared.index, context.asOfUs),
    scope_start_us: prepared.scopeStart ?? null,
    full_fingerprint: prepared.fullFingerprint,
    model_id_column: context.monitor.modelId ?? null,
    time_zone: context.monitor.timeZone,
    helper_granularity: helper ? helper.root.text : null,
    custom_profile_metrics: context.monitor.customMetrics.filter((m) => m.type !== 'drift').map((m) => m.name),
    custom_drift_metrics: context.monitor.customMetrics.filter((m) => m.type === 'drift').map((m) => m.name),
  }
}

function refreshFacts(
  context: RefreshContext,
  prepared: Prepared,
  index: TableIndex,
  bins: Parameters<typeof schemaChange>[1],
  plan: RefreshPlan,
  rows: number,
): RefreshFacts {
  const complete = plan.roots.filter((r) => r.window.endUs <= context.asOfUs)
  return {
    asOfUs: context.asOfUs,
    rows,
    nullTimestamps: index.nullTimestamps,
    unreadableTimestamps: index.unreadableTimestamps,
    futureRows: context.asOfGiven ? null : index.futureRows,
    futureMaxUs: index.futureMaxUs,
    ...schemaChange(prepared.table.columns, bins),
    newestCompleteEndUs: complete.at(-1)?.window.endUs ?? null,
  }
}
