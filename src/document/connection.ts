/** A connection as the document's functions take it: where data lives, and the engine that queries it. */
import { resolve } from 'node:path'
import { loadConfig } from '../config/load-config.ts'
import type { Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { parseTimeZone } from '../core/time-zone.ts'
import { createDuckDbEngine } from '../engines/duckdb/duckdb-engine.ts'
import type { Engine } from '../engines/engine.ts'
import { knownMetricIds } from '../metrics/known-metrics.ts'
import { openEngines } from '../monitor/open-engines.ts'

/** First argument of every function of the document, where its code has `spark`. */
export interface Connection {
  readonly engine: Engine
  /** Zone in which dates are cut where a function is not told another: as Spark's `spark.sql.session.timeZone`. */
  readonly timeZone: string
  /** Lets files and memory go. A connection without open questions may simply be dropped. */
  close(): Promise<void>
}

export interface ConnectOptions {
  /** Default: `duckdb`, the embedded engine, over files and over a DuckDB file. */
  readonly engine?: 'duckdb' | 'spark' | 'databricks'
  /** A DuckDB file, opened read-only: its tables and views may be named. Without it, files alone. */
  readonly path?: string
  /** Where relative paths start. Default: the process's current folder. */
  readonly cwd?: string
  /** IANA name. Default: UTC; with `config` the project's. */
  readonly timeZone?: string
  /** As in leeway.yaml: `4GB`, `60%`. */
  readonly memoryLimit?: string
  readonly threads?: number
  /** Where large sorts and joins spill. */
  readonly spillFolder?: string
  /** Instead of the keys above: a leeway.yaml (or its folder), whose connection is opened. */
  readonly config?: string
  /** With `config`: the name under `connections`. Default: `default`. */
  readonly connection?: string
  /** With `config`: what `${env:NAME}` stands for. Default: the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Opens a connection. Nothing is read before the first question.
 *
 * @example connect()                                           // files, relative to the current folder
 * @example connect({ engine: 'duckdb', path: 'warehouse.duckdb' })
 * @example connect({ config: 'leeway.yaml', connection: 'warehouse' })
 * @throws LeewayError NOT_BUILT for an engine that this version does not have; USAGE for an unknown time zone; those of leeway.yaml
 */
export function connect(options: ConnectOptions = {}): Connection {
  const cwd = options.cwd ?? process.cwd()
  if (options.config !== undefined) {
    const { config, env = process.env } = options
    const project = loadConfig({ cwd, config, env, knownMetrics: knownMetricIds() })
    return connectProject(project, options.connection, options.timeZone)
  }
  const name = options.engine ?? 'duckdb'
  if (name !== 'duckdb')
    throw new LeewayError('NOT_BUILT', `the engine "${name}" is not part of this version`, {
      mend: 'use duckdb over files or a DuckDB file',
    })
  const { path, memoryLimit, threads, spillFolder } = options
  const engine = createDuckDbEngine({
    baseFolder: cwd,
    ...(path === undefined ? {} : { databasePath: resolve(cwd, path) }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(threads === undefined ? {} : { threads }),
    ...(spillFolder === undefined ? {} : { spillFolder }),
  })
  return { engine, timeZone: zoneNamed(options.timeZone ?? 'UTC'), close: () => engine.close() }
}

/** A connection of a project, by its name under `connections`. */
export function connectProject(project: Project, name = 'default', timeZone?: string): Connection {
  if (name !== 'default' && !project.connections.has(name))
    throw new LeewayError('NOT_FOUND', `no connection "${name}"`, {
      mend: `connections of this project: ${['default', ...project.connections.keys()].join(', ')}`,
    })
  const engines = openEngines(project)
  const engine = engines.of({ connection: name, place: project.configFile ?? 'leeway.yaml' })
  return { engine, timeZone: zoneNamed(timeZone ?? project.timeZone), close: () => engines.close() }
}

/** @throws LeewayError USAGE */
export function zoneNamed(text: string): string {
  const zone = parseTimeZone(text)
  if (zone === undefined)
    throw new LeewayError('USAGE', `"${text}" is not a time zone`, { mend: 'write an IANA name, such as UTC or Europe/Berlin' })
  return zone
}
