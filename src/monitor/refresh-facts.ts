/** What a refresh finds out about the table as a whole, for the checks of its newest window. */
import type { RefreshFacts } from '../checks/evidence.ts'
import { minusDuration } from '../plan/comparands.ts'
import type { MonitoredColumn } from '../plan/monitored-columns.ts'
import type { RootWindow } from '../plan/refresh-plan.ts'
import type { BinsVersion } from '../store/store.ts'
import type { TableIndex } from './index-table.ts'
import { schemaChange } from './open-table.ts'
import type { RefreshContext } from './refresh-context.ts'

export function refreshFacts(
  context: RefreshContext,
  columns: readonly MonitoredColumn[],
  index: TableIndex,
  bins: BinsVersion,
  roots: readonly RootWindow[],
): RefreshFacts {
  const complete = roots.filter((r) => r.window.endUs <= context.asOfUs)
  return {
    asOfUs: context.asOfUs,
    rows: roots.reduce((sum, r) => sum + r.rows, 0),
    nullTimestamps: index.nullTimestamps,
    unreadableTimestamps: index.unreadableTimestamps,
    futureRows: context.asOfGiven ? null : index.futureRows,
    futureMaxUs: index.futureMaxUs,
    ...schemaChange(columns, bins),
    newestCompleteEndUs: complete.at(-1)?.window.endUs ?? null,
  }
}

/** What the checks of the whole table would say, in short: when it changes, the newest window is judged again. */
export function factsKey(...[context, columns, index, bins, roots]: Parameters<typeof refreshFacts>): string {
  const { freshness, timeZone } = context.monitor
  const facts = refreshFacts(context, columns, index, bins, roots)
  const { nullTimestamps, unreadableTimestamps, futureRows, missingColumns, newColumns, changedTypes } = facts
  const isStale =
    freshness !== undefined &&
    facts.newestCompleteEndUs !== null &&
    facts.newestCompleteEndUs < minusDuration(context.asOfUs, freshness, timeZone)
  return JSON.stringify([nullTimestamps, unreadableTimestamps, futureRows, missingColumns, newColumns, changedTypes, isStale])
}
