/** What is wrong with `labels`: names that the tables do not have, SQL that cannot be used. Nothing is read. */
import { columnNamed } from '../config/check-columns.ts'
import { checkLabels } from '../config/check-labels.ts'
import type { Problem } from '../config/problem.ts'
import type { ConfigPath, Labels, Monitor, Project } from '../config/project.ts'
import type { Column } from '../core/columns.ts'
import { type ErrorCode, LeewayError } from '../core/errors.ts'
import type { Engine, Source } from '../engines/engine.ts'
import { joinedSourceOf, labelSourceOf } from './refresh-context.ts'

export interface CheckedJoin {
  readonly problems: readonly Problem[]
  /** Predictions with their outcomes, and the outcome as a column; absent where none are joined, or where they cannot be. */
  readonly joined: Source | null
  readonly column?: Column
}

export const problemsOf =
  (project: Project) =>
  (code: ErrorCode, message: string, hint: string, path: ConfigPath): Problem => ({
    code,
    message,
    hint,
    path: path.join('.'),
    place: project.source?.placeOf(path) ?? null,
  })

/** @param columns of the predictions */
export async function checkJoin(
  project: Project,
  monitor: Monitor,
  engine: Engine,
  columns: readonly Column[],
): Promise<CheckedJoin> {
  const { labels, label } = monitor
  if (!labels || label === undefined) return { problems: [], joined: null }
  const source = labelSourceOf(labels)
  const described = await engine.describe(source)
  const problems = [
    ...checkLabels(project, monitor, columns, described.columns),
    ...(await outcomeProblems(project, monitor, labels, engine, source, described.columns)),
  ]
  if (problems.length > 0) return { problems, joined: null }
  // As of now or any other time: nothing is read.
  const joined = joinedSourceOf(monitor, labels, 0)
  try {
    const column = (await engine.describe(joined)).columns.find((c) => c.name === label)
    return { problems, joined, ...(column ? { column } : {}) }
  } catch (error) {
    if (!(error instanceof LeewayError) || error.exitCode !== 2) throw error
    const path = ['monitors', monitor.name, 'labels', keyOf(error, labels)]
    return { problems: [problemsOf(project)(error.code, error.message, error.mend ?? '', path)], joined: null }
  }
}

/** The part of `labels` that an error of the join is about: its place is the SQL that it refuses. */
function keyOf({ place }: LeewayError, { on, value, knownAt }: Labels): string {
  if (place === value) return 'value'
  if (place !== undefined && place === knownAt) return 'known_at'
  return on.kind === 'sql' ? 'on_sql' : 'on'
}

/** SQL of one row of the label table; what is one name is looked up among its columns. */
async function outcomeProblems(
  project: Project,
  monitor: Monitor,
  { value, knownAt }: Labels,
  engine: Engine,
  source: Source,
  columns: readonly Column[],
): Promise<readonly Problem[]> {
  const keys = [['value', value] as const, ...(knownAt === null ? [] : [['known_at', knownAt] as const])]
  const asked = keys.filter(([, sql]) => columnNamed(sql, columns) === null)
  if (asked.length === 0) return []
  const answers = await engine.checkExpressions(
    source,
    asked.map(([, sql]) => sql),
  )
  return answers.flatMap((answer, i) => {
    const path = ['monitors', monitor.name, 'labels', asked[i]![0]]
    // A name that says `l.` is bound with the join.
    if ('problem' in answer)
      return /\bl\./.test(asked[i]![1])
        ? []
        : [problemsOf(project)('SQL_REFUSED', answer.problem, 'this SQL cannot be used', path)]
    if (!answer.aggregate) return []
    return [
      problemsOf(project)(
        'SQL_REFUSED',
        'one value of all outcomes, not of each',
        'write it for one row of the label table',
        path,
      ),
    ]
  })
}
