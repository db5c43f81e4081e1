/** `leeway run` as a function: every monitor is checked first, then refreshed; one that cannot be evaluated does not stop the others. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { MonitorSummary, NewestWindows } from '../checks/summarise-monitor.ts'
import { throwProblems } from '../config/check-columns.ts'
import type { Problem } from '../config/problem.ts'
import type { Monitor, Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { redact } from '../core/redact.ts'
import { VERSION } from '../core/version.ts'
import type { Progress } from '../engines/engine.ts'
import type { Decision } from '../store/journal.ts'
import { openStore } from '../store/open-store.ts'
import type { RunRecord, Store } from '../store/store.ts'
import { checkMonitor } from './check-monitor.ts'
import { readMonitorNow } from './monitor-state.ts'
import { type Engines, openEngines } from './open-engines.ts'
import { type RefreshContext, sourceOf } from './refresh-context.ts'
import { previewRefresh, type RefreshOutcome, type RefreshPreview, refreshMonitor } from './refresh-monitor.ts'

export interface RunOptions {
  /** Names; default: all. */
  readonly monitors?: readonly string[]
  readonly asOfUs?: number
  readonly fromUs?: number
  readonly toUs?: number
  readonly full?: boolean
  readonly signal?: AbortSignal
  readonly command?: string
  /** The clock, in microseconds. */
  readonly nowUs?: () => number
  /** Talk, one line for people. Silent by default. */
  readonly say?: (text: string) => void
  readonly onProgress?: (monitor: string, stage: string, progress: Progress) => void
  readonly waitMs?: number
  /** Decides on retraining when all monitors are refreshed; the room that can stands above this one. */
  readonly decide?: (end: RunEnd) => Promise<readonly Decision[]>
}

/** What a run has open at its end. */
export interface RunEnd {
  readonly store: Store
  readonly engines: Engines
  /** Monitors without an error. */
  readonly evaluated: readonly Monitor[]
  readonly asOfUs: number
}

export interface MonitorRun {
  readonly monitor: Monitor
  readonly outcome: RefreshOutcome | null
  readonly summary: MonitorSummary | null
  readonly newest: readonly NewestWindows[]
  readonly error: LeewayError | null
  readonly seconds: number
}

export interface ProjectRun {
  readonly run: RunRecord
  readonly monitors: readonly MonitorRun[]
  /** On retraining, of the monitors that ask for one; recorded, not executed. */
  readonly decisions: readonly Decision[]
  /** 0 fine, 1 a check failed, 3 a monitor could not be evaluated. */
  readonly exitCode: 0 | 1 | 2 | 3
}

const systemNowUs = (): number => Date.now() * 1000

export function selectMonitors(project: Project, names: readonly string[] | undefined): readonly Monitor[] {
  if (!names || names.length === 0) return project.monitors
  return names.map((name) => {
    const monitor = project.monitors.find((m) => m.name === name)
    if (monitor) return monitor
    throw new LeewayError('NOT_FOUND', `no monitor "${name}"`, {
      mend: `monitors of this project: ${project.monitors.map((m) => m.name).join(', ')}`,
    })
  })
}

export async function runProject(project: Project, options: RunOptions = {}): Promise<ProjectRun> {
  return withProject(project, options, async (work) => {
    const started = work.nowUs()
    const record: RunRecord = {
      id: randomUUID(),
      startedAtUs: started,
      finishedAtUs: null,
      command: options.command ?? 'run',
      asOfUs: options.asOfUs ?? started,
      configHash: project.hash,
      version: VERSION,
      status: 'running',
      rowsRead: 0,
      statements: 0,
      error: null,
    }
    await work.checkAll()
    await work.store.beginRun(record)
    const finish = async (status: RunRecord['status'], runs: readonly MonitorRun[], error: string | null): Promise<RunRecord> => {
      const sum = (pick: (o: RefreshOutcome) => number): number => runs.reduce((n, r) => n + (r.outcome ? pick(r.outcome) : 0), 0)
      const done: RunRecord = {
        ...record,
        finishedAtUs: work.nowUs(),
        status,
        rowsRead: sum((o) => o.rowsRead),
        statements: sum((o) => o.statements),
        // It is kept in the store, and exported from there.
        error: error === null ? null : redact(error, project.secrets),
      }
      await work.store.endRun(done)
      return done
    }
    const runs: MonitorRun[] = []
    let decisions: readonly Decision[] = []
    try {
      for (const monitor of work.monitors) runs.push(await work.refresh(monitor))
      const evaluated = runs.filter(({ error }) => error === null).map(({ monitor }) => monitor)
      decisions = (await options.decide?.({ store: work.store, engines: work.engines, evaluated, asOfUs: record.asOfUs })) ?? []
    } catch (error) {
      const interrupted = options.signal?.aborted ?? false
      await finish(interrupted ? 'interrupted' : 'error', runs, error instanceof Error ? error.message : String(error))
      throw interrupted
        ? new LeewayError('INTERRUPTED', 'interrupted; what was computed is recorded', {
            mend: 'run the same command again: it goes on from there',
          })
        : error
    }
    const errors = runs.flatMap((r) => (r.error ? [r.error] : []))
    const failing = runs.some((r) => r.summary?.failing)
    const exitCode = errors.some((e) => e.exitCode === 2) ? 2 : errors.length > 0 ? 3 : failing ? 1 : 0
    const run = await finish(errors.length > 0 ? 'error' : failing ? 'failing' : 'ok', runs, errors[0]?.message ?? null)
    return { run, monitors: runs, decisions, exitCode }
  })
}

