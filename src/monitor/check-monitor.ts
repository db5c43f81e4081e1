/** Everything of a monitor's configuration that only its table can answer: columns, types, SQL. Nothing is computed or written. */
import { checkColumns, columnNamed } from '../config/check-columns.ts'
import type { Problem } from '../config/problem.ts'
import type { ConfigPath, Monitor, Project } from '../config/project.ts'
import type { Column } from '../core/columns.ts'
import { type ErrorCode, LeewayError } from '../core/errors.ts'
import type { Engine, Source } from '../engines/engine.ts'
import { planCustomMetrics } from '../metrics/custom-expressions.ts'
import type { BinsVersion } from '../store/store.ts'
import { sqlOf } from './custom-values.ts'

/**
 * @param bins of an earlier run: a column that it knows and the table has lost is a finding, not a mistake of the configuration
 */
export async function checkMonitor(
  project: Project,
  monitor: Monitor,
  engine: Engine,
  source: Source,
  bins: BinsVersion | null,
): Promise<readonly Problem[]> {
  const { columns } = await engine.describe(source)
  const names = new Set(columns.map((c) => c.name))
  const lost = bins
    ? [...bins.columns.values()].map((f) => f.column).filter((c) => !names.has(c.name) && c.name !== monitor.timestamp)
    : []
  const changed = new Set(
    bins
      ? [...bins.columns.values()]
          .filter((f) => names.has(f.column.name) && columns.find((c) => c.name === f.column.name)!.kind !== f.column.kind)
          .map((f) => f.column.name)
      : [],
  )
  const problems = checkColumns(project, monitor, [...columns, ...lost]).filter(
    (p) => p.column === undefined || !changed.has(p.column),
  )
  return [...problems, ...(await expressionProblems(project, monitor, engine, source, columns, new Set(lost.map((c) => c.name))))]
}

interface Question {
  readonly sql: string
  readonly what: string
  readonly path: ConfigPath
  /** A metric is one value of many rows, a slice one of each row. */
  readonly aggregate: boolean
}

async function expressionProblems(
  project: Project,
  monitor: Monitor,
  engine: Engine,
  source: Source,
  columns: readonly Column[],
  lost: ReadonlySet<string>,
): Promise<readonly Problem[]> {
  const at = ['monitors', monitor.name]
  const problem = (code: ErrorCode, message: string, hint: string, path: ConfigPath): Problem => ({
    code,
    message,
    hint,
    path: path.join('.'),
    place: project.source?.placeOf(path) ?? null,
  })
  const custom = planCustomMetrics(monitor.customMetrics, monitor.positive)
  const problems = custom.problems.map((p) =>
    problem('CONFIG_INVALID', `custom metric "${p.metric.name}": ${p.message}`, p.mend ?? '', [
      ...at,
      'custom_metrics',
      indexOf(monitor, p.metric.name),
      'definition',
    ]),
  )
  const questions: Question[] = []
  for (const metric of custom.aggregates) {
    const path = [...at, 'custom_metrics', indexOf(monitor, metric.name), 'definition']
    const what = `custom metric "${metric.name}"`
    try {
      for (const column of metric.inputColumns.filter((c) => !lost.has(c)))
        questions.push({ sql: sqlOf({ monitor, engine }, metric, column), what, path, aggregate: true })
    } catch (error) {
      // Collected like the others: a person wants to see all mistakes of a file at once.
      if (!(error instanceof LeewayError) || error.code !== 'SQL_REFUSED') throw error
      problems.push(problem('SQL_REFUSED', error.message, error.mend ?? '', path))
    }
  }
  for (const [i, slice] of monitor.slices.entries()) {
    if (columnNamed(slice, columns) === null)
      questions.push({ sql: slice, what: 'slice', path: [...at, 'slices', i], aggregate: false })
  }
  if (questions.length === 0) return problems
  const answers = await engine.checkExpressions(
    source,
    questions.map((q) => q.sql),
  )
  for (const [i, answer] of answers.entries()) {
    const { what, path, aggregate } = questions[i]!
    if ('problem' in answer) problems.push(problem('SQL_REFUSED', `${what}: ${answer.problem}`, 'this SQL cannot be used', path))
    else if (aggregate && !answer.aggregate)
      problems.push(
        problem(
          'SQL_REFUSED',
          `${what}: one value of each row, not of all rows of a window`,
          'an aggregate, such as avg(…)',
          path,
        ),
      )
    else if (!aggregate && answer.aggregate)
      problems.push(
        problem('SQL_REFUSED', `${what}: the same for all rows, so that it tells none apart`, 'a condition on each row', path),
      )
  }
  return problems
}

const indexOf = (monitor: Monitor, name: string): number => monitor.customMetrics.findIndex((m) => m.name === name)
