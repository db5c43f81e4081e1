import { isAbsolute, relative } from 'node:path'
import type { Column } from '../core/columns.ts'
import type { ErrorCode } from '../core/error-catalogue.ts'
import { nearestName } from '../core/nearest-name.ts'
import { matchesPattern } from './match-pattern.ts'
import { pathText } from './path-text.ts'
import { ConfigError, type Problem, redactProblems, sortProblems } from './problem.ts'
import type { ConfigPath, Monitor, Project } from './project.ts'

export type ProjectPlaces = Pick<Project, 'folder' | 'source' | 'secrets'>

/**
 * Compares what a monitor names with the columns that its table has.
 *
 * Every problem carries the column's name, so that a caller who knows the column from an earlier run can make a finding of it.
 * SQL expressions (a timestamp or a slice that is not one name) are the engine's to check.
 * @param joinedLabel the outcome that `labels` joins: a column for types, checks and custom metrics, but none of the table
 * @returns COLUMN_NOT_FOUND and COLUMN_TYPE problems in the order of the file; empty when all is well
 */
export function checkColumns(
  project: ProjectPlaces,
  monitor: Monitor,
  columns: readonly Column[],
  joinedLabel?: Column,
): Problem[] {
  const check = new ColumnCheck(project, monitor, columns, joinedLabel)
  check.time()
  check.model()
  check.lists()
  return sortProblems(redactProblems(check.problems, project.secrets))
}

/** @throws ConfigError when there are problems; its code is theirs, or CONFIG_INVALID when they differ */
export function throwProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigError(sortProblems(problems))
}

/** A reference table may lack columns, but not all of them. */
export function checkReferenceColumns(
  project: ProjectPlaces,
  monitor: Monitor,
  columns: readonly Column[],
  referenceColumns: readonly Column[],
): Problem[] {
  if (monitor.reference?.kind !== 'table') return []
  const names = new Set(columns.map((column) => column.name))
  if (referenceColumns.some((column) => names.has(column.name))) return []
  const path = ['monitors', monitor.name, 'reference', 'table']
  return [
    {
      code: 'COLUMN_NOT_FOUND',
      message: 'the reference has no column in common with the table',
      hint: `${shownTable(project, monitor.reference.table)} has ${listOf(referenceColumns.map((column) => column.name))}`,
      path: pathText(path),
      place: project.source?.placeOf(path) ?? null,
    },
  ]
}

/**
 * The column that a `timestamp:` or an entry of `slices:` names, or null when it is an SQL expression.
 * A text that is a column's name is that column, whatever it looks like; else one bare or quoted word is meant as a name, and so are
 * several words that are nearly a column's name: no SQL looks like that.
 */
export function columnNamed(text: string, columns: readonly Column[]): string | null {
  if (columns.some((column) => column.name === text)) return text
  const quoted = /^"((?:[^"]|"")+)"$/.exec(text)
  if (quoted) return quoted[1]!.replaceAll('""', '"')
  if (/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(text)) return text
  const nearest = nearestName(
    text,
    columns.map((column) => column.name),
  )
  const words = (name: string): number => name.split(' ').length
  return /^[\p{L}_][\p{L}\p{N}_$ ]*$/u.test(text) && nearest && words(nearest) === words(text) ? text : null
}

class ColumnCheck {
  readonly problems: Problem[] = []
  readonly #project: ProjectPlaces
  readonly #monitor: Monitor
  readonly #columns: ReadonlyMap<string, Column>
  readonly #table: string
  readonly #joinedLabel: Column | undefined

  constructor(project: ProjectPlaces, monitor: Monitor, columns: readonly Column[], joinedLabel?: Column) {
    this.#project = project
    this.#monitor = monitor
    this.#joinedLabel = joinedLabel
    this.#columns = new Map(columns.map((column) => [column.name, column]))
    this.#table = monitor.table === undefined ? 'the query' : shownTable(project, monitor.table)
  }

