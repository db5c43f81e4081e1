/** Which further and custom metrics a monitor's rows hold, and whether each is a number: they become columns of their own. */
import type { JsonValue } from '../core/json.ts'
import type { MetricValues } from '../metrics/rows.ts'
import type { Database } from './database.ts'
import type { NamedMetric } from './metric-columns.ts'

export type MetricTable = 'profile' | 'drift'

/** Keeps the order in which names were first seen. */
export class MetricNames {
  readonly #byKey = new Map<string, NamedMetric>()
  /** True when something was added or widened since it was read. */
  changed = false

  add(source: NamedMetric['source'], name: string, value: JsonValue): void {
    const key = `${source} ${name}`
    const known = this.#byKey.get(key)
    // A null says nothing about the type; a first null still makes the column.
    const type = value === null || typeof value === 'number' ? 'number' : 'json'
    if (known && (known.type === 'json' || type === 'number')) return
    this.#byKey.set(key, { source, name, type })
    this.changed = true
  }

  restore(metric: NamedMetric): void {
    this.#byKey.set(`${metric.source} ${metric.name}`, metric)
  }

  list(): readonly NamedMetric[] {
    return [...this.#byKey.values()]
  }
}

/** Adds the names of one row. `known` says which values have a column in the table already. */
export function learnNames(
  names: MetricNames,
  row: { readonly values: MetricValues; readonly custom: MetricValues },
  known: (name: string) => boolean,
): void {
  for (const [name, value] of row.values) if (!known(name)) names.add('further', name, value)
  for (const [name, value] of row.custom) names.add('custom', name, value)
}

export async function readMetricNames(database: Database, monitor: string, table: MetricTable): Promise<MetricNames> {
  const names = new MetricNames()
  const rows = await database.all(
    'select source, name, type from metric_names where monitor = $1 and metric_table = $2 order by position',
    [monitor, table],
  )
  for (const row of rows) names.restore(row as unknown as NamedMetric)
  return names
}

/** The names that the stored rows really hold, for when a configuration dropped some. */
export async function scanMetricNames(database: Database, monitor: string, table: MetricTable): Promise<MetricNames> {
  const names = new MetricNames()
  for (const source of ['further', 'custom'] as const) {
    const rows = await database.all(
      `select name, bool_and(json_type(metrics, '/' || replace(replace(name, '~', '~0'), '/', '~1')) in ('DOUBLE', 'BIGINT', 'UBIGINT', 'NULL'))
         as is_number, min(row_number) as seen
       from (select rowid as row_number, ${source} as metrics, unnest(json_keys(${source})) as name
         from ${table}_rows where monitor = $1 and ${source} is not null)
       group by name order by seen, name`,
      [monitor],
    )
    for (const row of rows)
      names.restore({ source, name: String(row['name']), type: row['is_number'] === true ? 'number' : 'json' })
  }
  names.changed = true
  return names
}

export async function writeMetricNames(
  database: Database,
  monitor: string,
  table: MetricTable,
  names: MetricNames,
): Promise<void> {
  await database.run('delete from metric_names where monitor = $1 and metric_table = $2', [monitor, table])
  for (const [position, metric] of names.list().entries())
    await database.run('insert into metric_names values ($1, $2, $3, $4, $5, $6)', [
      monitor,
      table,
      metric.source,
      metric.name,
      metric.type,
      position,
    ])
  names.changed = false
}
