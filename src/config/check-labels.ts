/** Compares what `labels` names with the columns of the two tables that it joins. */
import type { Column } from '../core/columns.ts'
import type { ErrorCode } from '../core/error-catalogue.ts'
import { nearestName } from '../core/nearest-name.ts'
import { columnNamed, type ProjectPlaces } from './check-columns.ts'
import { pathText } from './path-text.ts'
import { type Problem, redactProblems } from './problem.ts'
import type { ConfigPath, Monitor } from './project.ts'

/**
 * SQL (`on_sql`, and a value or a `known_at` that is not one name) is the engine's to check.
 *
 * @param columns of the predictions
 * @param labelColumns of the label table
 */
export function checkLabels(
  project: ProjectPlaces,
  monitor: Monitor,
  columns: readonly Column[],
  labelColumns: readonly Column[],
): Problem[] {
  const { labels } = monitor
  if (!labels) return []
  const problems: Problem[] = []
  const at = ['monitors', monitor.name, 'labels']
  const add = (code: ErrorCode, path: ConfigPath, message: string, hint: string, part: 'key' | 'value' = 'value'): void => {
    problems.push({ code, message, hint, path: pathText(path), place: project.source?.placeOf(path, part) ?? null })
  }
  const find = (
    path: ConfigPath,
    name: string,
    among: readonly Column[],
    table: string,
    part?: 'key' | 'value',
  ): Column | undefined => {
    const known =
      among.find((column) => column.name === name) ?? among.find((column) => column.name.toLowerCase() === name.toLowerCase())
    if (known) return known
    const names = among.map((column) => column.name)
    const nearest = nearestName(name, names)
    const more = nearest !== undefined ? `. Nearest: ${nearest}` : names.length <= 12 ? `: ${names.join(', ')}` : ''
    add('COLUMN_NOT_FOUND', path, `unknown column "${name}"`, `not in ${table} (${names.length} columns)${more}`, part)
    return undefined
  }
  if (labels.on.kind === 'columns') {
    for (const [index, { prediction, label }] of labels.on.pairs.entries()) {
      const isMap = project.source?.has([...at, 'on', prediction]) !== false
      const path = isMap ? [...at, 'on', prediction] : [...at, 'on', index]
      find(path, prediction, columns, 'the table of the predictions', isMap ? 'key' : 'value')
      find(path, label, labelColumns, 'the label table')
    }
  }
  const value = columnNamed(labels.value, labelColumns)
  if (value !== null) find([...at, 'value'], value, labelColumns, 'the label table')
  const known = labels.knownAt === null ? null : columnNamed(labels.knownAt, labelColumns)
  const column = known === null ? undefined : find([...at, 'known_at'], known, labelColumns, 'the label table')
  if (column && column.kind !== 'timestamp' && column.kind !== 'text' && column.kind !== 'categorical')
    add(
      'COLUMN_TYPE',
      [...at, 'known_at'],
      `column "${column.name}" is ${column.engineType}`,
      'expected a timestamp, a date or text; for seconds since 1970 write an expression: known_at: to_timestamp(column)',
    )
  return redactProblems(problems, project.secrets)
}