  time(): void {
    const { timestamp } = this.#monitor
    if (timestamp === undefined) return
    const name = columnNamed(timestamp, [...this.#columns.values()])
    const column = name === null ? undefined : this.#find(['timestamp'], name)
    if (column && column.kind !== 'timestamp' && column.kind !== 'text' && column.kind !== 'categorical')
      this.#type(
        ['timestamp'],
        column,
        'a timestamp, a date or text',
        'for seconds since 1970 write an expression: timestamp: to_timestamp(column)',
      )
  }

  model(): void {
    const monitor = this.#monitor
    const prediction = monitor.prediction === undefined ? undefined : this.#find(['prediction'], monitor.prediction)
    const label =
      monitor.label === undefined ? undefined : monitor.labels ? this.#joinedLabel : this.#find(['label'], monitor.label)
    const labelPath = monitor.labels ? ['labels', 'value'] : ['label']
    for (const [key, column] of [
      [['prediction'], prediction],
      [labelPath, label],
    ] as const) {
      if (!column) continue
      if (monitor.problem === 'regression' && column.kind !== 'numeric')
        this.#type(key, column, 'a number', 'regression predicts numbers: is it problem: classification?')
      if (column.kind === 'other') this.#type(key, column, 'a number, text or boolean', 'choose another column')
    }
    if (monitor.problem === 'classification' && prediction && label) this.#sameClasses(prediction, label, labelPath)
    if (prediction && monitor.positive !== undefined) this.#positive(prediction, monitor.positive)
    this.#probability()
    const modelId = monitor.modelId === undefined ? undefined : this.#find(['model_id'], monitor.modelId)
    if (modelId?.kind === 'other') this.#type(['model_id'], modelId, 'text or a number', 'choose another column')
  }

  lists(): void {
    const monitor = this.#monitor
    const all = [...this.#columns.values()]
    const { include, exclude } = monitor.features
    for (const [index, pattern] of (include ?? []).entries())
      this.#pattern(this.#written(['features', 'include', index], ['features', index]), pattern)
    for (const [index, pattern] of exclude.entries()) this.#pattern(['features', 'exclude', index], pattern)
    for (const name of monitor.types.keys()) if (!this.#isLabel(name)) this.#find(['types', name], name, 'key')
    for (const [index, slice] of monitor.slices.entries()) {
      const name = columnNamed(slice, all)
      if (name !== null) this.#find(['slices', index], name)
    }
    for (const [index, name] of (monitor.key ?? []).entries()) this.#find(this.#written(['key', index], ['key']), name)
    for (const [index, metric] of monitor.customMetrics.entries())
      for (const [item, name] of metric.inputColumns.entries())
        if (name !== ':table' && !this.#isLabel(name)) this.#find(['custom_metrics', index, 'input_columns', item], name)
    for (const [index, check] of monitor.checks.entries())
      for (const [item, pattern] of (check.columns ?? []).entries())
        if (pattern !== ':table' && !this.#isLabel(pattern)) this.#pattern(['checks', index, 'columns', item], pattern)
  }

  /** A joined outcome is a column of what is computed, though not of the table. */
  #isLabel(name: string): boolean {
    return this.#monitor.labels !== null && name === this.#monitor.label
  }

  /** The long or the short form of a key (`features: {include: [a]}` and `features: [a]`), whichever is written. */
  #written(long: ConfigPath, short: ConfigPath): ConfigPath {
    return this.#project.source?.has(['monitors', this.#monitor.name, ...long]) === false ? short : long
  }

  #probability(): void {
    const { probability } = this.#monitor
    if (probability === undefined) return
    const columns: (readonly [ConfigPath, string])[] =
      typeof probability === 'string'
        ? [[['probability'], probability]]
        : [...probability].map(([name, column]) => [['probability', name], column])
    for (const [path, name] of columns) {
      const column = this.#find(path, name)
      if (column && column.kind !== 'numeric')
        this.#type(path, column, 'a number from 0 to 1', 'choose the column of the probability, not of the class')
    }
  }

  /** Classes are compared as text: `true` never equals `1`. */
  #sameClasses(prediction: Column, label: Column, path: ConfigPath): void {
    const kinds = [prediction.kind, label.kind]
    if (kinds.includes('boolean') && kinds.includes('numeric'))
      this.#type(
        path,
        label,
        `the same kind as ${prediction.name} (${prediction.engineType})`,
        'true never equals 1: cast one of them, with query: "select * replace (…) from …"',
      )
  }

