import type { MlflowSettings } from '../../config/project.ts'
import type { MlflowEffects } from './mlflow-effects.ts'

interface PortOptions {
  readonly signal?: AbortSignal
}

/** A decision is waited for, with the store open: a server that is down costs it seconds, not minutes. */
const PATIENCE = { attempts: 3, timeoutMs: 15_000 } as const

/** What decisions about retraining ask of MLflow, as functions of a monitor's settings; the client is loaded when one is called. */
export function mlflowPort(effects: MlflowEffects) {
  const withSignal = ({ signal }: PortOptions): MlflowEffects => ({ ...PATIENCE, ...effects, ...(signal ? { signal } : {}) })
  return {
    newestVersion: async (settings: MlflowSettings | null, model: string, options: PortOptions = {}) => {
      const { newestVersion } = await import('./newest-version.ts')
      return newestVersion(settings, model, withSignal(options))
    },
    setTag: async (settings: MlflowSettings, key: string, value: string, options: PortOptions = {}): Promise<string> => {
      const { setModelVersionTag } = await import('./newest-version.ts')
      return setModelVersionTag(settings, key, value, withSignal(options))
    },
  }
}
