/** leeway.yaml for the library, with the metrics of this version known to it. */
import { loadConfig } from '../config/load-config.ts'
import type { Project } from '../config/project.ts'
import { knownMetricIds } from '../metrics/known-metrics.ts'

export interface LoadProjectOptions {
  /** Folder in which leeway.yaml is looked for; default: the current one. */
  readonly cwd?: string
  /** The file itself, relative to `cwd`. */
  readonly config?: string
  /** What `${env:NAME}` reads; default: the process's own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Finds, reads and checks leeway.yaml, and reads no data.
 * @throws LeewayError CONFIG_NOT_FOUND, CONFIG_UNREADABLE, or one that names every mistake by line and column
 */
export function loadProject({ cwd = process.cwd(), config, env = process.env }: LoadProjectOptions = {}): Project {
  return loadConfig({ cwd, env, knownMetrics: knownMetricIds(), ...(config === undefined ? {} : { config }) })
}
