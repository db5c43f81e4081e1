/** The process's own outside world: its network, its programs, its environment. The one place where an MLflow client is connected. */
import { spawn } from 'node:child_process'
import type { ActionEffects } from './actions/action-effects.ts'

export const defaultActionEffects = (): ActionEffects => ({
  fetch: globalThis.fetch,
  spawn: (program, args, options) => spawn(program, args, options),
  env: process.env,
  mlflow: null,
})