/** `leeway run --dry-run`: the plan of every monitor. */
export async function previewProject(project: Project, options: RunOptions = {}): Promise<readonly RefreshPreview[]> {
  return withProject(project, options, async (work) => {
    await work.checkAll()
    const previews: RefreshPreview[] = []
    for (const monitor of work.monitors) previews.push(await previewRefresh(work.context(monitor)))
    return previews
  })
}

interface Work {
  readonly store: Store
  readonly engines: Engines
  readonly monitors: readonly Monitor[]
  readonly nowUs: () => number
  checkAll(): Promise<void>
  context(monitor: Monitor): RefreshContext
  refresh(monitor: Monitor): Promise<MonitorRun>
}

async function withProject<T>(project: Project, options: RunOptions, use: (work: Work) => Promise<T>): Promise<T> {
  const nowUs = options.nowUs ?? systemNowUs
  const say = options.say ?? ((): void => undefined)
  const monitors = selectMonitors(project, options.monitors)
  const engines = openEngines(project)
  let store: Store | undefined
  try {
    // A configuration that cannot be used must not even leave a store behind.
    if (!existsSync(project.storePath)) throwProblems(await problemsOf(project, monitors, engines, null, new Map()))
    const opened = await openStore(project.storePath, {
      ...(options.waitMs === undefined ? {} : { waitMs: options.waitMs }),
      ...(options.signal ? { signal: options.signal } : {}),
      onWait: ({ pid }) => say(`waiting for the store, which ${pid === null ? 'another process' : `process ${pid}`} holds …`),
    })
    store = opened
    const broken = new Map<Monitor, LeewayError>()
    return await use({
      store: opened,
      engines,
      monitors,
      nowUs,
      checkAll: async () => throwProblems(await problemsOf(project, monitors, engines, opened, broken)),
      context: (monitor) => contextOf(project, monitor, engines, opened, options, nowUs(), say),
      refresh: async (monitor) => {
        const started = performance.now()
        const failed = (error: LeewayError): MonitorRun => ({
          monitor,
          outcome: null,
          summary: null,
          newest: [],
          error,
          seconds: (performance.now() - started) / 1000,
        })
        const known = broken.get(monitor)
        if (known) return failed(known)
        try {
          const context = contextOf(project, monitor, engines, opened, options, nowUs(), say)
          const outcome = await refreshMonitor(context)
          const { newest, summary } = await readMonitorNow(opened, monitor)
          return { monitor, outcome, summary, newest, error: null, seconds: (performance.now() - started) / 1000 }
        } catch (error) {
          if (options.signal?.aborted || !(error instanceof LeewayError)) throw error
          return failed(error)
        }
      },
    })
  } finally {
    await engines.close()
    await store?.close()
  }
}

/** @param broken receives the monitors whose table cannot be read: they do not stop the others */
async function problemsOf(
  project: Project,
  monitors: readonly Monitor[],
  engines: Engines,
  store: Store | null,
  broken: Map<Monitor, LeewayError>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  for (const monitor of monitors) {
    try {
      const bins = store ? await store.bins(monitor.name) : null
      problems.push(...(await checkMonitor(project, monitor, engines.of(monitor), sourceOf(monitor), bins)))
    } catch (error) {
      if (!(error instanceof LeewayError) || error.exitCode === 2) throw error
      broken.set(monitor, error)
    }
  }
  return problems
}

function contextOf(
  project: Project,
  monitor: Monitor,
  engines: Engines,
  store: Store,
  options: RunOptions,
  nowUs: number,
  say: (text: string) => void,
): RefreshContext {
  return {
    project,
    monitor,
    engine: engines.of(monitor),
    store,
    asOfUs: options.asOfUs ?? nowUs,
    asOfGiven: options.asOfUs !== undefined,
    nowUs,
    full: options.full ?? false,
    say,
    ...(options.fromUs === undefined ? {} : { fromUs: options.fromUs }),
    ...(options.toUs === undefined ? {} : { toUs: options.toUs }),
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.onProgress
      ? { onProgress: (stage: string, progress: Progress) => options.onProgress?.(monitor.name, stage, progress) }
      : {}),
  }
}
