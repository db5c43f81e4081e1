/** Experiments and runs. */
import { type MlflowExperiment, type MlflowRun, readExperiment, readRun } from './entities.ts'
import { type JsonRecord, recordAt, recordsAt, textAt } from './json-fields.ts'
import { type LogBatch, logBatches } from './log-batches.ts'
import { hasErrorCode, MlflowError } from './mlflow-error.ts'
import type { Requester } from './requester.ts'

export interface NewRun {
  readonly experimentId: string
  readonly name: string
  readonly startMs: number
  readonly tags?: ReadonlyMap<string, string>
}

export type RunStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED'

export interface RunSearch {
  readonly experimentIds: readonly string[]
  readonly filter?: string
  readonly orderBy?: readonly string[]
  /** Default: all. */
  readonly limit?: number
}

/** The tag by which a run that leeway made is found again. */
const ITEM_TAG = 'leeway.item'

const PAGE = 1000

export async function experimentByName(requester: Requester, name: string): Promise<MlflowExperiment | null> {
  try {
    const answer = await requester.json('GET', 'mlflow/experiments/get-by-name', { query: { experiment_name: name } })
    return readExperiment(recordAt(answer, 'experiment'))
  } catch (error) {
    if (hasErrorCode(error, 'RESOURCE_DOES_NOT_EXIST')) return null
    throw error
  }
}

/** Finds or makes an experiment; two that make it at once get the same. @throws MlflowError where it was deleted */
export async function ensureExperiment(requester: Requester, wanted: string): Promise<string> {
  // Experiments of Databricks stand in its folders.
  const name = requester.server.databricks && !wanted.startsWith('/') ? `/Shared/${wanted}` : wanted
  const known = await experimentByName(requester, name)
  if (known) return usable(requester, known)
  try {
    const answer = await requester.json('POST', 'mlflow/experiments/create', { body: { name } })
    return textAt(answer, 'experiment_id') ?? ''
  } catch (error) {
    if (!hasErrorCode(error, 'RESOURCE_ALREADY_EXISTS')) throw error
    const made = await experimentByName(requester, name)
    if (!made) throw error
    return usable(requester, made)
  }
}

function usable({ server }: Requester, { experimentId, name, isDeleted }: MlflowExperiment): string {
  if (!isDeleted) return experimentId
  throw new MlflowError('MLFLOW_FAILED', `the experiment "${name}" was deleted`, {
    place: server.address,
    mend: `restore it (mlflow experiments restore --experiment-id ${experimentId}), or name another one`,
  })
}

export async function getRun(requester: Requester, runId: string): Promise<MlflowRun> {
  const answer = await requester.json('GET', 'mlflow/runs/get', { query: { run_id: runId } })
  return readRun(recordAt(answer, 'run'))
}

export async function searchRuns(requester: Requester, search: RunSearch): Promise<readonly MlflowRun[]> {
  const { experimentIds, filter, orderBy, limit = Number.POSITIVE_INFINITY } = search
  const runs: MlflowRun[] = []
  let page: string | null = null
  do {
    const answer: JsonRecord = await requester.json('POST', 'mlflow/runs/search', {
      body: {
        experiment_ids: experimentIds,
        run_view_type: 'ACTIVE_ONLY',
        max_results: Math.min(PAGE, limit - runs.length),
        ...(filter === undefined ? {} : { filter }),
        ...(orderBy === undefined ? {} : { order_by: orderBy }),
        ...(page === null ? {} : { page_token: page }),
      },
    })
    runs.push(...recordsAt(answer, 'runs').map(readRun))
    page = textAt(answer, 'next_page_token')
  } while (page !== null && runs.length < limit)
  return runs
}

/**
 * Makes a run, or finds the one that was made for the same item before: after an answer that was lost, after a crash, in another process.
 *
 * @param item letters, digits and hyphens; unique in the experiment
 */
export function ensureRun(requester: Requester, item: string, run: NewRun): Promise<{ run: MlflowRun; made: boolean }> {
  const { experimentId, name, startMs, tags = new Map() } = run
  const filter = `tags.\`${ITEM_TAG}\` = '${item}'`
  const orderBy = ['attributes.start_time ASC']
  return requester.again(async () => {
    const [known] = await searchRuns(once(requester), { experimentIds: [experimentId], filter, orderBy, limit: 1 })
    if (known) return { run: known, made: false }
    const all = new Map([...tags, [ITEM_TAG, item]])
    const answer = await requester.json('POST', 'mlflow/runs/create', {
      again: false,
      body: {
        experiment_id: experimentId,
        run_name: name,
        start_time: startMs,
        tags: [...all].map(([key, value]) => ({ key, value })),
      },
    })
    return { run: readRun(recordAt(answer, 'run')), made: true }
  })
}

/** Inside a work that is done again as a whole, each call is sent once. */
const once = (requester: Requester): Requester => ({
  ...requester,
  json: (method, path, call) => requester.json(method, path, { ...call, again: false }),
})

export async function updateRun(
  requester: Requester,
  runId: string,
  change: { readonly status?: RunStatus; readonly endMs?: number },
): Promise<void> {
  const body: JsonRecord = {
    run_id: runId,
    ...(change.status === undefined ? {} : { status: change.status }),
    ...(change.endMs === undefined ? {} : { end_time: change.endMs }),
  }
  await requester.json('POST', 'mlflow/runs/update', { body })
}

/** Metrics are added, tags replaced, parameters kept; cut into as many calls as the server's limits ask for. */
export async function logBatch(requester: Requester, runId: string, batch: LogBatch): Promise<void> {
  for (const { metrics, params, tags } of logBatches(batch))
    await requester.json('POST', 'mlflow/runs/log-batch', { body: { run_id: runId, metrics, params, tags } })
}

export async function setTag(requester: Requester, runId: string, key: string, value: string): Promise<void> {
  await requester.json('POST', 'mlflow/runs/set-tag', { body: { run_id: runId, key, value } })
}
