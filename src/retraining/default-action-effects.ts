/** The process's own outside world: its network, its programs, its environment. The one place where an MLflow client is connected. */
import { spawn } from 'node:child_process'
import { newestFirst, setModelVersionTag } from '../integrations/mlflow/newest-version.ts'
import { openMlflow } from '../integrations/mlflow/open-mlflow.ts'
import type { ActionEffects } from './actions/action-effects.ts'

export const defaultActionEffects = (): ActionEffects => ({
  fetch: globalThis.fetch,
  spawn: (program, args, options) => spawn(program, args, options),
  env: process.env,
  mlflow: {
    newestVersion: async (settings, model, { signal } = {}) => {
      const client = openMlflow(settings, signal ? { signal } : {})
      const [newest] = newestFirst(await client.searchModelVersions(model))
      return newest === undefined || newest.createdMs === null
        ? null
        : { version: newest.version, createdAtUs: newest.createdMs * 1000 }
    },
    setTag: async (settings, key, value, { signal } = {}) =>
      `version ${await setModelVersionTag(settings, { key, value }, signal ? { signal } : {})} of ${settings.model}`,
  },
})
