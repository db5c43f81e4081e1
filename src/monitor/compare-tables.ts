/** Two tables compared without any configuration: a snapshot monitor made in memory, judged like every other. */
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { MonitorSummary } from '../checks/summarise-monitor.ts'
import { throwProblems } from '../config/check-columns.ts'
import { CALIBRATED, DEFAULT_BINS, DEFAULT_MINIMUM_CATEGORY_COUNT } from '../config/defaults.ts'
import type { Connection, Monitor, PolicyName, Project } from '../config/project.ts'
import { resolveTable } from '../config/resolve-table.ts'
import { LeewayError } from '../core/errors.ts'
import type { Engine, Progress } from '../engines/engine.ts'
import { MemoryStore } from '../store/memory-store.ts'
import type { Store } from '../store/store.ts'
import { checkMonitor } from './check-monitor.ts'
import { findIds, type LeftOut } from './leave-out-ids.ts'
import { readMonitorNow } from './monitor-state.ts'
import { openEngines } from './open-engines.ts'
import { sourceOf } from './refresh-context.ts'
import { type RefreshOutcome, refreshMonitor } from './refresh-monitor.ts'

export interface CompareRequest {
  /** Files, globs or folders relative to `folder`; with `database`, tables of it too. */
  readonly reference: string
  readonly current: string
  readonly folder: string
  /** A DuckDB file whose tables may be named; opened read-only. */
  readonly database?: string
  readonly policy?: PolicyName
  /** Columns that are left out, `*` allowed. */
  readonly exclude?: readonly string[]
  /** Columns that are compared although they look like ids, `*` allowed. */
  readonly include?: readonly string[]
  readonly nowUs: number
  readonly signal?: AbortSignal
  readonly say?: (text: string) => void
  readonly onProgress?: (stage: string, progress: Progress) => void
}

export interface TableComparison {
  readonly project: Project
  readonly monitor: Monitor
  readonly outcome: RefreshOutcome
  readonly summary: MonitorSummary
  readonly referenceRows: number
  /** Columns that name a row rather than describe it, and were not asked for. */
  readonly leftOut: readonly LeftOut[]
  /** Holds profile and drift rows, bins and findings until it is closed. */
  readonly store: Store
}

/** @throws LeewayError for a table that cannot be read, columns that do not fit, a policy that is not built */
export async function compareTables(request: CompareRequest): Promise<TableComparison> {
  const made = comparisonProject(request)
  const store = new MemoryStore()
  const engines = openEngines(made.project)
  try {
    const engine = engines.of(made.monitor)
    throwProblems(await checkMonitor(made.project, made.monitor, engine, sourceOf(made.monitor), null))
    const { project, monitor, leftOut } = await withoutIds(made, request, engine)
    const outcome = await refreshMonitor({
      project,
      monitor,
      engine,
      store,
      asOfUs: request.nowUs,
      asOfGiven: false,
      nowUs: request.nowUs,
      full: false,
      say: request.say ?? ((): void => undefined),
      ...(request.signal ? { signal: request.signal } : {}),
      ...(request.onProgress ? { onProgress: request.onProgress } : {}),
    })
    const { summary } = await readMonitorNow(store, monitor)
    const bins = await store.bins(monitor.name)
    return { project, monitor, outcome, summary, referenceRows: bins?.referenceRows ?? 0, leftOut, store }
  } finally {
    await engines.close()
  }
}

interface Made {
  readonly project: Project
  readonly monitor: Monitor
}

async function withoutIds(
  { project, monitor }: Made,
  request: CompareRequest,
  engine: Engine,
): Promise<Made & { readonly leftOut: readonly LeftOut[] }> {
  if (monitor.reference?.kind !== 'table') return { project, monitor, leftOut: [] }
  const { exclude = [], include = [], signal } = request
  const leftOut = await findIds(
    engine,
    { reference: { table: monitor.reference.table }, current: sourceOf(monitor), include, exclude },
    signal ? { signal } : undefined,
  )
  const own: Monitor = {
    ...monitor,
    features: { include: null, exclude: [...exclude, ...leftOut.map(({ columnName }) => columnName)] },
  }
  return { project: { ...project, monitors: [own] }, monitor: own, leftOut }
}

function comparisonProject(request: CompareRequest): Made {
  const { folder, policy = 'calibrated' } = request
  if (policy !== 'calibrated' && policy !== 'classic')
    throw new LeewayError('NOT_BUILT', `the policy ${policy} is not part of this version`, { mend: 'calibrated or classic' })
  const hasDatabase = request.database !== undefined
  const connection: Connection = {
    name: 'default',
    engine: 'duckdb',
    spillFolder: join(tmpdir(), 'leeway-spill'),
    ...(request.database === undefined ? {} : { path: resolveTable(request.database, folder, false) }),
  }
  const monitor: Monitor = {
    name: shortName(request.current),
    type: 'snapshot',
    connection: connection.name,
    table: resolveTable(request.current, folder, hasDatabase),
    timeZone: 'UTC',
    granularities: [],
    labels: null,
    retraining: null,
    mlflow: null,
    documentation: null,
    operations: null,
    outcomeValues: null,
    features: { include: null, exclude: request.exclude ?? [] },
    types: new Map(),
    slices: [],
    reference: { kind: 'table', table: resolveTable(request.reference, folder, hasDatabase) },
    bins: DEFAULT_BINS,
    customMetrics: [],
    policy,
    policySettings: CALIBRATED,
    checks: [],
    key: null,
    minimumCategoryCount: DEFAULT_MINIMUM_CATEGORY_COUNT,
    place: request.current,
  }
  const project: Project = {
    name: 'comparison',
    configFile: null,
    folder,
    timeZone: 'UTC',
    storePath: join(tmpdir(), 'leeway-spill', 'none'),
    connections: new Map([[connection.name, connection]]),
    monitors: [monitor],
    hash: createHash('sha256')
      .update(JSON.stringify([request.reference, request.current, policy, request.exclude ?? []]))
      .digest('hex')
      .slice(0, 16),
    jobs: [],
    notBuilt: [],
    secrets: [],
  }
  return { project, monitor }
}

/** `current.parquet` of `data/current.parquet`: what people call it. */
const shortName = (table: string): string => basename(table.replace(/[/\\]+$/, '')) || table
