/** Sends requests to one MLflow server: with its credentials, a time-out, and again where that can help. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ConstantBackoff, handleWhen, retry } from 'cockatiel'
import { LeewayError } from '../../core/errors.ts'
import { asRecord, type JsonRecord } from './json-fields.ts'
import type { FullEffects } from './mlflow-effects.ts'
import { MlflowError, refusal, unreachable } from './mlflow-error.ts'
import { authorization, type MlflowServer } from './mlflow-server.ts'

export interface Call {
  /** In the address. Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: JsonRecord
  /** False: sent once, because sending it twice may do it twice. Default: true. */
  readonly again?: boolean
}

export interface Requester {
  readonly server: MlflowServer
  readonly nowMs: () => number
  /** @param path below `/api/2.0/` */
  json(method: 'GET' | 'POST', path: string, call: Call): Promise<JsonRecord>
  /** @param path below `/api/2.0/`, already encoded */
  putBytes(path: string, bytes: Uint8Array, contentType: string): Promise<void>
  /** To an address that another party signed: no credentials of ours go there. */
  sendSigned(method: 'PUT' | 'PATCH', url: string, headers: Readonly<Record<string, string>>, bytes: Uint8Array): Promise<void>
  /** Does the work again while it fails with what passes by itself. */
  again<T>(work: () => Promise<T>): Promise<T>
}

/** As MLflow's own client: what an overloaded or restarting server says. */
const PASSING = new Set([408, 429, 500, 502, 503, 504])
const LONGEST_WAIT_MS = 8_000
/** A server that asks for a longer pause gets none: the caller's next run is the next attempt. */
const LONGEST_PAUSE_MS = 60_000

interface Waiting {
  readonly retryAfterMs: number | null
}

/** Carries what the server asked for beside the error that is shown in the end. */
class Passing extends Error implements Waiting {
  readonly shown: MlflowError
  readonly retryAfterMs: number | null

  constructor(shown: MlflowError, retryAfterMs: number | null) {
    super(shown.message, { cause: shown })
    this.shown = shown
    this.retryAfterMs = retryAfterMs
  }
}

const passes = (error: Error): boolean =>
  error instanceof Passing && (error.retryAfterMs === null || error.retryAfterMs <= LONGEST_PAUSE_MS)

export function createRequester(server: MlflowServer, effects: FullEffects): Requester {
  const policy = retry(handleWhen(passes), { maxAttempts: Math.max(0, effects.attempts - 1), backoff: new ConstantBackoff(0) })

  /** The pause is ours, not the policy's: it ends at once when the signal does. */
  const repeat = async <T>(work: () => Promise<T>): Promise<T> => {
    let last: Waiting | null = null
    try {
      return await policy.execute(async ({ attempt }) => {
        if (attempt > 0) await pause(last?.retryAfterMs ?? waitMs(effects.firstWaitMs, attempt), effects.signal)
        try {
          return await work()
        } catch (error) {
          if (error instanceof Passing) last = error
          throw error
        }
      })
    } catch (error) {
      throw error instanceof Passing ? error.shown : error
    }
  }

  const send = async (place: string, url: string, init: RequestInit, own: boolean): Promise<string> => {
    const limit = AbortSignal.timeout(effects.timeoutMs)
    const signal = effects.signal ? AbortSignal.any([effects.signal, limit]) : limit
    const storage = `the storage of the artifacts, ${place.replace(/^[A-Z]+ /, '')},`
    try {
      // A redirect would turn POST into GET, and carry the credentials elsewhere.
      const response = await effects.fetch(url, { ...init, signal, redirect: 'manual' })
      const text = await response.text()
      if (response.ok) return text
      const error = refusal(server, own ? 'MLflow' : storage, place, response.status, text || redirectText(response))
      throw PASSING.has(response.status) ? new Passing(error, retryAfterMs(response, effects.nowMs())) : error
    } catch (error) {
      if (error instanceof Passing || error instanceof LeewayError) throw error
      if (effects.signal?.aborted) throw interrupted()
      const who = own ? `the MLflow server at ${server.address}` : storage
      throw new Passing(unreachable(server, who, place, limit.aborted ? limit.reason : error, effects.timeoutMs), null)
    }
  }

  const auth = authorization(server)
  const headers = { 'user-agent': 'leeway', ...(auth === null ? {} : { authorization: auth }) }

  const sendJson = async (method: 'GET' | 'POST', path: string, call: Call): Promise<JsonRecord> => {
    const place = `${method} ${server.address}/api/2.0/${path}`
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) query.append(name, String(value))
    const url = `${server.address}/api/2.0/${path}${query.size === 0 ? '' : `?${query}`}`
    const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) }
    const text = await send(
      place,
      url,
      { method, headers: { ...headers, accept: 'application/json', 'content-type': 'application/json' }, ...body },
      true,
    )
    return parseAnswer(server, place, text)
  }

  return {
    server,
    nowMs: effects.nowMs,
    again: repeat,
    json: (method, path, call) =>
      call.again === false ? sendJson(method, path, call) : repeat(() => sendJson(method, path, call)),
    putBytes: async (path, bytes, contentType) => {
      const url = `${server.address}/api/2.0/${path}`
      const init = { method: 'PUT', headers: { ...headers, 'content-type': contentType }, body: bodyOf(bytes) }
      await repeat(() => send(`PUT ${url}`, url, init, true))
    },
    sendSigned: async (method, url, signedHeaders, bytes) => {
      // The signature is in the query, which is a secret.
      const { origin, pathname } = new URL(url)
      const init = { method, headers: signedHeaders, body: bodyOf(bytes) }
      await repeat(() => send(`${method} ${origin}${pathname}`, url, init, false))
    },
  }
}

const bodyOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)

function parseAnswer(server: MlflowServer, place: string, text: string): JsonRecord {
  const broken = (cause?: unknown): MlflowError =>
    new MlflowError('MLFLOW_FAILED', `what ${server.address} answered is not what MLflow answers`, {
      place,
      mend: 'is it the address of an MLflow server, with its path where it has one?',
      cause,
    })
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw broken(error)
  }
  const record = asRecord(value)
  if (record === null) throw broken()
  return record
}

const redirectText = (response: Response): string => {
  const to = response.headers.get('location')
  return to === null ? '' : `it leads to ${to.replace(/[?#].*$/, '').replace(/\/\/[^/@]*@/, '//')}`
}

/** Half to all of the doubled wait, so that many clients do not come back at once. */
const waitMs = (firstMs: number, attempt: number): number =>
  Math.min(LONGEST_WAIT_MS, firstMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2)

/** Seconds, or a date. */
function retryAfterMs(response: Response, nowMs: number): number | null {
  const text = response.headers.get('retry-after')?.trim()
  if (!text) return null
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {})
  } catch {
    throw interrupted()
  }
}

const interrupted = (): LeewayError => new LeewayError('INTERRUPTED', 'interrupted while MLflow was asked')
