import type { ModelVersion } from './entities.ts'
import { type MlflowClient, mlflowClient } from './mlflow-client.ts'
import { hasErrorCode } from './mlflow-error.ts'
import { newestFirst } from './newest-version.ts'

/** `version`, `created` (milliseconds since 1970-01-01 UTC), and each metric under its own name; null where a version has none, or NaN. */
export interface VersionRow {
  readonly version: string
  readonly created: number | null
  readonly [metric: string]: string | number | null
}

export interface ComparedVersion {
  readonly version: ModelVersion
  /** Of its run, NaN and infinities as they are; empty where there is no run. */
  readonly metrics: ReadonlyMap<string, number>
  readonly experimentId: string | null
  /** Why there are no metrics; null where the run was read. */
  readonly note: string | null
}

/**
 * The metrics of a model's newest versions side by side, newest first by number, as the document's function has them.
 *
 * Each row has every metric that any of the versions has. A version without a run, or whose run is gone, has nulls (the document's
 * function raises there); `readVersions` says why.
 *
 * @param lastN so many versions, at least 0
 * @throws LeewayError MLFLOW_FAILED, MLFLOW_UNREACHABLE
 */
export async function compareModelVersions(
  modelName: string,
  lastN = 5,
  options: { readonly client?: MlflowClient } = {},
): Promise<readonly VersionRow[]> {
  return versionRows(await readVersions(options.client ?? mlflowClient(), modelName, lastN))
}

/** The newest versions with the metrics of their runs. */
export async function readVersions(client: MlflowClient, model: string, lastN: number): Promise<readonly ComparedVersion[]> {
  const newest = newestFirst(await client.searchModelVersions(model)).slice(0, Math.max(0, lastN))
  return Promise.all(newest.map((version) => withMetrics(client, version)))
}

export function versionRows(versions: readonly ComparedVersion[]): readonly VersionRow[] {
  const names = metricNames(versions)
  return versions.map(({ version, metrics }) => ({
    version: version.version,
    created: version.createdMs,
    ...Object.fromEntries(names.map((name) => [name, numberOrNull(metrics.get(name))])),
  }))
}

const numberOrNull = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value)

/** In the order in which the versions bring them, as a table of pandas has its columns. */
export const metricNames = (versions: readonly ComparedVersion[]): readonly string[] => [
  ...new Set(versions.flatMap(({ metrics }) => [...metrics.keys()])),
]

async function withMetrics(client: MlflowClient, version: ModelVersion): Promise<ComparedVersion> {
  const without = (note: string): ComparedVersion => ({ version, metrics: new Map(), experimentId: null, note })
  if (version.runId === null) return without('registered without a run')
  try {
    const run = await client.getRun(version.runId)
    return { version, metrics: run.metrics, experimentId: run.experimentId, note: run.isDeleted ? 'its run was deleted' : null }
  } catch (error) {
    if (hasErrorCode(error, 'RESOURCE_DOES_NOT_EXIST')) return without('its run is gone')
    throw error
  }
}
