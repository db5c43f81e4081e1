/** One HTTP request that may be repeated: with a time-out, again after network errors, 429 and 5xx. */
import { ExponentialBackoff, handleType, retry, TaskCancelledError } from 'cockatiel'
import { type ActionCall, ActionFailed } from './action-effects.ts'

export interface Answer {
  readonly status: number
  readonly text: string
}

/** Worth another attempt. */
class Transient extends Error {}

/** More of an answer is not read. */
const MOST_BYTES = 65_536

/**
 * @param where how messages call the other side: without secrets
 * @throws ActionFailed after the last attempt, or at once where the answer says that another attempt is of no use
 */
export async function sendRequest(
  call: Pick<ActionCall, 'effects' | 'limits' | 'signal'>,
  where: string,
  url: string,
  init: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Answer> {
  const { limits } = call
  const policy = retry(handleType(Transient), {
    maxAttempts: limits.attempts - 1,
    backoff: new ExponentialBackoff({ initialDelay: limits.retryMs, maxDelay: 30_000 }),
  })
  let attempts = 0
  try {
    return await policy.execute(() => {
      attempts++
      return attempt(call, url, init)
    }, call.signal)
  } catch (error) {
    call.signal.throwIfAborted()
    if (error instanceof TaskCancelledError || !(error instanceof Transient || error instanceof ActionFailed)) throw error
    const often = attempts > 1 ? ` (${attempts} attempts)` : ''
    throw new ActionFailed(`${where}: ${error.message}${often}`)
  }
}

async function attempt(
  { effects, limits, signal }: Pick<ActionCall, 'effects' | 'limits' | 'signal'>,
  url: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Answer> {
  const timeout = AbortSignal.timeout(limits.requestMs)
  try {
    const response = await effects.fetch(url, {
      method: 'POST',
      headers,
      body,
      // Elsewhere, headers would carry their secrets to somebody else.
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    })
    const text = await beginningOf(response)
    if (response.status === 429 || response.status >= 500) throw new Transient(answerText({ status: response.status, text }))
    if (!response.ok) throw new ActionFailed(answerText({ status: response.status, text }))
    return { status: response.status, text }
  } catch (error) {
    if (error instanceof Transient || error instanceof ActionFailed) throw error
    signal.throwIfAborted()
    if (timeout.aborted) throw new Transient(`no answer within ${limits.requestMs / 1000} s`)
    if (error instanceof TypeError) throw networkError(error)
    throw error
  }
}

/** `fetch` throws a TypeError both for what the network does and for an address that it cannot use: only the first passes by itself. */
function networkError(error: TypeError): Error {
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
  if (code === null || code.startsWith('ERR_INVALID')) return new ActionFailed('the address or a header cannot be used')
  return new Transient(`cannot be reached (${code})`)
}

async function beginningOf(response: Response): Promise<string> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      chunks.push(value)
      bytes += value.length
      if (bytes >= MOST_BYTES) break
    }
  } finally {
    await reader.cancel()
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

const SHOWN = 300

/** `HTTP 200: …` */
export const answerText = ({ status, text }: Answer): string => {
  const short = text.trim().replaceAll(/\s+/g, ' ')
  return `HTTP ${status}${short === '' ? '' : `: ${short.length > SHOWN ? `${short.slice(0, SHOWN)}…` : short}`}`
}
