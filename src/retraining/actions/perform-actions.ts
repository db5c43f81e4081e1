/** Does the actions of one decision, each once: what is done is recorded, and a failure is tried again on the next occasion. */
import { createHash } from 'node:crypto'
import type { Monitor, RetrainingAction } from '../../config/project.ts'
import { redact } from '../../core/redact.ts'
import { minusDuration } from '../../plan/comparands.ts'
import type { ActionRun, Decision, Journal } from '../../store/journal.ts'
import { decisionPayload } from '../decision-payload.ts'
import { type ActionEffects, ActionFailed, DEFAULT_ACTION_LIMITS, type PreparedAction } from './action-effects.ts'
import { actionText } from './action-text.ts'
import { prepareCommand } from './command.ts'
import { prepareDatabricksJob } from './databricks-job.ts'
import { prepareMlflowTag } from './mlflow-tag.ts'
import { prepareWebhook } from './webhook.ts'

export interface ActionReport {
  /** As people read it: references as written. */
  readonly action: string
  readonly id: string
  /**
   * `dry`: it would be done. `already_done`: for this decision, before. `interrupted`: a crash cut it off, and nobody can tell whether it
   * was done, so it is not repeated. `cooling`: an earlier decision had it done a short while ago. `not_due`: the decision is not to retrain.
   */
  readonly status: 'dry' | 'done' | 'failed' | 'already_done' | 'interrupted' | 'cooling' | 'not_due'
  readonly attempts: number
  readonly answer: string | null
}

export interface PerformContext {
  readonly journal: Journal
  readonly effects: ActionEffects
  /** Folder of leeway.yaml: where a command starts. */
  readonly folder: string
  readonly secrets: readonly string[]
  readonly nowUs: () => number
  readonly signal: AbortSignal
}

interface Wanted {
  readonly id: string
  readonly text: string
  readonly action: RetrainingAction
  readonly run: ActionRun | undefined
  /** The same action, done by an earlier decision less than the cooldown ago. */
  readonly recent: ActionRun | undefined
}

/** What there is to do, without doing it. */
export async function previewActions(
  journal: Journal,
  monitor: Monitor,
  decision: Decision,
  nowUs: number,
): Promise<readonly ActionReport[]> {
  const wanted = await wantedActions(journal, monitor, decision, nowUs)
  return wanted.map(({ id, text, action, run, recent }) => {
    const told = { action: text, id, attempts: run?.attempts ?? 0, answer: run?.answer ?? null }
    if (run?.status === 'done') return { ...told, status: 'already_done' }
    if (!decision.shouldRetrain) return { ...told, status: 'not_due' }
    if (recent) return coolingReport(id, text, recent)
    return { ...told, status: run?.status === 'running' && action.kind === 'command' ? 'interrupted' : 'dry' }
  })
}

/**
 * Does what has not been done for this decision.
 *
 * @param onlyFailed only what was tried before and failed, or was cut off by a crash
 * @throws LeewayError CONFIG_SECRET, CONFIG_INVALID before anything is done; INTERRUPTED
 */
export async function performActions(
  context: PerformContext,
  monitor: Monitor,
  decision: Decision,
  { onlyFailed = false }: { readonly onlyFailed?: boolean } = {},
): Promise<readonly ActionReport[]> {
  const nowUs = context.nowUs()
  if (!decision.shouldRetrain) return previewActions(context.journal, monitor, decision, nowUs)
  const wanted = (await wantedActions(context.journal, monitor, decision, nowUs)).filter(
    ({ run }) => !onlyFailed || run !== undefined,
  )
  // All of them first: a missing secret of the second must not be found when the first is done.
  const prepared = wanted.map((each) => ({
    ...each,
    prepared: each.run?.status === 'done' || each.recent ? null : prepare(each.action, monitor, decision),
  }))
  const reports: ActionReport[] = []
  for (const { id, text, run, recent, prepared: ready } of prepared) {
    if (recent) reports.push(coolingReport(id, text, recent))
    else if (ready === null)
      reports.push({ action: text, id, status: 'already_done', attempts: run!.attempts, answer: run!.answer })
    else if (run?.status === 'running' && !ready.repeatable)
      reports.push({ action: text, id, status: 'interrupted', attempts: run.attempts, answer: run.answer })
    else reports.push(await performOne(context, decision, { id, text, run, ready }))
  }
  return reports
}

