/** Everything of a monitor's configuration that only its table can answer: columns, types, SQL. Nothing is computed or written. */
import { checkColumns, columnNamed } from '../config/check-columns.ts'
import type { Problem } from '../config/problem.ts'
import type { ConfigPath, Monitor, Project } from '../config/project.ts'
import type { Column } from '../core/columns.ts'
import { LeewayError } from '../core/errors.ts'
import type { Engine, Source } from '../engines/engine.ts'
import { planCustomMetrics } from '../metrics/custom-expressions.ts'
import { readsLabel } from '../metrics/label-metrics.ts'
import type { BinsVersion } from '../store/store.ts'
import { type CheckedJoin, checkJoin, problemsOf } from './check-join.ts'
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
  const labels = await checkJoin(project, monitor, engine, columns)
  const names = new Set(columns.map((c) => c.name))
  const lost = bins
    ? [...bins.columns.values()]
        .map((f) => f.column)
        .filter((c) => !names.has(c.name) && c.name !== monitor.timestamp && !(monitor.labels && c.name === monitor.label))
    : []
  const changed = new Set(
    bins
      ? [...bins.columns.values()]
          .filter((f) => names.has(f.column.name) && columns.find((c) => c.name === f.column.name)!.kind !== f.column.kind)
          .map((f) => f.column.name)
      : [],
  )
  const problems = checkColumns(project, monitor, [...columns, ...lost], labels.column).filter(
    (p) => p.column === undefined || !changed.has(p.column),
  )
  const asked = { project, monitor, engine, source, columns, labels, lost: new Set(lost.map((c) => c.name)) }
  return [...problems, ...labels.problems, ...(await expressionProblems(asked))]
}

interface Question {
  readonly sql: string
  readonly what: string
  readonly path: ConfigPath
  /** A metric is one value of many rows, a slice one of each row. */
  readonly aggregate: boolean
  /** It reads the outcome, so it is asked of predictions with their outcomes. */
  readonly joined: boolean
}

interface Asked {
  readonly project: Project
  readonly monitor: Monitor
  readonly engine: Engine
  readonly source: Source
  readonly columns: readonly Column[]
  readonly labels: CheckedJoin
  /** Columns of earlier runs that the table has no more. */
  readonly lost: ReadonlySet<string>
}

async function expressionProblems({
  project,
  monitor,
  engine,
  source,
  columns,
  labels,
  lost,
}: Asked): Promise<readonly Problem[]> {
  const at = ['monitors', monitor.name]
  const problem = problemsOf(project)
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
        questions.push({
          sql: sqlOf({ monitor, engine }, metric, column),
          what,
          path,
          aggregate: true,
          joined: labels.joined !== null && readsLabel(metric.definition, column, monitor.label),
        })
    } catch (error) {
      // Collected like the others: a person wants to see all mistakes of a file at once.
      if (!(error instanceof LeewayError) || error.code !== 'SQL_REFUSED') throw error
      problems.push(problem('SQL_REFUSED', error.message, error.mend ?? '', path))
    }
  }
  for (const [i, slice] of monitor.slices.entries()) {
    if (columnNamed(slice, columns) === null)
      questions.push({ sql: slice, what: 'slice', path: [...at, 'slices', i], aggregate: false, joined: false })
  }
  for (const [{ what, path, aggregate }, answer] of [
    ...(await answersOf(
      engine,
      source,
      questions.filter((q) => !q.joined),
    )),
    ...(await answersOf(
      engine,
      labels.joined,
      questions.filter((q) => q.joined),
    )),
  ]) {
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

type Answer = Awaited<ReturnType<Engine['checkExpressions']>>[number]

async function answersOf(
  engine: Engine,
  source: Source | null,
  questions: readonly Question[],
): Promise<readonly (readonly [Question, Answer])[]> {
  if (questions.length === 0 || source === null) return []
  const answers = await engine.checkExpressions(
    source,
    questions.map((q) => q.sql),
  )
  return questions.map((question, i) => [question, answers[i]!])
}

const indexOf = (monitor: Monitor, name: string): number => monitor.customMetrics.findIndex((m) => m.name === name)
