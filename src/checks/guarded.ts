/** A check that cannot be made is a finding with status `error`; the other checks go on. */
import type { Segment } from '../core/window.ts'
import { type Draft, type RuleAnswer, SEVERITIES } from './draft.ts'

/** The finding that says what went wrong in a check. */
export function errorDraft(segment: Segment, columnName: string, check: string, error: unknown): Draft {
  const message = error instanceof Error ? error.message : String(error)
  const subject = columnName === ':table' ? '' : ` of ${columnName}`
  return {
    segment,
    columnName,
    check,
    metric: check,
    theme: 'data',
    severity: SEVERITIES.delivery,
    status: 'error',
    sentence: `the check ${check}${subject} could not be made: ${message}`,
    evidence: { error: message },
  }
}

/** Judges column by column: one that cannot be judged does not keep the others from it. */
export function guardColumns<Column>(
  segment: Segment,
  check: string,
  columns: Iterable<readonly [columnName: string, column: Column]>,
  judge: (columnName: string, column: Column) => RuleAnswer | null,
): RuleAnswer[] {
  const answers: RuleAnswer[] = []
  for (const [columnName, column] of columns) {
    try {
      const answer = judge(columnName, column)
      if (answer !== null) answers.push(answer)
    } catch (error) {
      answers.push(errorDraft(segment, columnName, check, error))
    }
  }
  return answers
}
