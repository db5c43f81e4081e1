/** The outside world of actions, passed in. */
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import type { MlflowPort } from '../mlflow-port.ts'

export interface ActionEffects {
  readonly fetch: typeof globalThis.fetch
  readonly spawn: (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess
  /** Environment of a command. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Null: no MLflow client is at hand; its tag then fails, and says so. */
  readonly mlflow: MlflowPort | null
  readonly limits?: Partial<ActionLimits>
}

export interface ActionLimits {
  /** One request, answer included. */
  readonly requestMs: number
  /** A command, from start to end. */
  readonly commandMs: number
  /** Before the second attempt; doubled before each further one. */
  readonly retryMs: number
  /** Attempts of one request. */
  readonly attempts: number
}

export const DEFAULT_ACTION_LIMITS: ActionLimits = { requestMs: 30_000, commandMs: 600_000, retryMs: 1_000, attempts: 4 }

/** What an action is given. */
export interface ActionCall {
  /** The same at every attempt of the same action of the same decision: the other side can tell a repetition by it. */
  readonly key: string
  /** The decision as JSON. */
  readonly body: string
  readonly effects: ActionEffects
  readonly limits: ActionLimits
  /** Folder of leeway.yaml. */
  readonly folder: string
  readonly signal: AbortSignal
}

/** An action whose secrets are there, ready to be done. */
export interface PreparedAction {
  /** Doing it twice is like doing it once, or the other side can tell: after a crash it is tried again. */
  readonly repeatable: boolean
  /**
   * @returns what came back, in short
   * @throws ActionFailed
   */
  readonly perform: (call: ActionCall) => Promise<string>
}

/** The action was tried and did not work: recorded, and tried again later. */
export class ActionFailed extends Error {
  override readonly name = 'ActionFailed'
}
