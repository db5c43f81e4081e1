/** What the store knows of one monitor up to the as-of time, as the triggers ask for it. */
import type { Finding } from '../checks/finding.ts'
import type { Monitor } from '../config/project.ts'
import type { JsonValue } from '../core/json.ts'
import type { Segment, Window } from '../core/window.ts'
import { numberAt } from '../metrics/known-metrics.ts'
import type { DriftRow, ProfileRow } from '../metrics/rows.ts'
import { minusDuration } from '../plan/comparands.ts'
import type { Store } from '../store/store.ts'
import type { Unknown } from './trigger.ts'

export interface MonitorRecord {
  readonly monitor: Monitor
  readonly asOfUs: number
  /** The first that the monitor lists; null for a snapshot. */
  readonly granularity: string | null
  /** Complete windows that ended by the as-of time, oldest first. */
  readonly windows: readonly Window[]
  /** The newest complete window; null when there is none. */
  readonly judged: Window | null
  /** The window after it that had begun by the as-of time: what is known of the table as a whole may stand there. */
  readonly open: Window | null
  /** Of the whole table, in the judged window and in the open one. */
  readonly findings: readonly Finding[]
  readonly openFindings: readonly Finding[]
  /** Findings of another window, of the whole table. */
  findingsOf(window: Window): Promise<readonly Finding[]>
  /** Comparisons of a column with the reference, one per complete window that has one, oldest first. */
  drift(columnName: string, segments?: 'whole' | 'models'): Promise<readonly DriftRow[]>
  /** A column's profile, one per complete window that has one, oldest first. */
  profile(columnName: string, segments?: 'whole' | 'models'): Promise<readonly ProfileRow[]>
  /** A column's profile in the reference; null where there is none (moving references have none). */
  baseline(columnName: string): Promise<ProfileRow | null>
  /** Labels of this window have had the time to come (`labels.mature_after`). */
  isMature(window: Window): boolean
}

export async function readMonitorRecord(store: Store, monitor: Monitor, asOfUs: number): Promise<MonitorRecord> {
  const granularity = monitor.type === 'snapshot' ? null : (monitor.granularities[0]?.text ?? null)
  const stored = (await store.windows(monitor.name, granularity)).toSorted((a, b) => a.window.startUs - b.window.startUs)
  const windows = stored.filter((w) => w.complete && w.window.endUs <= asOfUs).map(({ window }) => window)
  const starts = new Set(windows.map(({ startUs }) => startUs))
  const judged = windows.at(-1) ?? null
  const last = stored.findLast(({ window }) => window.startUs <= asOfUs)?.window ?? null
  const open = last !== null && (judged === null || last.startUs > judged.startUs) ? last : null
  const narrowed = granularity === null ? {} : { granularity }
  const driftType = monitor.reference?.kind === 'previous' ? 'CONSECUTIVE' : 'BASELINE'

  const findingsOf = async (window: Window): Promise<readonly Finding[]> =>
    (await store.findings({ monitor: monitor.name, fromUs: window.startUs, wholeOnly: true, ...narrowed })).filter(
      (f) => f.window.startUs === window.startUs && f.window.granularity === granularity,
    )
  const isWanted = (segment: Segment, segments: 'whole' | 'models'): boolean =>
    segment.sliceKey === null && (segment.modelId === null) === (segments === 'whole')
  const isComplete = (window: Window | null): boolean =>
    window !== null && window.granularity === granularity && starts.has(window.startUs)

  return {
    monitor,
    asOfUs,
    granularity,
    windows,
    judged,
    open,
    findings: judged === null ? [] : await findingsOf(judged),
    openFindings: open === null ? [] : await findingsOf(open),
    findingsOf,
    drift: async (columnName, segments = 'whole') =>
      (
        await store.driftRows(monitor.name, { columnName, ...narrowed, ...(segments === 'whole' ? { wholeOnly: true } : {}) })
      ).filter((row) => row.driftType === driftType && isComplete(row.window) && isWanted(row.segment, segments)),
    profile: async (columnName, segments = 'whole') =>
      (
        await store.profileRows(monitor.name, { columnName, ...narrowed, ...(segments === 'whole' ? { wholeOnly: true } : {}) })
      ).filter((row) => row.logType === 'INPUT' && isComplete(row.window) && isWanted(row.segment, segments)),
    baseline: async (columnName) =>
      (await store.profileRows(monitor.name, { columnName, wholeOnly: true })).find((row) => row.logType === 'BASELINE') ?? null,
    isMature: (window) => {
      const after = monitor.labels?.matureAfter
      return after == null || minusDuration(asOfUs, after, monitor.timeZone) >= window.endUs
    },
  }
}

/** `{start, end}` in UTC, as in `leeway export`. */
export const windowEvidence = ({ startUs, endUs }: Window): JsonValue => ({ start: isoUs(startUs), end: isoUs(endUs) })

export const isoUs = (us: number): string => new Date(us / 1000).toISOString()

/** The number at a path of a row's values; null where there is none. */
export const numberOf = (row: ProfileRow | DriftRow | null | undefined, path: string): number | null => {
  const value = row ? numberAt(row.values, path) : null
  return value !== null && Number.isFinite(value) ? value : null
}

/** Why nothing about a window can be said yet; null where there is a judged one. */
export function withoutWindow({ monitor, judged, open }: MonitorRecord): Unknown | null {
  if (judged !== null) return null
  return open === null
    ? { reason: `nothing has been computed of ${monitor.name}`, mend: 'leeway run reads its table' }
    : { reason: 'no window is complete yet', mend: 'leeway run again after the first window has ended' }
}
