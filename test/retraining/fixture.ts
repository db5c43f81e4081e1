/** Twenty days of predictions, the last five of them bad; and a server that stands where another company's would. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { JsonValue } from '../../src/core/json.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { ExportTable } from '../../src/store/store.ts'
import { type CliFolder, createCliFolder, type Ran } from '../cli/fixture.ts'

export type Json = { readonly [key: string]: JsonValue }

/** From 2026-01-12, 200 rows a day. On the last five days three features and the prediction are higher and the model is wrong more often. */
export const ROWS = `select timestamp '2026-01-12' + interval 1 day * (i // 200) + interval 5 minute * (i % 200) as scored_at,
  i // 200 as day, i // 200 >= 15 as bad,
  (hash(i, 'a') % 1000) / 500.0 + (case when i // 200 >= 15 then 3 else 0 end) as f1,
  (hash(i, 'b') % 1000) / 500.0 + (case when i // 200 >= 15 then 3 else 0 end) as f2,
  (hash(i, 'c') % 1000) / 500.0 + (case when i // 200 >= 15 then 3 else 0 end) as f3,
  (hash(i, 'd') % 1000) / 500.0 as f4,
  case when (hash(i, 'l') % 1000) / 1000.0 < 0.3 then 1 else 0 end as label,
  (case when (hash(i, 'l') % 1000) / 1000.0 < 0.3 then 1 else 0 end
    + case when (hash(i, 'w') % 1000) / 1000.0 < (case when i // 200 >= 15 then 0.3 else 0.1 end) then 1 else 0 end) % 2 as predicted,
  (hash(i, 's') % 1000) / 1000.0 + (case when i // 200 >= 15 then 2 else 0 end) as score,
  case when i // 200 >= 12 then 'v2' else 'v1' end as version
from range(4000) t(i)`

export const NOW = '2026-02-01T06:00:00Z'

/** The monitor, without its retraining. */
const MODEL = `  model:
    type: inference
    table: scored.parquet
    timestamp: scored_at
    granularities: [1 day]
    problem: classification
    prediction: predicted
    positive: 1
    label: label
    features: [f1, f2, f3, f4]
    reference: {period: [2026-01-12, 2026-01-20]}
`

export interface RetrainingFolder extends CliFolder {
  /** Monitors, and what stands under the monitor `model` beside `MODEL`. */
  monitor(extra: string, others?: string): void
  json(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Json & Ran>
  rows(table: ExportTable): Promise<readonly Json[]>
}

export async function createRetrainingFolder(): Promise<RetrainingFolder> {
  const house = createCliFolder()
  await house.sql(`copy (select * exclude (day, bad) from (${ROWS})) to '${house.path('scored.parquet')}' (format parquet)`)
  return {
    ...house,
    leeway: (args, effects = {}) => house.leeway(args, { nowUs: () => Date.parse(NOW) * 1000, ...effects }),
    monitor: (extra, others = '') => {
      // Every test acts at the same time of the clock: none must wait for another's cooldown.
      const said = extra.includes('cooldown')
        ? extra.trim()
        : extra.trim().replace('retraining: {', 'retraining: {cooldown: 0 days, ')
      const indented = said === '' ? '' : `${said.replaceAll(/^/gm, '    ')}\n`
      house.config(`version: 1\nproject: p\nmonitors:\n${MODEL}${indented}${others}`)
    },
    json: async (args, env = {}) => {
      const ran = await house.leeway([...args, '--json'], { nowUs: () => Date.parse(NOW) * 1000, env })
      if (ran.out === '') throw new Error(ran.err)
      return { ...(JSON.parse(ran.out) as Json), ...ran }
    },
    rows: async (table) => {
      const store = await openStore(house.path('.leeway/store.duckdb'), { readOnly: true })
      try {
        const pieces: string[] = []
        await store.export(table, { format: 'json', write: (piece) => pieces.push(piece) })
        return JSON.parse(pieces.join('')) as readonly Json[]
      } finally {
        await store.close()
      }
    },
  }
}

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** Answers of the next requests in turn; the last one stays. Null: none is given. */
  answers: ({ readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> } | null)[]
}

/** On the loopback address; it notes what it is sent. */
export async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver & { url: string } = { url: '', received: [], answers: [{ status: 200, body: 'thanks' }] }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      receiver.received.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      })
      const answer = receiver.answers.length > 1 ? receiver.answers.shift() : receiver.answers[0]
      if (!answer) return
      response.writeHead(answer.status, answer.headers)
      response.end(answer.body ?? '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return receiver
}

/** An address at which nobody listens any more. */
export async function closedAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/`
}
