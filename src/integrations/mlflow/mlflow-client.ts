/** A thin client of MLflow's REST interface: what monitoring needs of tracking, registry and artifacts, and nothing more. */
import { listArtifacts, uploadArtifact } from './artifacts.ts'
import type { MlflowExperiment, MlflowFile, MlflowRun, ModelVersion, RegisteredModel } from './entities.ts'
import type { LogBatch } from './log-batches.ts'
import { type MlflowEffects, withDefaults } from './mlflow-effects.ts'
import { type MlflowServer, type MlflowServerSettings, resolveServer, runUrl } from './mlflow-server.ts'
import { getModelVersion, getRegisteredModel, modelNames, searchModelVersions, setModelVersionTag } from './registry.ts'
import { createRequester } from './requester.ts'
import {
  ensureExperiment,
  ensureRun,
  experimentByName,
  getRun,
  logBatch,
  type NewRun,
  type RunSearch,
  type RunStatus,
  searchRuns,
  setTag,
  updateRun,
} from './tracking.ts'

/** Every call throws an MlflowError (`MLFLOW_FAILED`, `MLFLOW_UNREACHABLE`), or LeewayError INTERRUPTED where its signal is aborted. */
export interface MlflowClient {
  readonly server: MlflowServer
  readonly nowMs: () => number
  /** Where a person looks at a run. */
  runUrl(run: Pick<MlflowRun, 'experimentId' | 'runId'>): string
  experimentByName(name: string): Promise<MlflowExperiment | null>
  /** Finds or makes it. @returns its id */
  ensureExperiment(name: string): Promise<string>
  getRun(runId: string): Promise<MlflowRun>
  searchRuns(search: RunSearch): Promise<readonly MlflowRun[]>
  /** Makes a run, or finds the one that was made for the same item before. */
  ensureRun(item: string, run: NewRun): Promise<{ readonly run: MlflowRun; readonly made: boolean }>
  updateRun(runId: string, change: { readonly status?: RunStatus; readonly endMs?: number }): Promise<void>
  logBatch(runId: string, batch: LogBatch): Promise<void>
  setTag(runId: string, key: string, value: string): Promise<void>
  searchModelVersions(model: string): Promise<readonly ModelVersion[]>
  getModelVersion(model: string, version: string): Promise<ModelVersion>
  setModelVersionTag(model: string, version: string, key: string, value: string): Promise<void>
  getRegisteredModel(model: string): Promise<RegisteredModel | null>
  /** Names of at most 100 registered models of the registry where a model of this name would be. */
  modelNames(like: string): Promise<readonly string[]>
  listArtifacts(runId: string, folder?: string): Promise<readonly MlflowFile[]>
  uploadArtifact(
    run: Pick<MlflowRun, 'runId' | 'artifactUri'>,
    path: string,
    content: string | Uint8Array,
    contentType: string,
  ): Promise<void>
}

export interface MlflowClientOptions extends MlflowServerSettings, MlflowEffects {}

/**
 * A client of one MLflow server.
 *
 * @param options `trackingUri` (http://…, https://…, `databricks`, `databricks-uc`), `token` or `username` and `password`, `registry`.
 *   What is not given is read from MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN, MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD;
 *   for Databricks from DATABRICKS_HOST and DATABRICKS_TOKEN.
 * @throws LeewayError USAGE where no server is named
 * @example await mlflowClient({ trackingUri: 'http://localhost:5000' }).searchModelVersions('hotel')
 */
export function mlflowClient(options: MlflowClientOptions = {}): MlflowClient {
  const server = resolveServer(options, options.env ?? process.env)
  const requester = createRequester(server, withDefaults(options))
  return {
    server,
    nowMs: requester.nowMs,
    runUrl: ({ experimentId, runId }) => runUrl(server, experimentId, runId),
    experimentByName: (name) => experimentByName(requester, name),
    ensureExperiment: (name) => ensureExperiment(requester, name),
    getRun: (runId) => getRun(requester, runId),
    searchRuns: (search) => searchRuns(requester, search),
    ensureRun: (item, run) => ensureRun(requester, item, run),
    updateRun: (runId, change) => updateRun(requester, runId, change),
    logBatch: (runId, batch) => logBatch(requester, runId, batch),
    setTag: (runId, key, value) => setTag(requester, runId, key, value),
    searchModelVersions: (model) => searchModelVersions(requester, model),
    getModelVersion: (model, version) => getModelVersion(requester, model, version),
    setModelVersionTag: (model, version, key, value) => setModelVersionTag(requester, model, version, key, value),
    getRegisteredModel: (model) => getRegisteredModel(requester, model),
    modelNames: (like) => modelNames(requester, like),
    listArtifacts: (runId, folder) => listArtifacts(requester, runId, folder),
    uploadArtifact: (run, path, content, contentType) => uploadArtifact(requester, run, path, content, contentType),
  }
}