/** `answer` is when it was done. */
const coolingReport = (id: string, action: string, { lastAtUs }: ActionRun): ActionReport => ({
  action,
  id,
  status: 'cooling',
  attempts: 0,
  answer: new Date(lastAtUs / 1000).toISOString(),
})

async function wantedActions(journal: Journal, monitor: Monitor, decision: Decision, nowUs: number): Promise<readonly Wanted[]> {
  const all = await journal.actionRuns({ monitor: monitor.name })
  const runs = new Map(all.map((run) => [run.id, run]))
  const cooldown = monitor.retraining?.cooldown ?? null
  const sinceUs = cooldown === null ? Number.POSITIVE_INFINITY : minusDuration(nowUs, cooldown, monitor.timeZone)
  const recentOf = (text: string): ActionRun | undefined =>
    all.findLast((r) => r.action === text && r.decisionId !== decision.id && r.status === 'done' && r.lastAtUs > sinceUs)
  const seen = new Map<string, number>()
  return (monitor.retraining?.actions ?? []).map((action) => {
    const text = actionText(action, monitor)
    // Told by what it does, not by its place in the list; the same twice is two actions.
    const nth = seen.get(text) ?? 0
    seen.set(text, nth + 1)
    const id = createHash('sha256')
      .update(JSON.stringify([decision.id, action.kind, text, nth]))
      .digest('hex')
      .slice(0, 32)
    return { id, text, action, run: runs.get(id), recent: recentOf(text) }
  })
}

function prepare(action: RetrainingAction, monitor: Monitor, decision: Decision): PreparedAction {
  switch (action.kind) {
    case 'webhook':
      return prepareWebhook(action, monitor)
    case 'command':
      return prepareCommand(action, monitor)
    case 'databricks_job':
      return prepareDatabricksJob(action, monitor)
    case 'mlflow_tag':
      return prepareMlflowTag(action, monitor, tagText(decision))
  }
}

/** `2026-01-31 HIGH: Accuracy dropped by 6.0% (> 5%)` */
const tagText = ({ asOfUs, urgency, reasons }: Decision): string =>
  `${new Date(asOfUs / 1000).toISOString().slice(0, 10)} ${urgency}: ${reasons.join('; ')}`

async function performOne(
  context: PerformContext,
  decision: Decision,
  {
    id,
    text,
    run,
    ready,
  }: { readonly id: string; readonly text: string; readonly run: ActionRun | undefined; readonly ready: PreparedAction },
): Promise<ActionReport> {
  const { journal, effects, folder, secrets, nowUs, signal } = context
  const clean = (answer: string): string => redact(answer, secrets)
  const startedUs = nowUs()
  const begun: ActionRun = {
    id,
    decisionId: decision.id,
    monitor: decision.monitor,
    action: clean(text),
    status: 'running',
    attempts: (run?.attempts ?? 0) + 1,
    firstAtUs: run?.firstAtUs ?? startedUs,
    lastAtUs: startedUs,
    answer: null,
  }
  signal.throwIfAborted()
  await journal.recordActionRun(begun)
  const end = async (status: 'done' | 'failed', answer: string): Promise<ActionReport> => {
    const short = clean(answer)
    await journal.recordActionRun({ ...begun, status, lastAtUs: nowUs(), answer: short })
    return { action: begun.action, id, status, attempts: begun.attempts, answer: short }
  }
  try {
    const answer = await ready.perform({
      key: id,
      body: JSON.stringify(decisionPayload(decision)),
      effects,
      limits: { ...DEFAULT_ACTION_LIMITS, ...effects.limits },
      folder,
      signal,
    })
    return await end('done', answer)
  } catch (error) {
    const failed = await end('failed', error instanceof Error ? error.message : String(error))
    if (error instanceof ActionFailed) return failed
    throw error
  }
}
