/** After a run: what its monitors are configured to log goes to MLflow. Nothing that happens here fails the run. */
import type { MlflowSettings, Monitor, Project } from '../../../config/project.ts'
import { LeewayError } from '../../../core/errors.ts'
import { redact } from '../../../core/redact.ts'
import type { ProjectRun } from '../../../monitor/run-project.ts'
import type { SentMark } from '../../../store/journal.ts'
import type { Store } from '../../../store/store.ts'
import type { MlflowClient } from '../mlflow-client.ts'
import type { MlflowEffects } from '../mlflow-effects.ts'
import { secretsOf } from '../mlflow-server.ts'
import { openMlflow } from '../open-mlflow.ts'
import { type LogPlan, type PlanEffects, planLog } from './plan-log.ts'
import { type LogCounts, sendLog } from './send-log.ts'
import { SentItems } from './sent-items.ts'

export interface LogRunEffects extends MlflowEffects, Pick<PlanEffects, 'report'> {
  /** Opens the store for one use; it is not held while MLflow is asked. */
  readonly withStore: <T>(readOnly: boolean, use: (store: Store) => Promise<T>) => Promise<T>
  readonly nowUs: () => number
  /** Told what was logged. */
  readonly say: (text: string) => void
  /** Told what could not be logged, and why. */
  readonly complain: (text: string) => void
}

export interface MonitorLogged extends LogCounts {
  readonly monitor: string
  /** What could not be logged; the next run tries again. */
  readonly error: LeewayError | null
}

interface Job {
  readonly monitor: Monitor
  readonly settings: MlflowSettings
  readonly client: MlflowClient
  readonly sent: SentItems
  readonly plan: LogPlan
}

const NOTHING: LogCounts = { metrics: 0, alerts: 0, findings: false, report: false, runUrl: null }

const wantsLog = ({ mlflow }: Monitor): boolean => mlflow !== null && mlflow.log.length > 0

/**
 * Logs findings, alerts, metrics and reports of the monitors of a run, each thing once.
 *
 * The store is read, let go, and opened again to note what arrived: a slow server holds up nobody. What did not arrive is sent after the
 * next run; a run that was made without being noted is found again by its tag.
 */
export async function logRunToMlflow(
  project: Project,
  result: ProjectRun,
  effects: LogRunEffects,
): Promise<readonly MonitorLogged[]> {
  const logged: MonitorLogged[] = []
  const monitors = result.monitors.map(({ monitor }) => monitor).filter(wantsLog)
  const fail = (monitor: Monitor, client: MlflowClient | null, counts: LogCounts, thrown: unknown): void => {
    if (!(thrown instanceof LeewayError)) throw thrown
    const secrets = [...project.secrets, ...(client ? secretsOf(client.server) : [])]
    logged.push({ ...counts, monitor: monitor.name, error: thrown })
    const mend = thrown.mend === undefined ? '' : ` (${thrown.mend})`
    effects.complain(
      redact(`mlflow: ${monitor.name} could not be logged: ${thrown.message}${mend}; the next run tries again`, secrets),
    )
  }
  const jobs: Job[] = []
  const planOf = (store: Store, monitor: Monitor, settings: MlflowSettings, sent: SentItems): Promise<LogPlan> =>
    planLog(store, monitor, settings.log, sent, { nowUs: effects.nowUs(), report: effects.report })
  try {
    await effects.withStore(true, async (store) => {
      for (const monitor of monitors) {
        const settings = monitor.mlflow!
        try {
          const client = openMlflow(settings, effects, monitor.place)
          const destination = `mlflow ${client.server.address} ${settings.experiment}`
          const sent = new SentItems(destination, monitor.name, await store.journal.sentMarks(destination, monitor.name))
          jobs.push({ monitor, settings, client, sent, plan: await planOf(store, monitor, settings, sent) })
        } catch (error) {
          fail(monitor, null, NOTHING, error)
        }
      }
    })
  } catch (error) {
    for (const monitor of monitors) fail(monitor, null, NOTHING, error)
    return logged
  }
  const silent = new Map<string, LeewayError>()
  for (const { monitor, settings, client, sent, plan } of jobs) {
    const { address } = client.server
    try {
      const known = silent.get(address)
      if (known) throw known
      const target = { client, project: project.name, monitor, settings, sent, nowUs: effects.nowUs(), runId: result.run.id }
      const replan = (): Promise<LogPlan> => effects.withStore(true, (store) => planOf(store, monitor, settings, sent))
      const counts = await sendLog(target, plan, replan)
      logged.push({ ...counts, monitor: monitor.name, error: null })
      const text = countsText(counts)
      if (text !== '') effects.say(`mlflow: ${monitor.name}: ${text} logged to ${counts.runUrl ?? address}`)
    } catch (error) {
      if (error instanceof LeewayError && error.code === 'MLFLOW_UNREACHABLE') silent.set(address, error)
      fail(monitor, client, NOTHING, error)
    }
  }
  const marks = jobs.flatMap(({ sent }): readonly SentMark[] => sent.added)
  if (marks.length > 0)
    await effects
      .withStore(false, (store) => store.journal.recordSent(marks))
      .catch((error: unknown) => {
        if (!(error instanceof LeewayError)) throw error
        effects.complain(
          `mlflow: what was logged could not be noted: ${error.message}; the next run logs it again, into the same runs`,
        )
      })
  return logged
}

function countsText({ metrics, alerts, findings, report }: LogCounts): string {
  const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
  return [
    ...(metrics > 0 ? [plural(metrics, 'value')] : []),
    ...(alerts > 0 ? [plural(alerts, 'alert')] : []),
    ...(findings ? ['findings'] : []),
    ...(report ? ['report'] : []),
  ].join(', ')
}
