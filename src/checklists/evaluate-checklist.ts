/** Fills a checklist: every line of the document, for every monitor. */
import type { Job, Monitor, Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import type { TableReader } from '../monitor/table-days.ts'
import { readPipelines } from '../operations/read-pipelines.ts'
import { defaultActionEffects } from '../retraining/default-action-effects.ts'
import type { MlflowPort } from '../retraining/mlflow-port.ts'
import type { Store } from '../store/store.ts'
import type { Checklist, ChecklistItem, ChecklistLine, ChecklistName, LineAnswer } from './checklist.ts'
import { worstStatus } from './checklist.ts'
import { type DocumentLine, LINES, type LineOptions } from './document-lines.ts'
import { failedJobs, noJobs, type ReadJobs } from './lines/failed-jobs.ts'
import { MonitorEvidence } from './monitor-evidence.ts'
import { lastComplete, periodOf, periodText, sizeOf } from './period.ts'
import { readTicks } from './ticks.ts'

export interface ChecklistRequest {
  readonly project: Project
  readonly monitors: readonly Monitor[]
  readonly store: Store
  readonly name: ChecklistName
  /** What ended later is not looked at. */
  readonly asOfUs: number
  /** The monitored table, or that of the job runs. */
  readonly readerOf: (user: Monitor | Job) => TableReader
  /** In how many windows of the stretch a check may fire before another limit is proposed. Default: 1. */
  readonly alertBudget?: number
  /** Default: from the job tables. */
  readonly readJobs?: ReadJobs
  /** Answers when a model was trained, where the configuration names its MLflow model. Default: the process's own. */
  readonly mlflow?: MlflowPort | null
  readonly signal?: AbortSignal
}

/** A monitor whose line cannot be evaluated gets the status `error`; the others are still told. */
export async function evaluateChecklist(request: ChecklistRequest): Promise<Checklist> {
  const { project, monitors, store, name, asOfUs } = request
  const zone = project.timeZone
  const period = periodOf(name, asOfUs, zone)
  const lookedAt = lastComplete(sizeOf(name), asOfUs, zone)
  const ticks = await readTicks(store, name, period.startUs)
  const options: LineOptions = {
    alertBudget: request.alertBudget ?? 1,
    sources: {
      engineOf: (monitor) => request.readerOf(monitor).engine,
      mlflow: request.mlflow === undefined ? defaultActionEffects().mlflow : request.mlflow,
    },
  }
  const evidences = monitors.map(
    (monitor) => new MonitorEvidence({ project, monitor, store, name, asOfUs, reader: () => request.readerOf(monitor) }),
  )
  const readJobs: ReadJobs =
    request.readJobs ??
    ((job, until) => readPipelines(request.readerOf(job), job, { asOfUs: until, days: 1, secrets: project.secrets }))
  const lines: ChecklistLine[] = []
  for (const line of LINES[name]) {
    const items: ChecklistItem[] = []
    if (line.evaluate === null) {
      for (const job of project.jobs) {
        const answer = (): Promise<LineAnswer> => failedJobs(job, asOfUs, readJobs)
        items.push({ monitor: null, ...(await guarded(answer, ['ops'], request.signal)) })
      }
      if (items.length === 0) items.push({ monitor: null, ...noJobs() })
    } else
      for (const evidence of evidences) {
        const answer = (): Promise<LineAnswer> => line.evaluate!(evidence, options)
        items.push({ monitor: evidence.monitor.name, ...(await guarded(answer, ['doctor'], request.signal)) })
      }
    lines.push(lineOf(line, items, ticks.get(line.line) ?? null))
  }
  return {
    name,
    project: project.name,
    timeZone: zone,
    asOfUs,
    period: { startUs: period.startUs, endUs: period.endUs, text: periodText(period, zone) },
    lookedAt: { startUs: lookedAt.startUs, endUs: lookedAt.endUs, text: periodText(lookedAt, zone) },
    lines,
  }
}

/** A tick completes what only a person can do; what is computed it cannot change. Where nothing applies, nobody is asked. */
function lineOf({ id, line, person }: DocumentLine, items: readonly ChecklistItem[], tick: ChecklistLine['tick']): ChecklistLine {
  const computed = worstStatus(items.map(({ status }) => status))
  const asked = computed === 'not_applicable' && tick === null ? null : person
  const ofPerson = asked === null ? [] : [tick === null ? ('todo' as const) : ('ok' as const)]
  return { id, line, status: worstStatus([computed, ...ofPerson]), items, person: asked, tick }
}

async function guarded(
  evaluate: () => Promise<LineAnswer>,
  command: readonly string[],
  signal: AbortSignal | undefined,
): Promise<LineAnswer> {
  try {
    return await evaluate()
  } catch (error) {
    if (signal?.aborted || !(error instanceof LeewayError)) throw error
    const evidence = `could not be evaluated: ${[error.place, error.message, error.mend].filter(Boolean).join('; ')}`
    return { status: 'error', evidence, values: { code: error.code }, command }
  }
}
