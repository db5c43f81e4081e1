import type { ErrorCode } from '../core/error-catalogue.ts'
import { LeewayError } from '../core/errors.ts'
import { redact } from '../core/redact.ts'
import type { Place } from './project.ts'
import { renderProblems } from './render-problems.ts'

/** One mistake in leeway.yaml, or between it and a table. */
export interface Problem {
  readonly code: ErrorCode
  /** What is wrong, in one line: `unknown key "labl"`. */
  readonly message: string
  /** Stands beside the carets: what was expected, where it was looked for, the nearest name, the mend. */
  readonly hint: string
  /** `monitors.hotel.labl`; empty for the file as a whole. */
  readonly path: string
  /** Null when the project has no file (`compare`). */
  readonly place: Place | null
  /** The column of a table that is missing or has the wrong type. */
  readonly column?: string
}

/** All problems of one configuration. Its message is their plain rendering; `renderProblems` can colour them. */
export class ConfigError extends LeewayError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const first = problems[0]
    if (!first) throw new RangeError('a ConfigError needs at least one problem')
    super(codeOf(problems), renderProblems(problems, { colour: false }), {
      ...(first.place && { place: `${first.place.file}:${first.place.line}:${first.place.column}` }),
      mend: `correct ${problems.length === 1 ? 'this' : `these ${problems.length} problems`} and run the command again; docs/configuration.md describes every key`,
    })
    this.problems = problems
  }
}

/** One code for several problems: their own when they agree, else the plainest mistake decides; what only this version lacks comes last. */
function codeOf(problems: readonly Problem[]): ErrorCode {
  const codes = new Set(problems.map((problem) => problem.code))
  if (codes.size > 1) codes.delete('NOT_BUILT')
  return codes.size === 1 ? [...codes][0]! : 'CONFIG_INVALID'
}

/** By place in the file; what has no place comes first. */
export const sortProblems = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0))

/** Messages may quote a value that came from a reference. The excerpt shows the reference itself. */
export const redactProblems = (problems: readonly Problem[], secrets: readonly string[]): Problem[] =>
  problems.map((problem) => ({ ...problem, message: redact(problem.message, secrets), hint: redact(problem.hint, secrets) }))
