/** `export`: a table as one strict JSON array, CSV or Parquet. Rows stream; nothing holds the whole table. */
import { renameSync, rmSync } from 'node:fs'
import { LeewayError } from '../core/errors.ts'
import { outputError } from '../core/output-error.ts'
import { appendRows } from './append-rows.ts'
import { checkCondition, conditionError, quoteReserved } from './check-condition.ts'
import type { Database, SqlRow } from './database.ts'
import { metricColumns, type OutputColumn, selectList } from './metric-columns.ts'
import { itemsOf, textOf, windowOf } from './metric-rows.ts'
import { openOutput, type TextOutput, unfinishedPath } from './output.ts'
import { expandQuantiles } from './quantile-knots.ts'
import { quoteName, quoteText } from './sql-text.ts'
import type { ExportOptions, ExportTable } from './store.ts'
import {
  ALERT_COLUMNS,
  ASKED_WINDOWS,
  DECISION_COLUMNS,
  FINDING_COLUMNS,
  type MonitorShape,
  RUN_COLUMNS,
  tableShape,
  WINDOW_COLUMNS,
} from './views.ts'
import { windowGaps } from './window-gaps.ts'

/** What is exported: its columns, the stored table (or subquery), and the order of its rows by stored columns. */
interface Relation {
  readonly columns: readonly OutputColumn[]
  readonly from: string
  readonly order: string
}

/** @returns the number of rows written */
export async function exportTable(
  database: Database,
  table: ExportTable,
  options: ExportOptions,
  shapeOf: (monitor: string) => Promise<MonitorShape>,
): Promise<number> {
  if (options.format === 'parquet' && options.output === undefined)
    throw new LeewayError('USAGE', 'parquet is not text and cannot be printed', { mend: 'name a file with -o' })
  const where = options.where === undefined ? undefined : quoteReserved(options.where)
  if (where !== undefined) await checkCondition(database, where)
  const relation = await relationOf(database, table, options.monitors, shapeOf)
  const knots = relation.columns.some((c) => c.shape === 'quantiles')
    ? `, quantile_ranks as ${KNOT_RANKS}, quantile_values as ${KNOT_VALUES}`
    : ''
  const rows = `(select ${selectList(relation.columns)}${knots} from (select * from ${relation.from} order by ${relation.order}))`
  const condition = where === undefined ? '' : `where (${where}\n)`
  if (condition) await bindCondition(database, rows, condition, where!)
  if (options.format === 'parquet') return await writeParquet(database, relation, rows, condition, options.output!)
  const output = openOutput(options.output, options.write)
  try {
    const count =
      options.format === 'json'
        ? await writeJson(database, relation, rows, condition, output)
        : await writeCsv(database, relation, rows, condition, output)
    await output.finish()
    return count
  } catch (error) {
    output.abandon()
    throw error
  }
}

// Quantiles are written from their knots by JavaScript: the database would hold 2,048 rows of 1,000 numbers at a time, several times over.
const KNOT_RANKS = '"knots of quantiles: ranks"'
const KNOT_VALUES = '"knots of quantiles: values"'

async function relationOf(
  database: Database,
  table: ExportTable,
  monitors: readonly string[] | undefined,
  shapeOf: (monitor: string) => Promise<MonitorShape>,
): Promise<Relation> {
  const only = monitors ? `where monitor in (${monitors.map(quoteText).join(', ') || 'null'})` : ''
  const ofMonitors = (stored: string): string => `${stored} ${only}`
  switch (table) {
    case 'profile_metrics':
    case 'drift_metrics': {
      const name = table === 'profile_metrics' ? 'profile' : 'drift'
      const known = await database.all(`select distinct monitor from ${name}_rows ${only} order by monitor`)
      const shapes: MonitorShape[] = []
      for (const row of known) shapes.push(await shapeOf(textOf(row['monitor'])!))
      const keys = name === 'profile' ? 'log_type, ' : ''
      return {
        columns: metricColumns(tableShape(name, shapes)),
        from: ofMonitors(`${name}_rows`),
        order: `monitor, ${keys}granularity nulls first, window_start nulls first${name === 'drift' ? ', drift_type' : ''},
          slice_key nulls first, slice_value nulls first, model_id nulls first, rowid`,
      }
    }
    case 'findings':
      return {
        columns: FINDING_COLUMNS,
        from: ofMonitors('finding_rows'),
        order: 'monitor, window_start, granularity nulls first, rowid',
      }
    case 'windows':
      await fillWindows(database, only, shapeOf)
      return { columns: WINDOW_COLUMNS, from: 'all_windows', order: 'monitor, granularity nulls first, window_start' }
    case 'runs':
      return { columns: RUN_COLUMNS, from: 'runs', order: 'started_at, rowid' }
    case 'alerts':
      return { columns: ALERT_COLUMNS, from: ofMonitors('alerts'), order: 'monitor, pending_at, rowid' }
    case 'decisions':
      return { columns: DECISION_COLUMNS, from: ofMonitors('decisions'), order: 'monitor, decided_at, rowid' }
  }
}

