/** The newest version of a registered model: when it was made, and a tag on it. For decisions about retraining. */
import type { MlflowSettings } from '../../config/project.ts'
import { LeewayError } from '../../core/errors.ts'
import type { ModelVersion } from './entities.ts'
import type { MlflowClient } from './mlflow-client.ts'
import type { MlflowEffects } from './mlflow-effects.ts'
import { openMlflow } from './open-mlflow.ts'

/** Newest first, by number: version 10 is newer than version 9. */
export const newestFirst = (versions: readonly ModelVersion[]): readonly ModelVersion[] =>
  versions.toSorted((a, b) => Number(b.version) - Number(a.version))

/** @throws LeewayError NOT_FOUND where the model has no version */
async function newestVersion(client: MlflowClient, model: string): Promise<ModelVersion> {
  const [newest] = newestFirst(await client.searchModelVersions(model))
  if (newest) return newest
  throw new LeewayError('NOT_FOUND', `MLflow knows no version of a model "${model}"`, {
    place: client.server.address,
    mend: 'check the name (`mlflow.model`), and that the server is the right one',
  })
}

/**
 * Sets a tag on the newest version of the monitor's registered model; setting it again changes nothing.
 *
 * @returns the version that has it
 */
export async function setModelVersionTag(
  settings: MlflowSettings,
  tag: { readonly key: string; readonly value: string },
  effects: MlflowEffects,
): Promise<string> {
  const client = openMlflow(settings, effects)
  const { version } = await newestVersion(client, settings.model)
  await client.setModelVersionTag(settings.model, version, tag.key, tag.value)
  return version
}
