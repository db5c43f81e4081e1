import { randomUUID } from 'node:crypto'
import { formatTwoDecimals } from './format-two-decimals.ts'
import { type MlflowClient, mlflowClient } from './mlflow-client.ts'

export interface DriftAlertOptions {
  /** Default: the environment's server. */
  readonly client?: MlflowClient
  /** Default: MLFLOW_EXPERIMENT_NAME of the environment, else `Default`: where MLflow's own client logs. */
  readonly experiment?: string
  /** Receives the message. Default: nobody; it is in the answer. */
  readonly print?: (text: string) => void
}

export interface SentDriftAlert {
  /** The document's text, to the letter. */
  readonly message: string
  readonly runId: string
  readonly runUrl: string
}

/** The text of the document's alert: lines are indented by four blanks, and so are the empty ones between them. */
function driftAlertMessage(modelName: string, driftType: string, driftScore: number, threshold: number): string {
  return [
    '',
    '🚨 Model Drift Alert',
    '',
    `Model: ${modelName}`,
    `Drift Type: ${driftType}`,
    `Score: ${formatTwoDecimals(driftScore)}`,
    `Threshold: ${formatTwoDecimals(threshold)}`,
    '',
    'Action Required: Review model performance and consider retraining.',
    '',
  ].join('\n    ')
}

/**
 * Says that a model drifts, and logs it to MLflow: run `drift_alert_<model>` with the metrics `<type>_drift_score` and
 * `<type>_threshold` and the tags `alert_type=drift` and `model_name`, as the document's function does.
 *
 * Each call makes a run of its own.
 *
 * @param driftType  `prediction`, `feature`, `concept`, or a word of yours: letters, digits and _
 * @throws LeewayError MLFLOW_FAILED, MLFLOW_UNREACHABLE, USAGE where no server is named
 */
export async function sendModelDriftAlert(
  modelName: string,
  driftType: string,
  driftScore: number,
  threshold: number,
  options: DriftAlertOptions = {},
): Promise<SentDriftAlert> {
  const message = driftAlertMessage(modelName, driftType, driftScore, threshold)
  options.print?.(message)
  const client = options.client ?? mlflowClient()
  const experimentId = await client.ensureExperiment(options.experiment ?? (process.env['MLFLOW_EXPERIMENT_NAME'] || 'Default'))
  const alert = { modelName, values: alertMetrics(driftType, driftScore, threshold), timestampMs: client.nowMs() }
  const run = await logDriftAlert(client, `alert-${randomUUID()}`, { ...alert, experimentId, tags: new Map() })
  return { message, runId: run.runId, runUrl: client.runUrl(run) }
}

const alertMetrics = (type: string, score: number, threshold: number): ReadonlyMap<string, number> =>
  new Map([
    [`${type}_drift_score`, score],
    [`${type}_threshold`, threshold],
  ])

export interface DriftAlert {
  readonly experimentId: string
  readonly modelName: string
  readonly values: ReadonlyMap<string, number>
  readonly timestampMs: number
  /** Beside the two of the document. */
  readonly tags: ReadonlyMap<string, string>
}

/** One run per item: sent again it is the same run, with the newer values. */
export async function logDriftAlert(client: MlflowClient, item: string, alert: DriftAlert) {
  const { experimentId, modelName, values, timestampMs } = alert
  const tags = new Map([['alert_type', 'drift'], ['model_name', modelName], ['mlflow.source.name', 'leeway'], ...alert.tags])
  const startMs = client.nowMs()
  const { run } = await client.ensureRun(item, { experimentId, name: `drift_alert_${modelName}`, startMs, tags })
  const metrics = [...values].map(([key, value]) => ({ key, value, timestampMs, step: 0 }))
  await client.logBatch(run.runId, { metrics, tags })
  await client.updateRun(run.runId, { status: 'FINISHED', endMs: client.nowMs() })
  return run
}
