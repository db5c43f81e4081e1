/** MLflow's things as plain values, whichever server they came from. */
import { doubleOf, type JsonRecord, pairsAt, recordAt, recordsAt, textAt, wholeAt } from './json-fields.ts'

export interface MlflowExperiment {
  readonly experimentId: string
  readonly name: string
  readonly isDeleted: boolean
}

export interface MlflowRun {
  readonly runId: string
  readonly runName: string | null
  readonly experimentId: string
  readonly status: string | null
  readonly startMs: number | null
  readonly endMs: number | null
  readonly artifactUri: string | null
  readonly isDeleted: boolean
  /** The latest value of each; NaN and infinities as they are. */
  readonly metrics: ReadonlyMap<string, number>
  readonly params: ReadonlyMap<string, string>
  readonly tags: ReadonlyMap<string, string>
}

export interface ModelVersion {
  readonly name: string
  /** As MLflow writes it: `12`. */
  readonly version: string
  readonly createdMs: number | null
  /** `None`, `Staging`, `Production`, `Archived`; null in Unity Catalog, which has none. */
  readonly stage: string | null
  readonly description: string | null
  /** Null for a version that was registered without a run. */
  readonly runId: string | null
  readonly status: string | null
  readonly tags: ReadonlyMap<string, string>
}

export interface RegisteredModel {
  readonly name: string
  /** Alias -> version. */
  readonly aliases: ReadonlyMap<string, string>
}

export interface MlflowFile {
  readonly path: string
  readonly isFolder: boolean
  /** Null for a folder. */
  readonly bytes: number | null
}

const isDeleted = (record: JsonRecord): boolean => record['lifecycle_stage'] === 'deleted'

export const readExperiment = (record: JsonRecord): MlflowExperiment => ({
  experimentId: textAt(record, 'experiment_id') ?? '',
  name: textAt(record, 'name') ?? '',
  isDeleted: isDeleted(record),
})

export function readRun(record: JsonRecord): MlflowRun {
  const info = recordAt(record, 'info')
  const data = recordAt(record, 'data')
  const tags = pairsAt(data, 'tags')
  const metrics = new Map<string, number>()
  for (const metric of recordsAt(data, 'metrics')) {
    // A double that is 0 may be left out, as every default of its format.
    const value = doubleOf(metric['value'] ?? 0)
    if (value !== null) metrics.set(String(metric['key']), value)
  }
  return {
    runId: textAt(info, 'run_id') ?? textAt(info, 'run_uuid') ?? '',
    runName: textAt(info, 'run_name') ?? tags.get('mlflow.runName') ?? null,
    experimentId: textAt(info, 'experiment_id') ?? '',
    status: textAt(info, 'status'),
    startMs: wholeAt(info, 'start_time'),
    endMs: wholeAt(info, 'end_time'),
    artifactUri: textAt(info, 'artifact_uri'),
    isDeleted: isDeleted(info),
    metrics,
    params: pairsAt(data, 'params'),
    tags,
  }
}

export const readModelVersion = (record: JsonRecord): ModelVersion => ({
  name: textAt(record, 'name') ?? '',
  version: textAt(record, 'version') ?? '',
  createdMs: wholeAt(record, 'creation_timestamp'),
  stage: textAt(record, 'current_stage'),
  description: textAt(record, 'description'),
  runId: textAt(record, 'run_id'),
  status: textAt(record, 'status'),
  tags: pairsAt(record, 'tags'),
})

export const readRegisteredModel = (record: JsonRecord): RegisteredModel => ({
  name: textAt(record, 'name') ?? '',
  aliases: new Map(recordsAt(record, 'aliases').map((pair) => [String(pair['alias']), textAt(pair, 'version') ?? ''])),
})

export const readFile = (record: JsonRecord): MlflowFile => ({
  path: textAt(record, 'path') ?? '',
  isFolder: record['is_dir'] === true,
  bytes: record['is_dir'] === true ? null : (wholeAt(record, 'file_size') ?? 0),
})
