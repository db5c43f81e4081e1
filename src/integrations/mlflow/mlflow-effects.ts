/** The outside world of the MLflow client: what a test replaces. */
export interface MlflowEffects {
  /** Default: the process's own. */
  readonly fetch?: typeof fetch
  /** The clock, in milliseconds since 1970-01-01 UTC. Default: the system's. */
  readonly nowMs?: () => number
  /** Default: the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Ends every request and every wait between two. */
  readonly signal?: AbortSignal
  /** How long one request may take. Default: 30 seconds. */
  readonly timeoutMs?: number
  /** How often a request is sent before it is given up: 1 is never again. Default: 5. */
  readonly attempts?: number
  /** The wait before the second attempt; it doubles up to 8 seconds. Default: half a second. */
  readonly firstWaitMs?: number
}

const FIRST_WAIT_MS = 500
const TIMEOUT_MS = 30_000
const ATTEMPTS = 5

/** The effects with their defaults. */
export const withDefaults = (effects: MlflowEffects) => ({
  fetch: effects.fetch ?? globalThis.fetch,
  nowMs: effects.nowMs ?? Date.now,
  signal: effects.signal,
  timeoutMs: effects.timeoutMs ?? TIMEOUT_MS,
  attempts: effects.attempts ?? ATTEMPTS,
  firstWaitMs: effects.firstWaitMs ?? FIRST_WAIT_MS,
})

export type FullEffects = ReturnType<typeof withDefaults>
