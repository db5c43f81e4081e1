/** What only a table can say about `jobs:` and a monitor's `operations:`: columns, types, SQL. Nothing is computed. */
import { isAbsolute, relative } from 'node:path'
import { columnNamed } from '../config/check-columns.ts'
import { pathText } from '../config/path-text.ts'
import { type Problem, redactProblems } from '../config/problem.ts'
import type { ConfigPath, Job, Monitor, Project } from '../config/project.ts'
import type { Column } from '../core/columns.ts'
import { type ErrorCode, LeewayError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { Engine, Source } from '../engines/engine.ts'
import { sourceOf } from '../monitor/refresh-context.ts'
import { typeFamily } from '../sql/column-value.ts'
import { timestampForm } from '../sql/timestamp.ts'

type Places = Pick<Project, 'folder' | 'source' | 'secrets'>

/** What a text of the configuration must be: anything, a time, a number, a condition. */
type Role = 'any' | 'time' | 'number' | 'condition'

interface Question {
  readonly path: ConfigPath
  readonly text: string
  readonly role: Role
}

/**
 * @returns COLUMN_NOT_FOUND, COLUMN_TYPE and SQL_REFUSED problems with their place in leeway.yaml; empty when all is well
 * @throws LeewayError TABLE_… where the table cannot be read
 */
export function checkJob(project: Places, job: Job, engine: Engine): Promise<readonly Problem[]> {
  const at = ['jobs', job.name]
  const questions: Question[] = [
    { path: [...at, 'name'], text: job.nameColumn, role: 'any' },
    { path: [...at, 'start'], text: job.start, role: 'time' },
    { path: [...at, 'state'], text: job.state, role: 'any' },
  ]
  if (job.end !== null) questions.push({ path: [...at, 'end'], text: job.end, role: 'time' })
  if (job.error !== null) questions.push({ path: [...at, 'error'], text: job.error, role: 'any' })
  return ask(project, engine, sourceOf(job), questions)
}

/** The same for a monitor's timestamp and what its `operations` names. */
export function checkMonitorOperations(project: Places, monitor: Monitor, engine: Engine): Promise<readonly Problem[]> {
  const { timestamp, timestampFormat, operations } = monitor
  const at = ['monitors', monitor.name]
  const questions: Question[] = []
  if (timestamp !== undefined)
    questions.push({ path: [...at, 'timestamp'], text: timestamp, role: timestampFormat === undefined ? 'time' : 'any' })
  if (operations?.latency)
    questions.push({ path: [...at, 'operations', 'latency'], text: operations.latency.expression, role: 'number' })
  if (operations?.interval) {
    questions.push({ path: [...at, 'operations', 'start'], text: operations.interval.start, role: 'time' })
    questions.push({ path: [...at, 'operations', 'end'], text: operations.interval.end, role: 'time' })
  }
  if (operations?.error !== null && operations?.error !== undefined)
    questions.push({ path: [...at, 'operations', 'error'], text: operations.error, role: 'condition' })
  return ask(project, engine, sourceOf(monitor), questions)
}

async function ask(project: Places, engine: Engine, source: Source, questions: readonly Question[]): Promise<readonly Problem[]> {
  if (questions.length === 0) return []
  const { columns } = await engine.describe(source)
  const problems: Problem[] = []
  const add = (code: ErrorCode, { path }: Question, message: string, hint: string): void => {
    problems.push({ code, message, hint, path: pathText(path), place: project.source?.placeOf(path) ?? null })
  }
  const bindable = questions.filter((question) => {
    const name = columnNamed(question.text, columns)
    if (name === null || columns.some((column) => column.name === name)) return true
    add(
      'COLUMN_NOT_FOUND',
      question,
      `unknown column "${name}"`,
      `not in ${tableText(project, source)}${nearestText(name, columns)}`,
    )
    return false
  })
  const answers = await engine.checkExpressions(
    source,
    bindable.map(({ text }) => text),
  )
  for (const [i, answer] of answers.entries()) {
    const question = bindable[i]!
    if ('problem' in answer) add('SQL_REFUSED', question, answer.problem, 'expected a column, or one SQL expression over a row')
    else if (answer.aggregate)
      add('SQL_REFUSED', question, 'one value of many rows', 'expected one of each row, without sum(…) or the like')
    else {
      const hint = misfit(question, answer.type)
      if (hint !== null) add('COLUMN_TYPE', question, `${question.text} is ${answer.type}`, hint)
    }
  }
  return redactProblems(problems, project.secrets)
}

const NUMBERS = new Set(['integer', 'decimal', 'float'])

/** What is expected instead; null where the type fits. */
function misfit({ text, role }: Question, type: string): string | null {
  if (role === 'any') return null
  if (role === 'number') return NUMBERS.has(typeFamily(type)) ? null : 'expected a number'
  if (role === 'condition') return type === 'BOOLEAN' ? null : `expected a condition, such as ${text.split(/\s/)[0]} <> 'ok'`
  try {
    timestampForm(text, type, '')
    return null
  } catch (error) {
    if (!(error instanceof LeewayError)) throw error
    return NUMBERS.has(typeFamily(type))
      ? `expected a time; for seconds since 1970 write "to_timestamp(${text})"`
      : 'expected a timestamp, a date or text'
  }
}

function tableText(project: Places, { table }: Source): string {
  if (table === undefined) return 'the query'
  const inside = relative(project.folder, table)
  return !isAbsolute(table) || inside.startsWith('..') || isAbsolute(inside) ? table : inside
}

function nearestText(name: string, columns: readonly Column[]): string {
  const names = columns.map((column) => column.name)
  const nearest = nearestName(name, names)
  const size = ` (${names.length} ${names.length === 1 ? 'column' : 'columns'})`
  if (nearest !== undefined) return `${size}. Nearest: ${nearest}`
  return names.length <= 12 ? `${size}: ${names.join(', ')}` : size
}
