/** `lakehouse_monitors` of the document: monitors made by a call, kept in a leeway.yaml. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { CONFIG_NAME } from '../config/find-config.ts'
import { parseConfig } from '../config/parse-config.ts'
import type { Monitor } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { outputError } from '../core/output-error.ts'
import { addToConfig } from '../document/lakehouse/add-to-config.ts'
import type { CreateMonitorArguments } from '../document/lakehouse/monitor-arguments.ts'
import { type ProfileType, readMonitorArguments } from '../document/lakehouse/read-arguments.ts'
import { knownMetricIds } from '../metrics/known-metrics.ts'
import type { ProjectRun } from '../monitor/run-project.ts'
import { type OpenedProject, type OpenProjectOptions, openProject, type ProjectRunOptions } from './open-project.ts'

export interface MonitorFileOptions extends Omit<OpenProjectOptions, 'yaml'> {
  /** The monitor's name in leeway.yaml. Default: the table's, without folder and ending. */
  readonly name?: string
}

export interface CreateMonitorOptions extends MonitorFileOptions {
  /** Where the rows are, where `table_name` is a name of Unity Catalog: a file, glob or folder, or a table of the connection. */
  readonly table?: string
  /** Name under `connections` of leeway.yaml. Default: `default`, files. */
  readonly connection?: string
}

export interface LakehouseMonitor {
  /** In leeway.yaml, and in every command: `leeway run --monitor NAME`. */
  readonly name: string
  readonly table_name: string
  readonly profile_type: ProfileType
  /** A monitor is ready as soon as it is written. */
  readonly status: 'MONITOR_STATUS_ACTIVE'
  /** `leeway export profile_metrics --monitor NAME`, or `profile` of `openProject`. */
  readonly profile_metrics_table_name: 'profile_metrics'
  readonly drift_metrics_table_name: 'drift_metrics'
  /** Absolute path of the leeway.yaml. */
  readonly config: string
  /** The monitor as `leeway run` sees it, defaults filled in. */
  readonly monitor: Monitor
  /** Arguments that were taken and mean nothing here, one line each. */
  readonly notes: readonly string[]
  /** `leeway run --monitor NAME`: the document's refresh. */
  run(options?: Omit<ProjectRunOptions, 'monitors'>): Promise<ProjectRun>
  /** The whole project of its leeway.yaml. Close it when done. */
  open(): Promise<OpenedProject>
}

/**
 * Makes a monitor.
 *
 * The document (no released SDK takes this call: it mixes three of them):
 * ```python
 * monitor = client.lakehouse_monitors.create(
 *     table_name=f"{catalog}.{schema}.cost_anomaly_predictions", profile_type="INFERENCE_LOG", time_series_column="scored_at",
 *     granularities=["1 day"], prediction_column="prediction",
 *     custom_metrics=[{"name": "anomaly_rate", "type": "aggregate",
 *                      "definition": "SUM(CASE WHEN is_anomaly = 1 THEN 1 ELSE 0 END) / COUNT(*)"}])
 * ```
 * Ours: `await lakehouseMonitors.create({ table_name: 'cost_anomaly_predictions.parquet', profile_type: 'INFERENCE_LOG', … })`, then
 * `await monitor.run()`. The nested forms of the real SDK (`inference_log`, `time_series`, `snapshot`) are taken too.
 *
 * The monitor is written into leeway.yaml, behind the others; comments stay. Nothing is written when anything is wrong.
 *
 * @throws LeewayError USAGE for unknown keys (every mistake at once) and for a monitor that is there already; ConfigError for values
 * that do not fit; OUTPUT_UNWRITABLE
 */
async function create(args: CreateMonitorArguments, options: CreateMonitorOptions = {}): Promise<LakehouseMonitor> {
  const { profileType, entry, notes } = readMonitorArguments(args)
  const file = configFile(options)
  const name = options.name ?? nameOf(args.table_name)
  const place = relative(options.cwd ?? process.cwd(), file) || CONFIG_NAME
  const text = addToConfig(
    existsSync(file) ? readFileSync(file, 'utf8') : null,
    name,
    {
      type: entry['type'],
      ...(options.connection === undefined ? {} : { connection: options.connection }),
      table: options.table ?? args.table_name,
      ...entry,
    },
    place,
  )
  const project = parseConfig(text, {
    file,
    shownAs: place,
    env: options.env ?? process.env,
    knownMetrics: knownMetricIds(),
    readFile: (path) => readFileSync(resolve(dirname(file), path), 'utf8'),
  })
  write(file, text, place)
  const monitor = project.monitors.find((each) => each.name === name)!
  return described(monitor, profileType, args.table_name, file, notes, options)
}

/**
 * A monitor of leeway.yaml, by the table's name or the monitor's.
 * @throws LeewayError NOT_FOUND; those of the configuration
 */
async function get(table_name: string, options: MonitorFileOptions = {}): Promise<LakehouseMonitor> {
  const { project } = await openProject({ ...options, config: configFile(options) })
  const wanted = [options.name, table_name, nameOf(table_name)]
  const monitor =
    project.monitors.find((each) => wanted.includes(each.name)) ??
    project.monitors.find((each) => each.table === resolve(project.folder, table_name))
  if (!monitor)
    throw new LeewayError('NOT_FOUND', `no monitor of the table "${table_name}"`, {
      place: project.configFile ?? CONFIG_NAME,
      mend: `monitors of this project: ${project.monitors.map((each) => each.name).join(', ')}`,
    })
  const type = { inference: 'INFERENCE_LOG', time_series: 'TIME_SERIES', snapshot: 'SNAPSHOT' } as const
  return described(monitor, type[monitor.type], table_name, configFile(options), [], options)
}

/** The document's `client.lakehouse_monitors`. */
export const lakehouseMonitors = { create, get } as const

function described(
  monitor: Monitor,
  profileType: ProfileType,
  tableName: string,
  file: string,
  notes: readonly string[],
  options: MonitorFileOptions,
): LakehouseMonitor {
  const { name: _, ...projectOptions } = options
  const open = (): Promise<OpenedProject> => openProject({ ...projectOptions, config: file })
  return {
    name: monitor.name,
    table_name: tableName,
    profile_type: profileType,
    status: 'MONITOR_STATUS_ACTIVE',
    profile_metrics_table_name: 'profile_metrics',
    drift_metrics_table_name: 'drift_metrics',
    config: file,
    monitor,
    notes,
    run: async (runOptions = {}) => {
      const project = await open()
      try {
        return await project.run({ ...runOptions, monitors: [monitor.name] })
      } finally {
        await project.close()
      }
    },
    open,
  }
}

const configFile = ({ cwd = process.cwd(), config = CONFIG_NAME }: MonitorFileOptions): string =>
  /\.ya?ml$/i.test(config) ? resolve(cwd, config) : join(resolve(cwd, config), CONFIG_NAME)

/** `catalog.schema.table` is `table`, `data/table.parquet` and `data/table/*.parquet` too. */
function nameOf(table: string): string {
  const isFile = /[/\\]|\.(parquet|pq|csv|tsv|txt|json|jsonl|ndjson)(\.gz|\.zst)?$/i.test(table)
  if (!isFile) return table.slice(table.lastIndexOf('.') + 1)
  const parts = table.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && !/[*?[]/.test(part))
  return basename(parts.at(-1) ?? table).replace(/(\.[a-z]+)(\.gz|\.zst)?$/i, '')
}

function write(file: string, text: string, place: string): void {
  const unfinished = `${file}.unfinished-${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(unfinished, text)
    renameSync(unfinished, file)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw outputError(place, error)
  }
}
