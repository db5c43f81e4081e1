/** What the last run found of each monitor, for a command that reads tables and can do without the store. */
import type { MonitorSummary } from '../checks/summarise-monitor.ts'
import type { Monitor, Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { readMonitorNow } from '../monitor/monitor-state.ts'
import { openStore } from '../store/open-store.ts'
import type { Effects } from './effects.ts'
import type { GlobalOptions } from './global-options.ts'
import { createTalk } from './talk.ts'

/** A question about tables does not wait long for a run that writes the store. */
const WAIT_MS = 1000

/**
 * By the monitor's name: the findings of its newest windows, counted. A monitor without windows in the store is left out.
 * Empty where there is no store yet; a store that cannot be read is said on stderr.
 */
export async function readVerdicts(
  project: Project,
  monitors: readonly Monitor[],
  options: GlobalOptions,
  effects: Effects,
): Promise<ReadonlyMap<string, MonitorSummary>> {
  const verdicts = new Map<string, MonitorSummary>()
  try {
    const store = await openStore(project.storePath, { readOnly: true, signal: effects.signal, waitMs: WAIT_MS })
    try {
      for (const monitor of monitors) {
        const { summary, newest } = await readMonitorNow(store, monitor)
        if (newest.some(({ complete, open }) => complete !== null || open !== null)) verdicts.set(monitor.name, summary)
      }
    } finally {
      await store.close()
    }
  } catch (error) {
    if (effects.signal.aborted || !(error instanceof LeewayError)) throw error
    if (error.code !== 'NOT_FOUND')
      createTalk(effects, options).say(`without the verdicts of the last run: ${error.message}`, { code: error.code })
  }
  return verdicts
}
