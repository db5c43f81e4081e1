/** What an MLflow server answered instead of what was asked, or that it did not answer. */
import { LeewayError, type LeewayErrorDetails } from '../../core/errors.ts'
import { type MlflowServer, withoutSecrets } from './mlflow-server.ts'

/** `errorCode` is MLflow's own, such as `RESOURCE_DOES_NOT_EXIST`; null where the answer had none. */
export class MlflowError extends LeewayError {
  readonly errorCode: string | null
  /** Of HTTP; null where nothing was answered. */
  readonly status: number | null

  constructor(
    code: 'MLFLOW_FAILED' | 'MLFLOW_UNREACHABLE',
    message: string,
    details: LeewayErrorDetails & { readonly errorCode?: string | null; readonly status?: number | null },
  ) {
    super(code, message, details)
    this.errorCode = details.errorCode ?? null
    this.status = details.status ?? null
  }
}

export const hasErrorCode = (error: unknown, errorCode: string): boolean =>
  error instanceof MlflowError && error.errorCode === errorCode

/** An answer that is no success. `place` is the call without its parameters, `who` the one that answered. */
export function refusal(server: MlflowServer, who: string, place: string, status: number, text: string): MlflowError {
  const { errorCode, message } = readRefusal(text)
  const said = message === '' ? '' : `: ${shorten(withoutSecrets(server, message))}`
  return new MlflowError('MLFLOW_FAILED', `${who} answered ${status}${errorCode === null ? '' : ` ${errorCode}`}${said}`, {
    place,
    mend: mendOf(server, status, errorCode),
    errorCode,
    status,
  })
}

/** Nothing came back: no connection, or no answer in time. */
export function unreachable(server: MlflowServer, who: string, place: string, cause: unknown, timeoutMs: number): MlflowError {
  const isTimeout = cause instanceof DOMException && cause.name === 'TimeoutError'
  const why = isTimeout ? `no answer within ${timeoutMs / 1000} s` : withoutSecrets(server, reasonOf(cause))
  return new MlflowError('MLFLOW_UNREACHABLE', `${who} cannot be reached: ${why}`, {
    place,
    mend: 'check that it runs, that the address is right, and that this machine may connect to it',
  })
}

/** The server's JSON, or the beginning of what a proxy in front of it said. */
function readRefusal(text: string): { readonly errorCode: string | null; readonly message: string } {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) {
      const { error_code, message } = body as { readonly error_code?: unknown; readonly message?: unknown }
      // Some proxies and older servers number their codes.
      const errorCode = typeof error_code === 'string' || typeof error_code === 'number' ? String(error_code) : null
      return { errorCode, message: typeof message === 'string' ? message : '' }
    }
  } catch {
    // No JSON: a page of a proxy, of which the words are shown.
  }
  return { errorCode: null, message: text.replaceAll(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/g, ' ') }
}

const MOST = 300

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line
}

function mendOf(server: MlflowServer, status: number, errorCode: string | null): string {
  if (status === 401 || status === 403) {
    if (server.auth.kind !== 'none') return 'check the token, or the user name and password, and what they may do there'
    return server.databricks
      ? 'set DATABRICKS_TOKEN, or `token` under `mlflow` as a reference'
      : 'set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or the same keys under `mlflow`'
  }
  if (status === 404 && errorCode === null)
    return `is ${server.address} the address of an MLflow server, with its path where it has one?`
  if (status >= 300 && status < 400) return 'name the address that it leads to'
  if (status === 429 || status >= 500) return 'try again later; the log of the MLflow server says more'
  return 'the message is the server’s own; its log may say more'
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  // fetch hides the reason, and a host with several addresses hides it once more.
  const inner = cause.cause instanceof AggregateError ? cause.cause.errors[0] : cause.cause
  return inner instanceof Error && inner.message !== '' ? inner.message : cause.message
}
