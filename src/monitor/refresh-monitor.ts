/**
 * The main job for one monitor: index, freeze the reference's bins, scan what is new, profile, compare, judge, record.
 * Each batch of windows is recorded in one transaction; a run that is cut off goes on where it stopped.
 */
import type { Finding } from '../checks/finding.ts'
import type { Granularity } from '../core/granularity.ts'
import type { JsonValue } from '../core/json.ts'
import type { TimestampSpec } from '../engines/engine.ts'
import type { Interval } from '../plan/comparands.ts'
import { maturedBetween } from '../plan/maturity.ts'
import { type JudgedWindow, planRefresh, type RefreshPlan } from '../plan/refresh-plan.ts'
import { planRoots } from '../plan/roots.ts'
import type { BinsVersion, MonitorState } from '../store/store.ts'
import { assertRowsInTime } from './assert-rows.ts'
import { batchesOf } from './batches.ts'
import { forgottenLabels, indexLabels, type LabelIndex } from './index-labels.ts'
import { indexInfo, indexTable, type TableIndex } from './index-table.ts'
import { labelScan } from './label-scan.ts'
import { monitorHash } from './monitor-hash.ts'
import { type OpenTable, openTable } from './open-table.ts'
import { prepareReference } from './prepare-reference.ts'
import { qualityRequest } from './quality-request.ts'
import type { RefreshContext } from './refresh-context.ts'
import { factsKey, refreshFacts } from './refresh-facts.ts'
import { pendingInfo, pendingOf, scopeStartUs } from './refresh-scope.ts'
import { isSnapshotTaken, refreshSnapshot } from './refresh-snapshot.ts'
import { grouping, type ScanTotals, scanColumns } from './scan-table.ts'
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
/** The same limit for files that do not tell their rows, such as CSV: a cell takes about eight bytes. */
const FULL_FINGERPRINT_BYTES = 8 * FULL_FINGERPRINT_CELLS

export async function refreshMonitor(context: RefreshContext): Promise<RefreshOutcome> {
  if (context.monitor.type === 'snapshot') return refreshSnapshot(context)
  const prepared = await prepare(context)
  return execute(context, prepared)
}

/** What `refreshMonitor` would do; reads counts only and writes nothing. */
export async function previewRefresh(context: RefreshContext): Promise<RefreshPreview> {
  const { monitor } = context
  if (monitor.type === 'snapshot') {
    const table = await openTable(context)
    const { description, columns } = table
    const newBins = (await context.store.bins(monitor.name)) === null
    const base = { monitor: monitor.name, plans: [], slices: monitor.slices.length, columns: columns.length, newBins }
    if (await isSnapshotTaken(context, table)) return { ...base, how: 'unchanged', estimatedBytes: 0, estimatedStatements: 0 }
    return { ...base, how: 'snapshot', estimatedBytes: description.bytes, estimatedStatements: newBins ? 4 : 2 }
  }
  const prepared = await prepare(context)
  const newFacts = hasNewFacts(prepared, monitorInfo(context, prepared, await context.store.bins(monitor.name)))
  const plans = prepared.parts.map((part) => part.plan(newFacts))
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
      ? prepared.totals.statements + plans.length * (prepared.table.labels ? 4 : 2) + custom + (newBins ? 2 : 0)
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
  readonly plan: (newFacts: boolean) => RefreshPlan
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
  const rebuild = context.full || changedConfiguration
  const full = rebuild || state === null

  const roots = planRoots(monitor.granularities)
  const totals: ScanTotals = { rowsRead: 0, statements: 0 }
  const scopeStart = scopeStartUs(context, roots.root, state)
  const referenceStart = monitor.reference?.kind === 'period' ? monitor.reference.fromUs : undefined
  const fromUs = scopeStart === undefined ? undefined : Math.min(scopeStart, referenceStart ?? scopeStart)
  const keys = [monitor.timestamp, monitor.prediction, monitor.label, monitor.modelId]
  const fullFingerprint = full ? isCheapToHash(table) : state?.info['full_fingerprint'] === true
  const fingerprint = table.own.map((c) => c.column).filter((c) => fullFingerprint || keys.includes(c.name))
  const predictions = fingerprint.filter((c) => c.name === monitor.prediction)
  const before = full || !state ? null : { state, windows: stored }
  const pending = pendingOf(state)

  const indexes = new Map<string, TableIndex>()
  const labels = new Map<string, LabelIndex>()
  const matured = maturedBetween(monitor, numberOf(state?.info['judged_as_of_us']), context.asOfUs)
  const parts: Part[] = []
  for (const root of [...(roots.root ? [roots.root] : []), ...roots.rows]) {
    const input = {
      description: table.description,
      timestamp,
      root,
      fingerprint,
      fromUs: root.unit === 'rows' ? undefined : fromUs,
      // Windows of n rows before the start of a lookback are not stored, so the stored ones cannot be numbered.
      before: root.unit === 'rows' && scopeStart !== undefined ? null : before,
    }
    const index = await indexTable(context, input, totals)
    indexes.set(root.text, index)
    const outcomes =
      table.labels && (await indexLabels(context, { ...input, labels: table.labels, index, fingerprint: predictions }, totals))
    if (outcomes) labels.set(root.text, outcomes)
    const granularities = root.unit === 'rows' ? [root] : roots.calendar
    const helper = !granularities.some((g) => g.text === root.text)
    const scope = { startUs: scopeStart ?? Number.NEGATIVE_INFINITY, endUs: Number.POSITIVE_INFINITY }
    parts.push({
      root,
      helper,
      plan: (newFacts) => {
        const plan = planRefresh({
          monitor,
          root,
          granularities,
          indexed: index.windows,
          ...(outcomes ? { labels: fingerprintsOf(outcomes, index) } : {}),
          ...(matured ? { matured } : {}),
          stored,
          scope,
          asOfUs: context.asOfUs,
          full: rebuild,
          pending,
          newFacts,
        })
        return { ...plan, judged: plan.judged.filter((j) => wanted(context, scopeStart, j)) }
      },
    })
  }
  assertRowsInTime(context, [...indexes.values()][0]!, timestamp, fromUs)
  const known = new Set([...monitor.granularities.map((g) => g.text), ...parts.map((p) => p.root.text)])
  const dropped = stored.filter((s) => s.window.granularity === null || !known.has(s.window.granularity)).map((s) => s.window)
  return {
    table,
    timestamp,
    hash,
    state,
    stored,
    full: rebuild,
    pending,
    fullFingerprint,
    parts,
    indexes,
    index: [...indexes.values()][0]!,
    labels,
    dropped,
    totals,
    scopeStart,
  }
}

