/** The store over one DuckDB file. Every change is one transaction; opening is in open-store.ts, exporting in export.ts. */

import type { Finding } from '../checks/finding.ts'
import type { JsonValue } from '../core/json.ts'
import type { Window } from '../core/window.ts'
import type { DriftRow, ProfileRow } from '../metrics/rows.ts'
import { appendRows } from './append-rows.ts'
import { BINS_COLUMN_TABLE, BINS_TABLE, binsColumns, binsOf } from './bins-rows.ts'
import { Conditions, rowConditions } from './conditions.ts'
import type { Database, SqlRow, SqlValue } from './database.ts'
import { DuckJournal } from './duck-journal.ts'
import { exportTable } from './export.ts'
import { learnNames, type MetricNames, readMetricNames, scanMetricNames, writeMetricNames } from './metric-names.ts'
import { driftRowOf, isDriftColumn, isProfileColumn, profileRowOf, textOf } from './metric-rows.ts'
import { bigintList } from './sql-text.ts'
import {
  FINDING_TABLE,
  findingOf,
  type OfMonitor,
  RUN_TABLE,
  referenceSegmentTable,
  runRecordOf,
  SEGMENT_TABLE,
  segmentRecordOf,
  WINDOW_TABLE,
  windowRecordOf,
} from './state-rows.ts'
import type {
  BinsVersion,
  ExportOptions,
  ExportTable,
  FindingFilter,
  MonitorState,
  RowFilter,
  RunRecord,
  Store,
  StoredSegment,
  StoredWindow,
  WindowResult,
} from './store.ts'
import {
  DRIFT_TABLE,
  PROFILE_TABLE,
  type StoredDriftRow,
  type StoredProfileRow,
  storedDriftRow,
  storedProfileRow,
} from './stored-metric-rows.ts'
import { strictJson } from './strict-json.ts'
import { createMonitorViews, dropMonitorViews, type MonitorShape } from './views.ts'

/** Tables whose rows belong to one window. */
const WINDOW_TABLES = ['window_rows', 'segments', 'profile_rows', 'drift_rows', 'finding_rows'] as const
const MONITOR_TABLES = [...WINDOW_TABLES, 'reference_segments', 'bins_versions', 'bins_columns', 'metric_names'] as const

export class DuckStore implements Store {
  readonly path: string
  readonly journal: DuckJournal
  readonly #database: Database
  readonly #onClose: () => void
  readonly #names = new Map<string, { readonly profile: MetricNames; readonly drift: MetricNames }>()
  /** Monitors whose configuration changed since opening: their metrics may have lost names. */
  readonly #reconfigured = new Set<string>()
  readonly #ownRuns = new Set<string>()

  constructor(database: Database, onClose: () => void) {
    this.path = database.path
    this.journal = new DuckJournal(database)
    this.#database = database
    this.#onClose = onClose
  }

  beginRun(run: RunRecord): Promise<void> {
    return this.#change(async () => {
      // Only one process can write: a run of another process that is still "running" was killed.
      const own = [...this.#ownRuns]
      const others = own.length === 0 ? '' : `and id not in (${own.map((_, i) => `$${i + 1}`).join(', ')})`
      await this.#database.run(`update runs set status = 'interrupted' where status = 'running' ${others}`, own)
      await appendRows(this.#database, 'runs', RUN_TABLE, [run])
      this.#ownRuns.add(run.id)
    })
  }

  endRun(run: RunRecord): Promise<void> {
    return this.#change(async () => {
      await this.#database.run('delete from runs where id = $1', [run.id])
      await appendRows(this.#database, 'runs', RUN_TABLE, [run])
      for (const monitor of this.#reconfigured) await this.#rescanNames(monitor)
      this.#reconfigured.clear()
      this.#ownRuns.delete(run.id)
    })
  }

  async runs(limit: number): Promise<readonly RunRecord[]> {
    const rows = await this.#read('select * from runs order by started_at desc, rowid desc limit $1', [BigInt(limit)])
    return rows.map(runRecordOf)
  }

  async monitorState(monitor: string): Promise<MonitorState | null> {
    const [row] = await this.#read('select * from monitors where name = $1', [monitor])
    return row ? stateOf(row) : null
  }

