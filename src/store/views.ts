/**
 * The views that people and BI tools read when they open the file: `profile_metrics`, `drift_metrics`, `findings`, `windows` over all
 * monitors, and `<monitor>_profile_metrics`, `<monitor>_drift_metrics` with exactly the columns of Lakehouse Monitoring first.
 */
import type { Database } from './database.ts'
import {
  type MetricTableShape,
  metricColumns,
  type NamedMetric,
  type OutputColumn,
  selectList,
  WINDOW,
} from './metric-columns.ts'
import { quoteName, quoteText } from './sql-text.ts'

const column = (name: string, shape: OutputColumn['shape'] = 'plain', sql = quoteName(name)): OutputColumn => ({
  name,
  shape,
  sql,
})

export const FINDING_COLUMNS: readonly OutputColumn[] = [
  column('id', 'text'),
  column('monitor', 'text'),
  WINDOW,
  column('granularity', 'text'),
  column('slice_key', 'text'),
  column('slice_value', 'text'),
  column('model_id', 'text'),
  column('column_name', 'text'),
  column('check', 'text', 'check_name'),
  column('metric', 'text'),
  column('value'),
  column('reference_value'),
  column('status', 'text'),
  column('severity', 'text'),
  column('threshold'),
  column('n_current', 'bigint', 'cast(round(n_current) as bigint)'),
  column('n_reference', 'bigint', 'cast(round(n_reference) as bigint)'),
  column('p_value'),
  column('effect'),
  column('policy', 'text'),
  column('sentence', 'text'),
  column('theme', 'text'),
  column('evidence', 'json', 'evidence::json'),
]

export const WINDOW_COLUMNS: readonly OutputColumn[] = [
  column('monitor', 'text'),
  WINDOW,
  column('granularity', 'text'),
  column('count', 'bigint', 'row_count'),
  column('complete'),
  column('fingerprint', 'text'),
  column('bins_version'),
  column('computed_at', 'instant'),
]

export const RUN_COLUMNS: readonly OutputColumn[] = [
  column('id', 'text'),
  column('started_at', 'instant'),
  column('finished_at', 'instant'),
  column('command', 'text'),
  column('as_of', 'instant'),
  column('config_hash', 'text'),
  column('version', 'text'),
  column('status', 'text'),
  column('rows_read', 'bigint'),
  column('statements', 'bigint'),
  column('error', 'text'),
]

export const ALERT_COLUMNS: readonly OutputColumn[] = [
  column('id', 'text'),
  column('monitor', 'text'),
  column('check', 'text', 'check_name'),
  column('metric', 'text'),
  column('column_name', 'text'),
  column('slice_key', 'text'),
  column('slice_value', 'text'),
  column('model_id', 'text'),
  column('status', 'text'),
  column('severity', 'text'),
  column('pending_at', 'instant'),
  column('firing_at', 'instant'),
  column('acknowledged_at', 'instant'),
  column('acknowledged_by', 'text'),
  column('resolved_at', 'instant'),
  column('finding_id', 'text'),
  column('note', 'text'),
]

export const DECISION_COLUMNS: readonly OutputColumn[] = [
  column('id', 'text'),
  column('monitor', 'text'),
  column('decided_at', 'instant'),
  column('as_of', 'instant'),
  column('should_retrain'),
  column('urgency', 'text'),
  column('reasons', 'json', 'reasons::json'),
  column('actions', 'json', 'actions::json'),
  column('triggers', 'json', 'triggers::json'),
  column('blocked_by', 'text'),
]

/** What the views of one monitor depend on. */
export interface MonitorShape {
  readonly monitor: string
  readonly modelIdColumn: string | null
  /** In which the calendar's windows are cut. */
  readonly timeZone: string
  readonly profile: readonly NamedMetric[]
  readonly drift: readonly NamedMetric[]
}

export const tableShape = (table: 'profile' | 'drift', monitors: readonly MonitorShape[]): MetricTableShape => {
  const modelIds = new Map<string, string[]>()
  const metrics = new Map<string, NamedMetric>()
  for (const shape of monitors) {
    if (shape.modelIdColumn !== null)
      modelIds.set(shape.modelIdColumn, [...(modelIds.get(shape.modelIdColumn) ?? []), shape.monitor])
    for (const metric of shape[table]) {
      const key = `${metric.source} ${metric.name}`
      // A metric that is text in one monitor and a number in another comes out as JSON.
      metrics.set(key, metrics.has(key) && metrics.get(key)!.type !== metric.type ? { ...metric, type: 'json' } : metric)
    }
  }
  const all = [...metrics.values()]
  const further = all.filter((m) => m.source === 'further').sort((a, b) => (a.name < b.name ? -1 : 1))
  return { table, modelIds, metrics: [...further, ...all.filter((m) => m.source === 'custom')] }
}

const view = (name: string, columns: readonly OutputColumn[], from: string): string =>
  `create or replace view ${quoteName(name)} as select\n  ${selectList(columns)}\nfrom ${from}`

/** Windows that somebody asked for: days that only serve to merge weeks and months from are an inner matter. */
export const ASKED_WINDOWS = `(select w.* from window_rows w left join monitors m on m.name = w.monitor
  where w.granularity is distinct from (m.info::json ->> 'helper_granularity') or w.granularity is null)`

/** The views over all monitors. Their columns follow this version of leeway, so they are made anew when a version first opens a store. */
export async function createSharedViews(database: Database): Promise<void> {
  await database.run(view('findings', FINDING_COLUMNS, 'finding_rows'))
  await database.run(view('windows', WINDOW_COLUMNS, ASKED_WINDOWS))
  for (const table of ['profile', 'drift'] as const) {
    const open: readonly OutputColumn[] = [
      column('model_id', 'text'),
      column('further', 'json', 'further::json'),
      column('custom', 'json', 'custom::json'),
    ]
    const columns = [...metricColumns({ table, modelIds: new Map(), metrics: [] }), ...open]
    await database.run(view(`${table}_metrics`, columns, `${table}_rows`))
  }
}

export async function createMonitorViews(database: Database, shape: MonitorShape): Promise<void> {
  for (const table of ['profile', 'drift'] as const) {
    const columns = metricColumns(tableShape(table, [shape]))
    await database.run(
      view(`${shape.monitor}_${table}_metrics`, columns, `${table}_rows where monitor = ${quoteText(shape.monitor)}`),
    )
  }
}

export async function dropMonitorViews(database: Database, monitor: string): Promise<void> {
  for (const table of ['profile', 'drift']) await database.run(`drop view if exists ${quoteName(`${monitor}_${table}_metrics`)}`)
}
