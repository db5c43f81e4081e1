/** A project as an object: everything that the commands over a leeway.yaml do, as functions with injected effects. */
import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import type { Checklist, ChecklistName } from '../checklists/checklist.ts'
import { evaluateChecklist } from '../checklists/evaluate-checklist.ts'
import { tickLine, untickLine } from '../checklists/ticks.ts'
import type { Finding } from '../checks/finding.ts'
import { loadConfig } from '../config/load-config.ts'
import { parseConfig } from '../config/parse-config.ts'
import type { Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { redact } from '../core/redact.ts'
import { redactError } from '../core/redact-error.ts'
import { type Connection, connectProject } from '../document/connection.ts'
import { type FeedbackInput, type RecordedFeedback, recordFeedback } from '../feedback/record-feedback.ts'
import { type FeedbackSummary, summariseFeedback } from '../feedback/summarise-feedback.ts'
import { userName } from '../feedback/user-name.ts'
import { knownMetricIds } from '../metrics/known-metrics.ts'
import type { DriftRow, ProfileRow } from '../metrics/rows.ts'
import { openEngines } from '../monitor/open-engines.ts'
import type { RefreshPreview } from '../monitor/refresh-monitor.ts'
import {
  type MonitorRun,
  type ProjectRun,
  previewProject,
  type RunOptions,
  runProject,
  selectMonitors,
} from '../monitor/run-project.ts'
import { buildReportModel } from '../report/build-report-model.ts'
import { renderReport } from '../report/render-report.ts'
import { type DecideOptions, decide, type ProjectDecision } from '../retraining/decide.ts'
import { decideAfterRun } from '../retraining/decide-after-run.ts'
import type { Feedback, JournalFilter, Tick } from '../store/journal.ts'
import { openStore } from '../store/open-store.ts'
import type { ExportOptions, ExportTable, FindingFilter, RowFilter, Store } from '../store/store.ts'
import { logRun } from './log-run.ts'

export interface OpenProjectOptions {
  /** leeway.yaml or its folder; relative to `cwd`. Default: the one in `cwd`. */
  readonly config?: string
  /** Instead of a file: the text of a leeway.yaml, whose paths start at `cwd`. */
  readonly yaml?: string
  /** Default: the process's current folder. */
  readonly cwd?: string
  /** What `${env:NAME}` stands for. Default: the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The clock, in microseconds since 1970-01-01 UTC. Default: the system's. */
  readonly nowUs?: () => number
  /** Receives talk, one line for people at a time. Silent by default. */
  readonly say?: (text: string) => void
}

/** What `run` and `preview` take; the clock and the talk are the project's. */
export type ProjectRunOptions = Omit<RunOptions, 'nowUs' | 'say' | 'decide'>

/** What `decide` takes; the clock and the talk are the project's. */
export type ProjectDecideOptions = Omit<DecideOptions, 'nowUs' | 'say'>

export interface ProjectExportOptions extends Partial<Omit<ExportOptions, 'write'>> {}

/** `by`: default, the user name of the operating system. */
export type ProjectFeedbackInput = Omit<FeedbackInput, 'by'> & { readonly by?: string }

export interface ProjectFeedback {
  /** `leeway feedback add`: what a person or system says of a finding or of a prediction. */
  add(input: ProjectFeedbackInput): Promise<RecordedFeedback>
  /** `leeway feedback list`, oldest first. */
  list(filter?: JournalFilter): Promise<readonly Feedback[]>
  /** `leeway feedback summary`: over so many ISO weeks (8) up to an instant (now). */
  summary(options?: {
    readonly monitors?: readonly string[]
    readonly asOfUs?: number
    readonly weeks?: number
  }): Promise<FeedbackSummary>
}

export interface ProjectChecklistOptions {
  readonly monitors?: readonly string[]
  /** Default: now. */
  readonly asOfUs?: number
  /** In how many windows a check may fire before another limit is proposed. Default: 1. */
  readonly alertBudget?: number
  readonly signal?: AbortSignal
}

export interface ProjectTick {
  readonly checklist: ChecklistName
  /** The line's words, or its short id. */
  readonly line: string
  /** The day, week or month that holds this instant. Default: now. */
  readonly asOfUs?: number
}

export interface OpenedProject {
  /** The checked configuration, defaults filled in. */
  readonly project: Project
  /** `leeway run`: refreshes what is new, compares, judges, records. Its `exitCode` is the command's. */
  run(options?: ProjectRunOptions): Promise<ProjectRun>
  /** `leeway run --dry-run`: what a run would read. */
  preview(options?: ProjectRunOptions): Promise<readonly RefreshPreview[]>
  /** `leeway decide`: retrain or not, recorded; with `execute` the actions of a decision to retrain are done. */
  decide(options?: ProjectDecideOptions): Promise<ProjectDecision>
  /** Recorded findings, oldest window first. */
  findings(filter?: FindingFilter): Promise<readonly Finding[]>
  /** Rows of the profile table of one monitor; those of the reference (BASELINE) come first, and only without granularity and time. */
  profile(monitor: string, filter?: RowFilter): Promise<readonly ProfileRow[]>
  /** Rows of the drift table of one monitor. */
  drift(monitor: string, filter?: RowFilter): Promise<readonly DriftRow[]>
  /** A table as text (JSON by default), or into `output`; then the answer is empty. */
  export(table: ExportTable, options?: ProjectExportOptions): Promise<string>
  /** Was an alert right and useful, and what came of it. */
  readonly feedback: ProjectFeedback
  /** `leeway checklist`: every line of it, computed for every monitor. */
  checklist(name: ChecklistName, options?: ProjectChecklistOptions): Promise<Checklist>
  /** `leeway checklist tick`. `by`: default, the user name of the operating system. */
  tick(line: ProjectTick & { readonly by?: string; readonly note?: string }): Promise<Tick>
  /** `leeway checklist untick`. */
  untick(line: ProjectTick): Promise<void>
  /** The report: one HTML document. */
  report(options?: { readonly monitors?: readonly string[] }): Promise<string>
  /** A connection of the project, for the functions of the document. Default: `default`. It is closed with the project. */
  connection(name?: string): Connection
  /** Waits for what is still running; later calls are refused. */
  close(): Promise<void>
}

/**
 * Opens a project. Nothing is read but the configuration; the store is opened for each call and let go after it, so that the command
 * line and other processes can work beside it.
 *
 * @param where leeway.yaml, its folder, or options
 * @throws LeewayError CONFIG_NOT_FOUND, CONFIG_UNREADABLE; ConfigError with every mistake in it
 */
export async function openProject(where: string | OpenProjectOptions = {}): Promise<OpenedProject> {
  const options: OpenProjectOptions = typeof where === 'string' ? { config: where } : where
  const nowUs = options.nowUs ?? ((): number => Date.now() * 1000)
  const project = readProject(options)
  const env = options.env ?? process.env
  const say = (text: string): void => options.say?.(redact(text, project.secrets))
  const open = new Set<Promise<unknown>>()
  const connections: Connection[] = []
  let closed = false

  const call = <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(projectClosed())
    const promise = work().catch((error: unknown) => {
      throw redactError(error, project.secrets)
    })
    open.add(promise)
    const done = (): void => void open.delete(promise)
    promise.then(done, done)
    return promise
  }
  const read = <T>(use: (store: Store) => Promise<T>): Promise<T> => withStore(true, use)
  /** A word about nothing makes no store: without one the reader refuses. */
  const write = <T>(use: (store: Store) => Promise<T>): Promise<T> => withStore(!existsSync(project.storePath), use)
  const withStore = <T>(readOnly: boolean, use: (store: Store) => Promise<T>): Promise<T> =>
    call(async () => {
      const store = await openStore(project.storePath, { readOnly })
      try {
        return await use(store)
      } finally {
        await store.close()
      }
    })

  return {
    project,
    run: (runOptions = {}) =>
      call(async () => {
        const { signal, waitMs } = runOptions
        const decideAtEnd = decideAfterRun(project, { nowUs, say, ...(signal ? { signal } : {}), effects: { env } })
        const result = await runProject(project, { ...runOptions, nowUs, say, decide: decideAtEnd })
        await logRun(project, result, { env, nowUs, signal, waitMs, say, complain: say })
        return withoutSecrets(result, project.secrets)
      }),
    decide: (decideOptions = {}) =>
      call(() => decide(project, { ...decideOptions, nowUs, say, effects: { env, ...decideOptions.effects } })),
    preview: (runOptions = {}) => call(() => previewProject(project, { ...runOptions, nowUs, say })),
    findings: (filter = {}) => read((store) => store.findings(filter)),
    profile: (monitor, filter = {}) => read((store) => store.profileRows(nameOf(project, monitor), filter)),
    drift: (monitor, filter = {}) => read((store) => store.driftRows(nameOf(project, monitor), filter)),
    export: (table, exportOptions = {}) =>
      read(async (store) => {
        const pieces: string[] = []
        const { output, format = 'json', ...rest } = exportOptions
        const target =
          output === undefined
            ? { write: (piece: string) => void pieces.push(piece) }
            : { output: isAbsolute(output) ? output : resolve(options.cwd ?? process.cwd(), output) }
        await store.export(table, { ...rest, format, ...target })
        return pieces.join('')
      }),
    feedback: {
      add: ({ by, ...input }) =>
        write((store) => recordFeedback(store, project.monitors, { ...input, by: userName(by) }, nowUs())),
      list: (filter = {}) => read((store) => store.journal.feedback(filter)),
      summary: ({ monitors, asOfUs = nowUs(), weeks = 8 } = {}) =>
        read((store) => summariseFeedback(store, selectMonitors(project, monitors), { asOfUs, weeks })),
    },
    checklist: (name, { monitors, asOfUs = nowUs(), alertBudget, signal } = {}) =>
      read(async (store) => {
        const engines = openEngines(project)
        try {
          return await evaluateChecklist({
            project,
            monitors: selectMonitors(project, monitors),
            store,
            name,
            asOfUs,
            readerOf: (user) => ({ engine: engines.of(user), ...(signal ? { context: { signal } } : {}) }),
            ...(alertBudget === undefined ? {} : { alertBudget }),
            ...(signal ? { signal } : {}),
          })
        } finally {
          await engines.close()
        }
      }),
    tick: ({ by, note, asOfUs = nowUs(), ...line }) =>
      write((store) =>
        tickLine(
          store,
          project,
          { ...line, asOfUs },
          { by: userName(by), nowUs: nowUs(), ...(note === undefined ? {} : { note }) },
        ),
      ),
    untick: ({ asOfUs = nowUs(), ...line }) =>
      write(async (store) => {
        await untickLine(store, project, { ...line, asOfUs })
      }),
    report: ({ monitors } = {}) =>
      read(async (store) =>
        renderReport(
          await buildReportModel({
            project,
            store,
            monitors: selectMonitors(project, monitors),
            nowUs: nowUs(),
            reproduceCommand: 'leeway run && leeway report -o report.html',
          }),
        ),
      ),
    connection: (name) => {
      if (closed) throw projectClosed()
      const connection = connectProject(project, name)
      connections.push(connection)
      return connection
    },
    close: async () => {
      closed = true
      await Promise.allSettled(open)
      await Promise.all(connections.map((connection) => connection.close()))
    },
  }
}

