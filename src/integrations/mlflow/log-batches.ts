/** What one `runs/log-batch` may hold, as MLflow's REST documentation limits it. */

export interface LoggedMetric {
  readonly key: string
  readonly value: number
  /** Milliseconds since 1970-01-01 UTC. */
  readonly timestampMs: number
  readonly step: number
}

export interface LogBatch {
  readonly metrics?: readonly LoggedMetric[]
  readonly params?: ReadonlyMap<string, string>
  readonly tags?: ReadonlyMap<string, string>
}

interface Pair {
  readonly key: string
  readonly value: string
}

/** The body of one call, without the run. */
export interface BatchBody {
  readonly metrics: readonly {
    readonly key: string
    readonly value: number | string
    readonly timestamp: number
    readonly step: number
  }[]
  readonly params: readonly Pair[]
  readonly tags: readonly Pair[]
}

const MOST = { metrics: 1000, params: 100, tags: 100 } as const
/** Of all three together. */
const MOST_TOGETHER = 1000
/** Of the whole body; a little is left for the run and the brackets. */
const MOST_BYTES = 1_000_000 - 1000
/** Longer ones are refused: https://mlflow.org/docs/latest/rest-api.html#log-batch */
const LONGEST_KEY = 250
export const LONGEST_TAG = 5000

/** Cuts what is logged into calls that the server takes; order is kept, and nothing is lost. */
export function logBatches({ metrics = [], params, tags }: LogBatch): readonly BatchBody[] {
  const batches: { metrics: BatchBody['metrics'][number][]; params: Pair[]; tags: Pair[] }[] = []
  let bytes = 0
  const add = <K extends keyof typeof MOST>(kind: K, entry: BatchBody[K][number]): void => {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1
    let batch = batches.at(-1)
    const together = batch ? batch.metrics.length + batch.params.length + batch.tags.length : 0
    if (!batch || batch[kind].length >= MOST[kind] || together >= MOST_TOGETHER || bytes + size > MOST_BYTES) {
      batch = { metrics: [], params: [], tags: [] }
      batches.push(batch)
      bytes = 0
    }
    ;(batch[kind] as BatchBody[K][number][]).push(entry)
    bytes += size
  }
  for (const [key, value] of params ?? []) add('params', { key, value })
  for (const [key, value] of tags ?? []) add('tags', { key, value })
  for (const { key, value, timestampMs, step } of metrics)
    add('metrics', { key, value: jsonDouble(value), timestamp: timestampMs, step })
  return batches
}

/** JSON has no name for NaN and the infinities; the servers read them as text. */
const jsonDouble = (value: number): number | string => (Number.isFinite(value) ? value : String(value))

/** What a metric may be called: other characters become `_`. */
export const metricKey = (name: string): string => name.replaceAll(/[^\p{L}\p{N}_\-. /]/gu, '_').slice(0, LONGEST_KEY)
