/** The client that a monitor's `mlflow` settings describe. */
import type { LateText, MlflowSettings } from '../../config/project.ts'
import { LeewayError } from '../../core/errors.ts'
import { type MlflowClient, mlflowClient } from './mlflow-client.ts'
import type { MlflowEffects } from './mlflow-effects.ts'
import type { MlflowServerSettings } from './mlflow-server.ts'

/**
 * @param settings null: everything is read from the environment
 * @param place    where the settings stand, for the message: `monitor hotel`
 * @throws LeewayError CONFIG_SECRET where a reference of the settings is not set; USAGE where no server is named
 */
export function openMlflow(settings: MlflowSettings | null, effects: MlflowEffects, place?: string): MlflowClient {
  return mlflowClient({ ...effects, ...(settings === null ? {} : serverSettings(settings, place)) })
}

/** @throws LeewayError CONFIG_SECRET */
function serverSettings(settings: MlflowSettings, place?: string): MlflowServerSettings {
  const read = (key: string, text: LateText | null): string | undefined => {
    if (text === null) return undefined
    if (text.value !== null) return text.value
    throw new LeewayError('CONFIG_SECRET', `mlflow.${key}: ${text.written} is not set`, {
      ...(place === undefined ? {} : { place }),
      mend: 'set what it refers to before the command',
    })
  }
  return {
    trackingUri: read('tracking_uri', settings.trackingUri),
    token: read('token', settings.token),
    username: read('username', settings.username),
    password: read('password', settings.password),
    registry: settings.registry ?? undefined,
  }
}