const projectClosed = (): LeewayError => new LeewayError('USAGE', 'the project is closed', { mend: 'call openProject again' })

/** A monitor's error may quote what was read. */
function withoutSecrets(run: ProjectRun, secrets: readonly string[]): ProjectRun {
  const clean = (each: MonitorRun): MonitorRun => ({ ...each, error: redactError(each.error, secrets) as MonitorRun['error'] })
  return { ...run, monitors: run.monitors.map(clean) }
}

function readProject(options: OpenProjectOptions): Project {
  const cwd = options.cwd ?? process.cwd()
  const env = options.env ?? process.env
  const knownMetrics = knownMetricIds()
  if (options.yaml === undefined)
    return loadConfig({ cwd, env, knownMetrics, ...(options.config === undefined ? {} : { config: options.config }) })
  return parseConfig(options.yaml, {
    file: resolve(cwd, 'leeway.yaml'),
    env,
    knownMetrics,
    readFile: (path) => {
      throw new LeewayError('CONFIG_SECRET', `\${file:${path}} cannot be read: this configuration is no file`, {
        mend: `use \${env:NAME}`,
      })
    },
  })
}

/** A misspelt monitor is an error, not an empty answer. */
const nameOf = (project: Project, name: string): string => selectMonitors(project, [name])[0]!.name
