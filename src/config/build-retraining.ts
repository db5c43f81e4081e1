import { type MonitorContext, report } from './monitor-context.ts'
import { INSTANT_FORM, parseInstant } from './parse-instant.ts'
import type { Duration, LateText, MlflowSettings, Retraining, RetrainingAction, RetrainingTriggers } from './project.ts'

/** The document's own thresholds: its code's `>= 3` drifted features, where its table says more than three. */
export const DEFAULT_TRIGGERS: RetrainingTriggers = {
  predictionDriftSigmas: 2,
  driftedFeatures: 3,
  conceptDriftP: 0.05,
  ageDays: 30,
  performanceDrop: 0.05,
}

const DEFAULT_COOLDOWN: Duration = { n: 7, unit: 'days', text: '7 days' }

/** When to retrain and what to do then; null when the monitor does not say. */
export function buildRetraining(context: MonitorContext, timeZone: string): Retraining | null {
  const value = context.values.retraining
  if (!value) return null
  const { triggers } = value
  return {
    trainedAt: buildTrainedAt(context, value.trained_at, timeZone),
    triggers: {
      predictionDriftSigmas: triggers?.prediction_drift?.sigmas ?? DEFAULT_TRIGGERS.predictionDriftSigmas,
      driftedFeatures: triggers?.feature_drift?.features ?? DEFAULT_TRIGGERS.driftedFeatures,
      conceptDriftP: triggers?.concept_drift?.p_value ?? DEFAULT_TRIGGERS.conceptDriftP,
      ageDays: triggers?.age?.days ?? DEFAULT_TRIGGERS.ageDays,
      performanceDrop: triggers?.performance_drop?.drop ?? DEFAULT_TRIGGERS.performanceDrop,
    },
    cooldown: value.cooldown === undefined ? DEFAULT_COOLDOWN : value.cooldown.n === 0 ? null : value.cooldown,
    actions: (value.actions ?? []).map((action) => buildAction(context, action)),
  }
}

type Written = NonNullable<MonitorContext['values']['retraining']>

function buildTrainedAt(context: MonitorContext, value: Written['trained_at'], timeZone: string): Retraining['trainedAt'] {
  if (value === undefined) return null
  if ('mlflow' in value) return { kind: 'mlflow', model: value.mlflow }
  if ('query' in value) return { kind: 'query', sql: value.query }
  const us = parseInstant(value.date, timeZone)
  if (us !== undefined) return { kind: 'date', us }
  report(context, ['retraining', 'trained_at'], `"${value.date}" is not a date`, `expected ${INSTANT_FORM}`)
  return null
}

const lateMap = ({ late }: MonitorContext, texts: Readonly<Record<string, string>> | undefined): ReadonlyMap<string, LateText> =>
  new Map(Object.entries(texts ?? {}).map(([name, text]) => [name, late(text)]))

function buildAction(context: MonitorContext, action: NonNullable<Written['actions']>[number]): RetrainingAction {
  const { late } = context
  if ('webhook' in action)
    return { kind: 'webhook', url: late(action.webhook.url), headers: lateMap(context, action.webhook.headers) }
  if ('command' in action) return { kind: 'command', command: action.command.map(late) }
  if ('mlflow_tag' in action) return { kind: 'mlflow_tag', key: action.mlflow_tag.key ?? 'leeway.retrain' }
  const { host, token, job_id, parameters } = action.databricks_job
  return { kind: 'databricks_job', host: late(host), token: late(token), jobId: job_id, parameters: lateMap(context, parameters) }
}

/** The MLflow server that knows the model; null when the monitor does not say. */
export function buildMlflow(context: MonitorContext): MlflowSettings | null {
  const value = context.values.mlflow
  if (!value) return null
  const late = (text: string | undefined): LateText | null => (text === undefined ? null : context.late(text))
  if (value.token !== undefined && value.password !== undefined)
    report(
      context,
      ['mlflow', 'password'],
      '"token" and "password" are both said',
      'a server asks for one of them: remove the other',
    )
  return {
    trackingUri: late(value.tracking_uri),
    model: value.model ?? context.name,
    registry: value.registry ?? null,
    experiment: value.experiment ?? 'leeway',
    token: late(value.token),
    username: late(value.username),
    password: late(value.password),
    log: value.log ?? [],
  }
}
