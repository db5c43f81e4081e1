/** Asks something of every monitored table; one that cannot be read does not stop the others. */
import type { Monitor, Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { openEngines } from '../monitor/open-engines.ts'
import { selectMonitors } from '../monitor/run-project.ts'
import type { TableReader } from '../monitor/table-days.ts'
import type { Effects } from './effects.ts'
import type { GlobalOptions } from './global-options.ts'

export interface TableAnswer<T> {
  readonly monitor: Monitor
  readonly answer: T | null
  readonly error: LeewayError | null
}

export async function readTables<T>(
  project: Project,
  options: GlobalOptions,
  effects: Effects,
  ask: (reader: TableReader, monitor: Monitor) => Promise<T>,
): Promise<readonly TableAnswer<T>[]> {
  const engines = openEngines(project)
  const answers: TableAnswer<T>[] = []
  try {
    for (const monitor of selectMonitors(project, options.monitor)) {
      try {
        const reader = { engine: engines.of(monitor), context: { signal: effects.signal } }
        answers.push({ monitor, answer: await ask(reader, monitor), error: null })
      } catch (error) {
        if (effects.signal.aborted || !(error instanceof LeewayError)) throw error
        answers.push({ monitor, answer: null, error })
      }
    }
    return answers
  } finally {
    await engines.close()
  }
}
