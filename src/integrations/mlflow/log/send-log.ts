/** Sends what a monitor has to log. What has arrived is marked at once, so that a failure in the middle repeats only the rest. */
import type { MlflowSettings, Monitor } from '../../../config/project.ts'
import type { MlflowRun } from '../entities.ts'
import { LONGEST_TAG, type LoggedMetric } from '../log-batches.ts'
import type { MlflowClient } from '../mlflow-client.ts'
import { logDriftAlert } from '../send-drift-alert.ts'
import { FINDINGS_FILE, TABLE_TAG } from './findings-table.ts'
import { itemId } from './item-id.ts'
import { isEmpty, type LogPlan, type PendingSeries, SERIES_ITEMS } from './plan-log.ts'
import type { SentItems } from './sent-items.ts'

export interface LogTarget {
  readonly client: MlflowClient
  readonly project: string
  readonly monitor: Monitor
  readonly settings: MlflowSettings
  readonly sent: SentItems
  readonly nowUs: number
  /** Of leeway, for the run's tags. */
  readonly runId: string
}

export interface LogCounts {
  readonly metrics: number
  readonly alerts: number
  readonly findings: boolean
  readonly report: boolean
  /** The monitor's own run; null where nothing went to it. */
  readonly runUrl: string | null
}

const MOST_IN_ONE_GO = 1000

/**
 * @param plan   what is due
 * @param replan the same once more: called where the monitor's run is gone from the server, and everything of it is due again
 */
export async function sendLog(target: LogTarget, plan: LogPlan, replan: () => Promise<LogPlan>): Promise<LogCounts> {
  const counts = { metrics: 0, alerts: 0, findings: false, report: false, runUrl: null }
  if (isEmpty(plan)) return counts
  const { client, settings, sent, nowUs } = target
  const experimentId = await client.ensureExperiment(settings.experiment)
  for (const alert of plan.alerts) {
    const { item, hash, window, values, timestampMs, tags } = alert
    const id = itemId('alert', target.project, target.monitor.name, window.granularity ?? '', window.startUs, alert.kind)
    const run = await logDriftAlert(client, id, { experimentId, modelName: settings.model, values, timestampMs, tags })
    sent.add(item, run.runId, hash, nowUs)
  }
  const alerts = plan.alerts.length
  if (isEmpty({ ...plan, alerts: [] })) return { ...counts, alerts }
  const { run } = await monitorRun(target, experimentId)
  let due = plan
  if (sent.wentElsewhere(run.runId, SERIES_ITEMS)) {
    sent.forget(SERIES_ITEMS)
    due = await replan()
  }
  return { ...(await sendToRun(target, run, due)), alerts }
}

function monitorRun({ client, project, monitor, settings }: LogTarget, experimentId: string) {
  const tags = new Map([
    ['model_name', settings.model],
    ['leeway.monitor', monitor.name],
    ['leeway.project', project],
    ['mlflow.source.name', 'leeway'],
    ['mlflow.note.content', note(monitor)],
  ])
  const name = `leeway_${monitor.name}`
  return client.ensureRun(itemId('monitor', project, monitor.name), { experimentId, name, startMs: client.nowMs(), tags })
}

const note = (monitor: Monitor): string =>
  `Monitoring of ${monitor.name} by leeway: one value per complete window. Steps are days since 1970-01-01 (minutes for windows shorter than a day, a running number for windows of rows).`.slice(
    0,
    LONGEST_TAG,
  )

async function sendToRun(target: LogTarget, run: MlflowRun, plan: LogPlan): Promise<Omit<LogCounts, 'alerts'>> {
  const { client, sent, nowUs } = target
  const tags = new Map([
    ['leeway.verdict', plan.verdict],
    ['leeway.last_run', target.runId],
    ...(plan.findings === null ? [] : [TABLE_TAG]),
  ])
  let metrics = 0
  for (const group of groupsOf(plan.series)) {
    const logged = group.flatMap(metricsOf)
    await client.logBatch(run.runId, { metrics: logged })
    metrics += logged.length
    for (const { item, hash } of group) sent.add(item, run.runId, hash, nowUs)
  }
  for (const [file, name, type] of [
    [plan.findings, FINDINGS_FILE, 'application/json'],
    [plan.report, 'report.html', 'text/html'],
  ] as const) {
    if (file === null) continue
    await client.uploadArtifact(run, name, file.content, type)
    sent.add(file.item, run.runId, file.hash, nowUs)
  }
  await client.logBatch(run.runId, { tags })
  await client.updateRun(run.runId, { status: 'FINISHED', endMs: client.nowMs() })
  return { metrics, findings: plan.findings !== null, report: plan.report !== null, runUrl: client.runUrl(run) }
}

const metricsOf = ({ values, timestampMs, step }: PendingSeries): LoggedMetric[] =>
  [...values].map(([key, value]) => ({ key, value, timestampMs, step }))

/** As many windows as one call takes, so that what has arrived can be marked after each. */
function groupsOf(series: readonly PendingSeries[]): readonly (readonly PendingSeries[])[] {
  const groups: PendingSeries[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const item of series) {
    if (size + item.values.size > MOST_IN_ONE_GO) {
      groups.push([])
      size = 0
    }
    groups.at(-1)!.push(item)
    size += item.values.size
  }
  return groups
}
