/** Which rows a fixed reference has: a table's own, or those of a period of the monitored table, cut into windows. */
import type { Monitor, Reference } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { type Granularity, parseGranularity, windowOfInstant, windowOfKey } from '../core/granularity.ts'
import type { IndexedWindow, ScanRequest, Source, TimestampSpec } from '../engines/engine.ts'
import type { Interval } from '../plan/comparands.ts'
import type { RootWindow } from '../plan/refresh-plan.ts'
import { binsBasis } from './freeze-bins.ts'
import type { LabelIndex } from './index-labels.ts'
import type { TableIndex } from './index-table.ts'
import type { OpenTable } from './open-table.ts'
import { openReferenceTable, type ReferenceTable } from './reference.ts'
import { engineContext, type RefreshContext, sourceOf } from './refresh-context.ts'
import type { ScanTotals } from './scan-table.ts'

export interface PrepareInput {
  readonly table: OpenTable
  readonly timestamp: TimestampSpec | null
  /** Null for a snapshot. */
  readonly root: Granularity | null
  readonly index: TableIndex | null
  /** The index holds every window of the root granularity, also those before a lookback. */
  readonly indexCoversPeriod: boolean
  readonly full: boolean
  /** Null where no outcomes are joined. */
  readonly labels: LabelIndex | null
  readonly totals: ScanTotals
}

/** Where the rows of a fixed reference are read from, cut into windows where they have timestamps. */
export interface ReferenceRows {
  readonly source: Source
  readonly time: ScanRequest['time']
  readonly windows: readonly RootWindow[]
  readonly basis: string
  readonly table: ReferenceTable | null
}

export const WHOLE_TABLE: RootWindow = { key: 0, window: { granularity: null, startUs: 0, endUs: 0 }, rows: 0, fingerprint: '' }

export async function referenceRows(context: RefreshContext, input: PrepareInput): Promise<ReferenceRows> {
  const { monitor } = context
  const { reference } = monitor
  const own = { source: sourceOf(monitor), time: null, windows: [], table: null }
  if (reference?.kind === 'table') {
    const table = await openReferenceTable(context, reference.table, input.timestamp, input.root, input.totals)
    const time =
      table.timestamp && input.root ? { timestamp: table.timestamp, root: input.root, asOfUs: Number.MAX_SAFE_INTEGER } : null
    const windows =
      time && input.root ? table.rootWindows.map((w) => rootWindow(input.root!, w, monitor.timeZone)) : [WHOLE_TABLE]
    return { source: table.source, time, windows, basis: binsBasis(monitor, table.description.version, []), table }
  }
  if (reference?.kind === 'period' && input.timestamp) {
    const root = periodRoot(monitor, reference, input.root)
    const time = { timestamp: input.timestamp, root, asOfUs: context.asOfUs }
    const indexed = await indexPeriod(context, input, { startUs: reference.fromUs, endUs: reference.toUs }, root, input.timestamp)
    return {
      ...own,
      time,
      windows: indexed.map((w) => rootWindow(root, w, monitor.timeZone)),
      basis: binsBasis(monitor, null, indexed),
    }
  }
  return { ...own, basis: binsBasis(monitor, null, []) }
}

/** The period's windows: from the table's own index where that covers them, else by an index of their own. */
async function indexPeriod(
  context: RefreshContext,
  input: PrepareInput,
  period: Interval,
  root: Granularity,
  timestamp: TimestampSpec,
): Promise<readonly IndexedWindow[]> {
  const { monitor } = context
  if (input.index && input.indexCoversPeriod && root.text === input.root?.text) {
    return input.index.windows.filter((w) => {
      const { startUs, endUs } = windowOfKey(root, w.key, monitor.timeZone)
      return startUs >= period.startUs && endUs <= period.endUs
    })
  }
  const index = await context.engine.indexWindows(
    {
      source: sourceOf(monitor),
      timestamp,
      root,
      asOfUs: context.asOfUs,
      fromUs: period.startUs,
      untilUs: period.endUs,
      fingerprint: keyColumns(input, monitor),
    },
    engineContext(context, 'index'),
  )
  input.totals.statements += index.statements
  return index.windows
}

const keyColumns = (input: PrepareInput, monitor: Monitor) =>
  input.table.own
    .map((c) => c.column)
    .filter((c) => [monitor.timestamp, monitor.prediction, monitor.label, monitor.modelId].includes(c.name))

const rootWindow = (root: Granularity, w: IndexedWindow, zone: string): RootWindow => ({
  key: w.key,
  window: windowOfKey(root, w.key, zone),
  rows: w.rows,
  fingerprint: w.fingerprint,
})

/** The coarsest granularity whose windows make up the period exactly; the monitor's own where it can. */
function periodRoot(monitor: Monitor, period: Extract<Reference, { kind: 'period' }>, own: Granularity | null): Granularity {
  const finer = ['1 day', '1 hour', '30 minutes', '5 minutes'].map((text) => parseGranularity(text)!)
  for (const granularity of [...(own && own.unit !== 'rows' ? [own] : []), ...finer]) {
    const aligned = [period.fromUs, period.toUs].every((us) => windowOfInstant(granularity, us, monitor.timeZone).startUs === us)
    if (aligned) return granularity
  }
  throw new LeewayError('CONFIG_INVALID', `the reference period of ${monitor.name} must begin and end on whole five minutes`, {
    place: monitor.place,
  })
}
