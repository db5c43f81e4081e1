/** One line of `leeway doctor`. */
import type { Problem } from '../config/problem.ts'
import { LeewayError } from '../core/errors.ts'

export interface DoctorLine {
  readonly status: 'ok' | 'warn' | 'fail'
  readonly topic: string
  readonly text: string
  /** What to do; null where all is well. */
  readonly mend: string | null
}

export const line = (status: DoctorLine['status'], topic: string, text: string, mend: string | null = null): DoctorLine => ({
  status,
  topic,
  text,
  mend,
})

/** An error that a person can mend as a line; anything else is thrown. */
export function failed(topic: string, error: unknown, before = ''): DoctorLine {
  if (!(error instanceof LeewayError)) throw error
  const place = error.place === undefined ? '' : `${error.place}: `
  return line('fail', topic, `${before}${place}${error.message}`, error.mend ?? null)
}

/** A mistake between leeway.yaml and a table. */
export const problemLine = (name: string, { place, message, hint }: Problem): DoctorLine =>
  line(
    'fail',
    'columns',
    `${place ? `${place.file}:${place.line}:${place.column}` : name}  ${message}`,
    hint === '' ? null : hint,
  )