  #positive(prediction: Column, positive: string): void {
    const fits =
      prediction.kind === 'boolean'
        ? positive === 'true' || positive === 'false'
        : prediction.kind !== 'numeric' || Number.isFinite(Number(positive))
    if (fits) return
    const expected = prediction.kind === 'boolean' ? 'true or false' : 'a number'
    const meant = prediction.kind === 'boolean' ? BOOLEANS.get(positive.toLowerCase()) : undefined
    this.#add(
      'COLUMN_TYPE',
      ['positive'],
      `"${positive}" can never be predicted`,
      `${prediction.name} is ${prediction.engineType}: expected ${expected}${meant === undefined ? '' : `. Write positive: ${meant}`}`,
      prediction.name,
    )
  }

  #find(path: ConfigPath, name: string, part: 'key' | 'value' = 'value'): Column | undefined {
    const column = this.#columns.get(name)
    if (column) return column
    this.#add(
      'COLUMN_NOT_FOUND',
      path,
      `unknown column "${name}"`,
      `not in ${this.#table} (${this.#size()})${this.#nearest(name)}`,
      name,
      part,
    )
    return undefined
  }

  #pattern(path: ConfigPath, pattern: string): void {
    if (!pattern.includes('*')) {
      this.#find(path, pattern)
      return
    }
    const names = [...this.#columns.keys()]
    if (pattern === '*' || names.some((name) => matchesPattern(name, pattern))) return
    this.#add('COLUMN_NOT_FOUND', path, `no column is like "${pattern}"`, `${this.#table} has ${listOf(names)}`, pattern)
  }

  #type(path: ConfigPath, column: Column, expected: string, mend: string): void {
    this.#add(
      'COLUMN_TYPE',
      path,
      `column "${column.name}" is ${column.engineType}`,
      `expected ${expected}; ${mend}`,
      column.name,
    )
  }

  #add(code: ErrorCode, path: ConfigPath, message: string, hint: string, column: string, part: 'key' | 'value' = 'value'): void {
    const whole = ['monitors', this.#monitor.name, ...path]
    this.problems.push({
      code,
      message,
      hint,
      path: pathText(whole),
      place: this.#project.source?.placeOf(whole, part) ?? null,
      column,
    })
  }

  #size(): string {
    return this.#columns.size === 1 ? '1 column' : `${this.#columns.size} columns`
  }

  #nearest(name: string): string {
    const nearest = nearestName(name, this.#columns.keys())
    if (nearest !== undefined) return `. Nearest: ${nearest}`
    return this.#columns.size <= 12 ? `: ${[...this.#columns.keys()].join(', ')}` : ''
  }
}

/** What other tools write for a boolean's two values. */
const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['1', 'true'],
  ['t', 'true'],
  ['yes', 'true'],
  ['0', 'false'],
  ['f', 'false'],
  ['no', 'false'],
])

const listOf = (names: readonly string[]): string =>
  names.length > 12 ? `${names.length} columns: ${names.slice(0, 10).join(', ')}, …` : names.join(', ')

function shownTable(project: ProjectPlaces, table: string): string {
  if (!isAbsolute(table)) return table
  const inside = relative(project.folder, table)
  return inside.startsWith('..') || isAbsolute(inside) ? table : inside
}
