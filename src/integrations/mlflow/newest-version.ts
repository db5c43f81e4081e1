/** The newest version of a registered model: when it was made, and a tag on it. For decisions about retraining. */
import type { MlflowSettings } from '../../config/project.ts'
import { LeewayError } from '../../core/errors.ts'
import type { ModelVersion } from './entities.ts'
import type { MlflowClient } from './mlflow-client.ts'
import type { MlflowEffects } from './mlflow-effects.ts'
import { MlflowError } from './mlflow-error.ts'
import { openMlflow } from './open-mlflow.ts'

/** Newest first, by number: version 10 is newer than version 9. */
export const newestFirst = (versions: readonly ModelVersion[]): readonly ModelVersion[] =>
  versions.toSorted((a, b) => Number(b.version) - Number(a.version))

const newestOf = async (client: MlflowClient, model: string): Promise<ModelVersion | null> =>
  newestFirst(await client.searchModelVersions(model))[0] ?? null

/**
 * The newest version of a model and when it was registered, in microseconds since 1970-01-01 UTC; null where there is none.
 *
 * @param settings the monitor's `mlflow`; null: the environment's server
 * @throws LeewayError MLFLOW_FAILED, MLFLOW_UNREACHABLE, CONFIG_SECRET, USAGE
 */
export async function newestVersion(
  settings: MlflowSettings | null,
  model: string,
  effects: MlflowEffects,
): Promise<{ readonly version: string; readonly createdAtUs: number } | null> {
  const client = openMlflow(settings, effects)
  const newest = await newestOf(client, model)
  if (newest === null) return null
  if (newest.createdMs !== null) return { version: newest.version, createdAtUs: newest.createdMs * 1000 }
  throw new MlflowError('MLFLOW_FAILED', `MLflow does not say when version ${newest.version} of ${model} was made`, {
    place: client.server.address,
    mend: 'give the date itself',
  })
}

/**
 * Sets a tag on the newest version of the settings' registered model; setting it again changes nothing.
 *
 * @returns what has it, for people: `version 7 of hotel_cancellation`
 * @throws LeewayError NOT_FOUND without a version; MLFLOW_FAILED, MLFLOW_UNREACHABLE, CONFIG_SECRET, USAGE
 */
export async function setModelVersionTag(
  settings: MlflowSettings,
  key: string,
  value: string,
  effects: MlflowEffects,
): Promise<string> {
  const client = openMlflow(settings, effects)
  const { model } = settings
  const newest = await newestOf(client, model)
  if (newest === null)
    throw new LeewayError('NOT_FOUND', `MLflow knows no version of a model "${model}"`, {
      place: client.server.address,
      mend: 'check the name (`mlflow.model`), and that the server is the right one',
    })
  await client.setModelVersionTag(model, newest.version, key, value)
  return `version ${newest.version} of ${model}`
}