const numberOf = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null)

/** Of every window's outcomes. With those of a reference period all windows are read anew: their label may have other bins. */
const fingerprintsOf = ({ windows, basis }: LabelIndex, index: TableIndex): ReadonlyMap<number, string> =>
  new Map(
    index.windows.map(({ key }) => {
      const own = windows.get(key)?.fingerprint ?? ''
      return [key, basis === '' ? own : `${own}@${basis}`]
    }),
  )

function wanted(context: RefreshContext, scopeStart: number | undefined, judged: JudgedWindow): boolean {
  if (scopeStart !== undefined && judged.window.startUs < scopeStart) return false
  if (context.fromUs !== undefined && judged.window.endUs <= context.fromUs) return false
  return context.toUs === undefined || judged.window.startUs < context.toUs
}

const isCheapToHash = ({ description, own }: OpenTable): boolean =>
  description.rows === null
    ? description.bytes !== null && description.bytes <= FULL_FINGERPRINT_BYTES
    : description.rows * own.length <= FULL_FINGERPRINT_CELLS

async function execute(context: RefreshContext, prepared: Prepared): Promise<RefreshOutcome> {
  const { monitor, store } = context
  const { table, totals } = prepared
  const bins = await store.bins(monitor.name)
  const info = monitorInfo(context, prepared, bins)
  const newFacts = hasNewFacts(prepared, info)
  const plans = prepared.parts.map((part) => part.plan(newFacts))
  const touched = plans.flatMap((plan) => plan.touched)
  const narrowed = context.fromUs !== undefined || context.toUs !== undefined
  await rememberStart(context, prepared, info, touched)

  const findings: Finding[] = []
  let windowsComputed = 0
  let windowsJudged = 0
  let removed = [...(prepared.full ? prepared.dropped : []), ...plans.flatMap((plan) => plan.removed)]
  for (const [i, part] of prepared.parts.entries()) {
    const plan = plans[i]!
    if (plan.judged.length === 0 && bins !== null && !prepared.full) continue
    const judge = await prepareJudge(context, prepared, part, plan)
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

  const done: MonitorState = {
    // A changed configuration that was used for a part of the windows only still has to reach the others.
    configHash: narrowed && prepared.full && prepared.state ? prepared.state.configHash : prepared.hash,
    tableVersion: narrowed ? null : table.description.version,
    files: narrowed ? new Map() : (table.description.files ?? new Map()),
    info: {
      ...info,
      facts: monitorInfo(context, prepared, await store.bins(monitor.name))['facts']!,
      ...pendingInfo(narrowed ? touched : []),
      ...(narrowed ? { ...forgottenLabels, judged_as_of_us: prepared.state?.info['judged_as_of_us'] ?? null } : {}),
    },
  }
  const isNew =
    windowsJudged > 0 ||
    removed.length > 0 ||
    prepared.index.how !== 'unchanged' ||
    [...prepared.labels.values()].some((outcomes) => outcomes.how !== 'unchanged') ||
    prepared.state?.configHash !== done.configHash
  if (isNew || prepared.pending.length > 0) {
    await store.replaceWindows(
      [],
      removed.map((window) => ({ monitor: monitor.name, window })),
      { monitor: monitor.name, state: done },
    )
  }
  const roots = plans.flatMap((plan) => plan.roots)
  return {
    monitor: monitor.name,
    windowsComputed,
    windowsJudged,
    windowsTotal: roots.length,
    rowsTotal: plans[0]!.roots.reduce((sum, r) => sum + r.rows, 0),
    rowsRead: totals.rowsRead,
    statements: totals.statements,
    firstStartUs: roots.length === 0 ? null : roots.reduce((min, r) => Math.min(min, r.window.startUs), Number.POSITIVE_INFINITY),
    lastEndUs: roots.length === 0 ? null : roots.reduce((max, r) => Math.max(max, r.window.endUs), Number.NEGATIVE_INFINITY),
    findings,
  }
}

/**
 * Before the first window is replaced: what has to be computed, so that a refresh that is cut off between two batches is finished
 * by the next one, also where a window itself is already as the table has it.
 */
async function rememberStart(
  context: RefreshContext,
  prepared: Prepared,
  info: MonitorState['info'],
  touched: readonly Interval[],
): Promise<void> {
  const { state, hash } = prepared
  if (state !== null && touched.length === 0) return
  const begun: MonitorState = state
    ? { ...state, tableVersion: null, files: new Map(), info: { ...state.info, ...pendingInfo(touched) } }
    : { configHash: hash, tableVersion: null, files: new Map(), info }
  await context.store.replaceWindows([], [], { monitor: context.monitor.name, state: begun })
}

async function prepareJudge(context: RefreshContext, prepared: Prepared, part: Part, plan: RefreshPlan): Promise<WindowJudge> {
  const { monitor } = context
  const { table, totals, stored } = prepared
  const index = prepared.indexes.get(part.root.text)!
  const labels = prepared.labels.get(part.root.text) ?? null
  const reference = await prepareReference(context, {
    ...prepared,
    root: part.root,
    index,
    labels,
    indexCoversPeriod: prepared.scopeStart === undefined,
  })
  const time = { timestamp: prepared.timestamp, root: part.root, asOfUs: context.asOfUs }
  return new WindowJudge({
    context,
    table: {
      source: reference.source,
      time,
      columns: scanColumns(table.own, reference.bins),
      grouping: grouping(monitor, table.description, reference.bins.sliceValues),
      quality: labels ? null : qualityRequest(monitor, table.description.columns),
    },
    labels: labels && labelScan(context, table, reference.bins, time, labels.windows),
    open: table,
    columns: table.columns,
    plan,
    reference,
    stored,
    totals,
    helper: part.helper,
    facts: part === prepared.parts[0] ? refreshFacts(context, table.columns, index, reference.bins, plan.roots) : null,
  })
}

function monitorInfo(
  context: RefreshContext,
  prepared: Prepared,
  bins: BinsVersion | null,
): { readonly [key: string]: JsonValue } {
  const { monitor } = context
  const helper = prepared.parts.find((p) => p.helper)
  return {
    ...indexInfo(prepared.index, context.asOfUs),
    ...[...prepared.labels.values()][0]?.info,
    judged_as_of_us: context.asOfUs,
    scope_start_us: prepared.scopeStart ?? null,
    full_fingerprint: prepared.fullFingerprint,
    model_id_column: monitor.modelId ?? null,
    helper_granularity: helper ? helper.root.text : null,
    custom_profile_metrics: monitor.customMetrics.filter((m) => m.type !== 'drift').map((m) => m.name),
    custom_drift_metrics: monitor.customMetrics.filter((m) => m.type === 'drift').map((m) => m.name),
    facts:
      bins === null
        ? null
        : factsKey(context, prepared.table.columns, prepared.index, bins, prepared.parts[0]!.plan(false).roots),
  }
}

const hasNewFacts = ({ state }: Prepared, info: MonitorState['info']): boolean =>
  state !== null && state.info['facts'] !== info['facts']