  bins(monitor: string): Promise<BinsVersion | null> {
    return this.#database.exclusive(async () => {
      const [row] = await this.#database.all('select * from bins_versions where monitor = $1 order by version desc limit 1', [
        monitor,
      ])
      if (!row) return null
      const columns = await this.#database.all(
        'select * from bins_columns where monitor = $1 and version = $2 order by ordinal',
        [monitor, row['version']!],
      )
      return binsOf(row, columns)
    })
  }

  saveReference(bins: BinsVersion, segments: readonly StoredSegment[], profile: readonly ProfileRow[]): Promise<void> {
    const { monitor, version } = bins
    return this.#change(async () => {
      for (const table of ['bins_versions', 'bins_columns', 'reference_segments'])
        await this.#database.run(`delete from ${table} where monitor = $1 and version = $2`, [monitor, version])
      await this.#database.run(`delete from profile_rows where monitor = $1 and log_type = 'BASELINE'`, [monitor])
      await appendRows(this.#database, 'bins_versions', BINS_TABLE, [bins])
      await appendRows(this.#database, 'bins_columns', BINS_COLUMN_TABLE, binsColumns(bins))
      await appendRows(this.#database, 'reference_segments', referenceSegmentTable(version), of(monitor, segments))
      const rows = profile.map((row) => storedProfileRow(monitor, row))
      await appendRows(this.#database, 'profile_rows', PROFILE_TABLE, rows)
      await this.#learnNames(monitor, profile, [])
      await this.#refreshViews(monitor, false)
    })
  }

  async referenceSegments(monitor: string, version: number): Promise<readonly StoredSegment[]> {
    const rows = await this.#read('select * from reference_segments where monitor = $1 and version = $2 order by rowid', [
      monitor,
      version,
    ])
    return rows.map(segmentRecordOf)
  }

  async windows(monitor: string, granularity?: string | null): Promise<readonly StoredWindow[]> {
    const where = new Conditions(this.#database).add('monitor = ?', monitor)
    where.ofGranularity(granularity)
    const rows = await this.#read(
      `select * from window_rows ${where.sql} order by granularity nulls first, window_start`,
      where.values,
    )
    return rows.map(windowRecordOf)
  }

  async segments(
    monitor: string,
    granularity: string | null,
    fromUs: number,
    toUs: number,
    options: { readonly wholeOnly?: boolean; readonly unslicedOnly?: boolean } = {},
  ): Promise<readonly StoredSegment[]> {
    const where = new Conditions(this.#database).add('monitor = ?', monitor)
    where.ofGranularity(granularity).between(fromUs, toUs)
    if (options.wholeOnly || options.unslicedOnly) where.add('slice_key is null')
    if (options.wholeOnly) where.add('model_id is null')
    const rows = await this.#read(`select * from segments ${where.sql} order by window_start, rowid`, where.values)
    return rows.map(segmentRecordOf)
  }

  /** BASELINE rows have no window: they come only without a filter on granularity or time, and first. */
  async profileRows(monitor: string, filter: RowFilter): Promise<readonly ProfileRow[]> {
    const where = rowConditions(this.#database, monitor, filter)
    const rows = await this.#read(
      `select * from profile_rows ${where.sql} order by window_start nulls first, rowid`,
      where.values,
    )
    return rows.map(profileRowOf)
  }

  async driftRows(monitor: string, filter: RowFilter): Promise<readonly DriftRow[]> {
    const where = rowConditions(this.#database, monitor, filter)
    const rows = await this.#read(`select * from drift_rows ${where.sql} order by window_start, rowid`, where.values)
    return rows.map(driftRowOf)
  }

  async findings(filter: FindingFilter): Promise<readonly Finding[]> {
    const where = new Conditions(this.#database)
    if (filter.monitor !== undefined) where.add('monitor = ?', filter.monitor)
    if (filter.granularity !== undefined) where.add('granularity = ?', filter.granularity)
    where.between(filter.fromUs, undefined)
    if (filter.statuses) where.add(`status in (select unnest(string_split(?, ',')))`, filter.statuses.join(','))
    if (filter.idPrefix !== undefined) where.add('starts_with(id, ?)', filter.idPrefix)
    if (filter.columnName !== undefined) where.add('column_name = ?', filter.columnName)
    if (filter.wholeOnly) where.add('slice_key is null').add('model_id is null')
    const rows = await this.#read(`select * from finding_rows ${where.sql} order by window_start, rowid`, where.values)
    return rows.map(findingOf)
  }

  replaceWindows(
    results: readonly WindowResult[],
    remove: readonly { readonly monitor: string; readonly window: Window }[],
    state: { readonly monitor: string; readonly state: MonitorState } | null,
  ): Promise<void> {
    return this.#change(async () => {
      await this.#deleteWindows([...results.map((r) => ({ monitor: r.monitor, window: r.window.window })), ...remove])
      for (const { monitor, onlyHere } of results)
        if (onlyHere)
          await this.#database.run(
            `delete from finding_rows where monitor = $1 and theme = 'data' and check_name in (select unnest(string_split($2, ',')))`,
            [monitor, onlyHere.join(',')],
          )
      const monitors = new Set([...results.map((r) => r.monitor), ...(state ? [state.monitor] : [])])
      const profile: StoredProfileRow[] = []
      const drift: StoredDriftRow[] = []
      for (const monitor of monitors) {
        const own = results.filter((r) => r.monitor === monitor)
        for (const result of own) {
          for (const row of result.profile) profile.push(storedProfileRow(monitor, row))
          for (const row of result.drift) drift.push(storedDriftRow(monitor, row))
        }
        await this.#learnNames(
          monitor,
          own.flatMap((r) => r.profile),
          own.flatMap((r) => r.drift),
        )
      }
      const database = this.#database
      await appendRows(
        database,
        'window_rows',
        WINDOW_TABLE,
        results.map((r) => ({ monitor: r.monitor, value: r.window })),
      )
      await appendRows(
        database,
        'segments',
        SEGMENT_TABLE,
        results.flatMap((r) => of(r.monitor, r.segments)),
      )
      await appendRows(database, 'profile_rows', PROFILE_TABLE, profile)
      await appendRows(database, 'drift_rows', DRIFT_TABLE, drift)
      await appendRows(
        database,
        'finding_rows',
        FINDING_TABLE,
        results.flatMap((r) => r.findings),
      )
      const reconfigured = state ? await this.#saveState(state.monitor, state.state) : false
      for (const monitor of monitors) {
        await this.#refreshViews(monitor, reconfigured)
        await this.#pruneReferences(monitor)
      }
      if (state && reconfigured) this.#reconfigured.add(state.monitor)
    })
  }

  forget(monitor: string): Promise<void> {
    return this.#change(async () => {
      for (const table of MONITOR_TABLES) await this.#database.run(`delete from ${table} where monitor = $1`, [monitor])
      await this.#database.run('delete from monitors where name = $1', [monitor])
      await dropMonitorViews(this.#database, monitor)
      this.#names.delete(monitor)
    })
  }

  export(table: ExportTable, options: ExportOptions): Promise<number> {
    return this.#database.exclusive(() => exportTable(this.#database, table, options, (monitor) => this.#shape(monitor)))
  }

  async close(): Promise<void> {
    try {
      await this.#database.close()
    } finally {
      this.#onClose()
    }
  }

  #read(sql: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return this.#database.exclusive(() => this.#database.all(sql, values))
  }

  #change(work: () => Promise<void>): Promise<void> {
    return this.#database.exclusive(async () => {
      try {
        await this.#database.transaction(work)
      } catch (error) {
        // What was learnt inside the transaction was not recorded.
        this.#names.clear()
        throw error
      }
    })
  }

  /** @returns whether the configuration changed since the last refresh. */
  async #saveState(monitor: string, state: MonitorState): Promise<boolean> {
    const database = this.#database
    const [old] = await database.all('select config_hash, monitor_version, info from monitors where name = $1', [monitor])
    const changed = !old || old['config_hash'] !== state.configHash
    const version = old ? Number(old['monitor_version']) + (changed ? 1 : 0) : 0
    await database.run('delete from monitors where name = $1', [monitor])
    await database.run('insert into monitors values ($1, $2, $3, $4, $5, $6, now())', [
      monitor,
      state.configHash,
      version,
      state.tableVersion,
      strictJson(Object.fromEntries(state.files)),
      strictJson(state.info),
    ])
    // Rows are written before their refresh is recorded; they get the version that it has.
    for (const table of ['profile_rows', 'drift_rows'])
      await database.run(`update ${table} set monitor_version = $2 where monitor = $1 and monitor_version is null`, [
        monitor,
        version,
      ])
    return changed
  }

  async #deleteWindows(keys: readonly { readonly monitor: string; readonly window: Window }[]): Promise<void> {
    const groups = new Map<string, { monitor: string; granularity: string | null; starts: number[] }>()
    for (const { monitor, window } of keys) {
      const key = JSON.stringify([monitor, window.granularity])
      const group = groups.get(key) ?? { monitor, granularity: window.granularity, starts: [] }
      group.starts.push(window.startUs)
      groups.set(key, group)
    }
    for (const { monitor, granularity, starts } of groups.values()) {
      for (const table of WINDOW_TABLES)
        await this.#database.run(
          `delete from ${table} where monitor = $1 and granularity is not distinct from $2::varchar
           and window_start is not null and list_contains(${bigintList(starts)}, epoch_us(window_start))`,
          [monitor, granularity],
        )
    }
  }

  async #namesOf(monitor: string): Promise<{ readonly profile: MetricNames; readonly drift: MetricNames }> {
    const known = this.#names.get(monitor)
    if (known) return known
    const names = {
      profile: await readMetricNames(this.#database, monitor, 'profile'),
      drift: await readMetricNames(this.#database, monitor, 'drift'),
    }
    this.#names.set(monitor, names)
    return names
  }

  async #learnNames(monitor: string, profile: readonly ProfileRow[], drift: readonly DriftRow[]): Promise<void> {
    const names = await this.#namesOf(monitor)
    for (const row of profile) learnNames(names.profile, row, isProfileColumn)
    for (const row of drift) learnNames(names.drift, row, isDriftColumn)
  }

  async #rescanNames(monitor: string): Promise<void> {
    const names = {
      profile: await scanMetricNames(this.#database, monitor, 'profile'),
      drift: await scanMetricNames(this.#database, monitor, 'drift'),
    }
    this.#names.set(monitor, names)
    await this.#refreshViews(monitor, true)
  }

  async #refreshViews(monitor: string, force: boolean): Promise<void> {
    const names = await this.#namesOf(monitor)
    if (!force && !names.profile.changed && !names.drift.changed) {
      const [view] = await this.#database.all('select 1 as one from duckdb_views() where view_name = $1', [
        `${monitor}_profile_metrics`,
      ])
      if (view) return
    }
    await writeMetricNames(this.#database, monitor, 'profile', names.profile)
    await writeMetricNames(this.#database, monitor, 'drift', names.drift)
    await createMonitorViews(this.#database, await this.#shape(monitor))
  }

  async #shape(monitor: string): Promise<MonitorShape> {
    const names = await this.#namesOf(monitor)
    const [row] = await this.#database.all('select info from monitors where name = $1', [monitor])
    const info = row ? (JSON.parse(textOf(row['info'])!) as Record<string, JsonValue>) : {}
    const modelId = info['model_id_column']
    return {
      monitor,
      modelIdColumn: typeof modelId === 'string' ? modelId : null,
      timeZone: typeof info['time_zone'] === 'string' ? info['time_zone'] : 'UTC',
      profile: names.profile.list(),
      drift: names.drift.list(),
    }
  }

  /** Older references are kept as long as a window was compared with them, so that its findings can still be explained. */
  async #pruneReferences(monitor: string): Promise<void> {
    const rows = await this.#database.all(
      `select version from bins_versions where monitor = $1 and version < (select max(version) from bins_versions where monitor = $1)
       and version not in (select bins_version from window_rows where monitor = $1)`,
      [monitor],
    )
    for (const row of rows)
      for (const table of ['bins_versions', 'bins_columns', 'reference_segments'])
        await this.#database.run(`delete from ${table} where monitor = $1 and version = $2`, [monitor, row['version']!])
  }
}

const of = <T>(monitor: string, values: readonly T[]): OfMonitor<T>[] => values.map((value) => ({ monitor, value }))

function stateOf(row: SqlRow): MonitorState {
  return {
    configHash: textOf(row['config_hash'])!,
    tableVersion: textOf(row['table_version']),
    files: new Map(Object.entries(JSON.parse(textOf(row['files'])!) as Record<string, string>)),
    info: JSON.parse(textOf(row['info'])!) as Readonly<Record<string, JsonValue>>,
  }
}
