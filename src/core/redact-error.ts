import { LeewayError } from './errors.ts'
import { redact } from './redact.ts'

/** The error without the secrets in its message, place, mend and stack; its cause, which nobody checked, goes where a secret was found. */
export function redactError(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof Error)) return error
  const clean = (text: string): string => redact(text, secrets)
  const own = error instanceof LeewayError ? [error.place ?? '', error.mend ?? ''] : []
  const cause = error.cause instanceof Error ? `${error.cause.message} ${error.cause.stack ?? ''}` : ''
  if ([error.message, error.stack ?? '', cause, ...own].every((text) => clean(text) === text)) return error
  if (!(error instanceof LeewayError)) return Object.assign(new Error(clean(error.message)), { stack: clean(error.stack ?? '') })
  const { code, message, place, mend } = error
  return new LeewayError(code, clean(message), {
    ...(place === undefined ? {} : { place: clean(place) }),
    ...(mend === undefined ? {} : { mend: clean(mend) }),
  })
}
