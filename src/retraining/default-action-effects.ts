/** The process's own outside world: its network, its programs, its environment. The one place where an MLflow client is connected. */
import { spawn } from 'node:child_process'
import { mlflowPort } from '../integrations/mlflow/mlflow-port.ts'
import type { ActionEffects } from './actions/action-effects.ts'

/** @param given what stands instead of the process's own; MLflow is asked over the given network and environment */
export function defaultActionEffects(given: Partial<ActionEffects> = {}): ActionEffects {
  const outside = {
    fetch: globalThis.fetch,
    spawn: (program, args, options) => spawn(program, args, options),
    env: process.env,
    ...given,
  } satisfies Partial<ActionEffects>
  return {
    ...outside,
    mlflow: given.mlflow === undefined ? mlflowPort({ fetch: outside.fetch, env: outside.env }) : given.mlflow,
  }
}
