/**
 * The one error class for everything that a user can cause or mend. Anything else that is thrown is a bug.
 *
 * `code` is listed in `docs/errors.md`; `place` is what a person can go to (`leeway.yaml:12:17`, `data/x.parquet`,
 * `monitor hotel, column lead_time`); `mend` is what to type or change.
 */
import { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.ts'

export type { ErrorCode }

export interface LeewayErrorDetails {
  readonly place?: string
  readonly mend?: string
  readonly cause?: unknown
}

export class LeewayError extends Error {
  override readonly name = 'LeewayError'
  readonly code: ErrorCode
  readonly place: string | undefined
  readonly mend: string | undefined

  constructor(code: ErrorCode, message: string, details: LeewayErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.place = details.place
    this.mend = details.mend
  }

  /** The exit code of a command that this error ends: 2 usage or configuration, 3 could not evaluate. */
  get exitCode(): 2 | 3 | 130 {
    return ERROR_CATALOGUE[this.code].exit
  }
}