/** `all_windows`: the stored windows and, with count 0, the calendar's windows between them that had no rows. */
async function fillWindows(database: Database, only: string, shapeOf: (monitor: string) => Promise<MonitorShape>): Promise<void> {
  const rows = await database.all(
    `select monitor, granularity, window_start, window_end from ${ASKED_WINDOWS} ${only} order by monitor, granularity, window_start`,
  )
  const groups = new Map<string, SqlRow[]>()
  for (const row of rows) {
    const key = JSON.stringify([row['monitor'], row['granularity']])
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  await database.run(`create or replace temp table window_gaps
    (monitor varchar, granularity varchar, window_start timestamptz, window_end timestamptz)`)
  for (const group of groups.values()) {
    const monitor = textOf(group[0]!['monitor'])!
    const gaps = windowGaps(
      group.map((row) => windowOf(row)),
      (await shapeOf(monitor)).timeZone,
    )
    await appendRows(
      database,
      'window_gaps',
      [
        { name: 'monitor', type: 'text', cell: () => monitor },
        { name: 'granularity', type: 'text', cell: (w) => w.granularity },
        { name: 'window_start', type: 'instant', cell: (w) => w.startUs },
        { name: 'window_end', type: 'instant', cell: (w) => w.endUs },
      ],
      gaps,
      true,
    )
  }
  await database.run(`create or replace temp view all_windows as
    select monitor, granularity, window_start, window_end, row_count, complete, fingerprint, bins_version, computed_at
    from ${ASKED_WINDOWS} ${only}
    union all
    select monitor, granularity, window_start, window_end, 0, true, null, null, null from window_gaps`)
}

/** Lets DuckDB bind the condition before anything is written, so that a wrong name is the user's error. */
async function bindCondition(database: Database, rows: string, condition: string, where: string): Promise<void> {
  try {
    const prepared = await database.connection.prepare(`select 1 from ${rows} ${condition}`)
    prepared.destroySync()
  } catch (error) {
    throw conditionError(where, error)
  }
}

// An instant as ISO 8601 in UTC, with a fraction only where there is one.
const iso = (sql: string): string => {
  const utc = `make_timestamp(epoch_us(${sql}))`
  return `case when epoch_us(${sql}) % 1000000 = 0 then strftime(${utc}, '%Y-%m-%dT%H:%M:%SZ') else strftime(${utc}, '%Y-%m-%dT%H:%M:%S.%fZ') end`
}

const isoWindow = (name: string): string =>
  `case when ${name} is not null then {'start': ${iso(`${name}."start"`)}, 'end': ${iso(`${name}."end"`)}} end`

const LARGEST_EXACT = 9_007_199_254_740_992n

function jsonValue(column: OutputColumn): string {
  const name = quoteName(column.name)
  switch (column.shape) {
    case 'instant':
      return iso(name)
    case 'window':
      return isoWindow(name)
    case 'bigint':
      return `case when ${name} between -${LARGEST_EXACT} and ${LARGEST_EXACT} then to_json(${name}) else to_json(${name}::varchar) end`
    default:
      return name
  }
}

/** `{"a":1}` -> `"a":1`. */
const inner = (object: Value | undefined): string => (object as string).slice(1, -1)

const quantilesJson = (ranks: Value | undefined, values: Value | undefined): string =>
  !ranks || !values ? 'null' : JSON.stringify(expandQuantiles({ ranks: itemsOf(ranks), values: itemsOf(values) }))

async function writeJson(
  database: Database,
  relation: Relation,
  rows: string,
  condition: string,
  output: TextOutput,
): Promise<number> {
  const columns = relation.columns.filter((c) => c.shape !== 'reasons')
  const object = (part: readonly OutputColumn[]): string =>
    part.length === 0 ? `'{}'` : `to_json({${part.map((c) => `${quoteText(c.name)}: ${jsonValue(c)}`).join(', ')}})::varchar`
  const reasons = relation.columns.length > columns.length ? 'reasons::varchar' : 'null'
  const at = columns.findIndex((c) => c.shape === 'quantiles')
  const parts =
    at < 0
      ? [object(columns), `'{}'`, reasons, 'null', 'null']
      : [object(columns.slice(0, at)), object(columns.slice(at + 1)), reasons, KNOT_RANKS, KNOT_VALUES]
  let count = 0
  await eachRow(database, `select ${parts.join(', ')} from ${rows} ${condition}`, async ([head, tail, why, ranks, values]) => {
    const members = [inner(head), ...(at < 0 ? [] : [`"quantiles":${quantilesJson(ranks, values)}`]), inner(tail)]
    // `reasons` is there only where there are some.
    if (why !== null) members.push(`"reasons":${why}`)
    await output.write(`${count === 0 ? '[' : ','}\n{${members.filter((m) => m !== '').join(',')}}`)
    count++
  })
  await output.write(count === 0 ? '[]\n' : '\n]\n')
  return count
}

function csvValue(column: OutputColumn): string {
  const name = quoteName(column.name)
  switch (column.shape) {
    case 'instant':
      return iso(name)
    case 'window':
      return `to_json(${isoWindow(name)})::varchar`
    case 'nested':
      return `to_json(${name})::varchar`
    case 'quantiles':
      return 'null'
    default:
      return `${name}::varchar`
  }
}

const csvField = (value: Value): string =>
  typeof value !== 'string' ? '' : value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

async function writeCsv(
  database: Database,
  relation: Relation,
  rows: string,
  condition: string,
  output: TextOutput,
): Promise<number> {
  const at = relation.columns.findIndex((c) => c.shape === 'quantiles')
  const fields = [...relation.columns.map((c) => csvValue(c)), ...(at < 0 ? [] : [KNOT_RANKS, KNOT_VALUES])]
  await output.write(`${relation.columns.map((c) => csvField(c.name)).join(',')}\n`)
  const width = relation.columns.length
  let count = 0
  await eachRow(database, `select ${fields.join(', ')} from ${rows} ${condition}`, async (values) => {
    const texts = values.slice(0, width).map(csvField)
    const [ranks, knots] = values.slice(width)
    if (ranks && knots) texts[at] = csvField(quantilesJson(ranks, knots))
    await output.write(`${texts.join(',')}\n`)
    count++
  })
  return count
}

type Value = SqlRow[string]

async function eachRow(database: Database, sql: string, visit: (values: readonly Value[]) => Promise<void>): Promise<void> {
  const result = await database.connection.stream(sql)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return
    const vectors = Array.from({ length: chunk.columnCount }, (_, c) => chunk.getColumnVector(c))
    for (let r = 0; r < chunk.rowCount; r++) await visit(vectors.map((vector) => vector.getItem(r)))
  }
}

async function writeParquet(
  database: Database,
  relation: Relation,
  rows: string,
  condition: string,
  path: string,
): Promise<number> {
  const unfinished = unfinishedPath(path)
  // JSON texts are written as text: a reader without a JSON type opens them too.
  const columns = relation.columns.map((c) => {
    const name = quoteName(c.name)
    return c.shape === 'json' || c.shape === 'reasons' ? `${name}::varchar as ${name}` : name
  })
  try {
    // One thread: each would hold its own 2,048 rows of 1,000 quantiles, several times over.
    await database.run('set threads = 1')
    const reader = await database.connection.runAndReadAll(
      `copy (select ${columns.join(', ')} from ${rows} ${condition}) to ${quoteText(unfinished)} (format parquet, compression zstd, row_group_size 8192)`,
    )
    renameSync(unfinished, path)
    return Number(reader.getRows()[0]?.[0] ?? 0)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw outputError(path, error)
  } finally {
    await database.run('reset threads')
  }
}
