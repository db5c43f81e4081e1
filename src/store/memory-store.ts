/** A store that lives as long as the process and writes nothing: for comparisons. It holds what a refresh and a report ask for. */
import type { Finding } from '../checks/finding.ts'
import { LeewayError } from '../core/errors.ts'
import { type Window, windowId } from '../core/window.ts'
import type { DriftRow, ProfileRow } from '../metrics/rows.ts'
import { emptyJournal } from './journal.ts'
import type {
  BinsVersion,
  FindingFilter,
  MonitorState,
  RowFilter,
  RunRecord,
  Store,
  StoredSegment,
  WindowResult,
} from './store.ts'

interface Reference {
  readonly bins: BinsVersion
  readonly segments: readonly StoredSegment[]
  readonly profile: readonly ProfileRow[]
}

export class MemoryStore implements Store {
  readonly path = ':memory:'
  /** A comparison decides nothing and remembers nothing. */
  readonly journal = emptyJournal
  readonly #runs = new Map<string, RunRecord>()
  readonly #references = new Map<string, Reference[]>()
  readonly #windows = new Map<string, Map<string, WindowResult>>()
  readonly #states = new Map<string, MonitorState>()

  async beginRun(run: RunRecord): Promise<void> {
    this.#runs.set(run.id, run)
  }

  async endRun(run: RunRecord): Promise<void> {
    this.#runs.set(run.id, run)
  }

  async runs(limit: number): Promise<readonly RunRecord[]> {
    return [...this.#runs.values()].toSorted((a, b) => b.startedAtUs - a.startedAtUs).slice(0, limit)
  }

  async monitorState(monitor: string): Promise<MonitorState | null> {
    return this.#states.get(monitor) ?? null
  }

  async bins(monitor: string): Promise<BinsVersion | null> {
    return this.#references.get(monitor)?.at(-1)?.bins ?? null
  }

  async saveReference(bins: BinsVersion, segments: readonly StoredSegment[], profile: readonly ProfileRow[]): Promise<void> {
    const others = (this.#references.get(bins.monitor) ?? []).filter((r) => r.bins.version !== bins.version)
    this.#references.set(bins.monitor, [...others, { bins, segments, profile }])
  }

  async referenceSegments(monitor: string, version: number): Promise<readonly StoredSegment[]> {
    return this.#references.get(monitor)?.find((r) => r.bins.version === version)?.segments ?? []
  }

  async windows(monitor: string, granularity?: string | null) {
    return this.#ordered(monitor)
      .map((result) => result.window)
      .filter(({ window }) => granularity === undefined || window.granularity === granularity)
  }

  async segments(
    monitor: string,
    granularity: string | null,
    fromUs: number,
    toUs: number,
    options: { readonly wholeOnly?: boolean; readonly unslicedOnly?: boolean } = {},
  ): Promise<readonly StoredSegment[]> {
    return this.#ordered(monitor)
      .filter(({ window: { window } }) => window.granularity === granularity && window.startUs >= fromUs && window.startUs < toUs)
      .flatMap((result) => result.segments)
      .filter(({ segment }) => !(options.wholeOnly || options.unslicedOnly) || segment.sliceKey === null)
      .filter(({ segment }) => !options.wholeOnly || segment.modelId === null)
  }

  async profileRows(monitor: string, filter: RowFilter): Promise<readonly ProfileRow[]> {
    const baseline = this.#references.get(monitor)?.at(-1)?.profile ?? []
    const rows = [...baseline, ...this.#ordered(monitor).flatMap((result) => result.profile)]
    return rows.filter((row) => matches(row, row.window, filter))
  }

  async driftRows(monitor: string, filter: RowFilter): Promise<readonly DriftRow[]> {
    return this.#ordered(monitor)
      .flatMap((result) => result.drift)
      .filter((row) => matches(row, row.window, filter))
  }

  async findings(filter: FindingFilter): Promise<readonly Finding[]> {
    const monitors = filter.monitor === undefined ? [...this.#windows.keys()] : [filter.monitor]
    return monitors
      .flatMap((monitor) => this.#ordered(monitor).flatMap((result) => result.findings))
      .filter(
        (f) =>
          (filter.granularity === undefined || f.window.granularity === filter.granularity) &&
          (filter.fromUs === undefined || f.window.startUs >= filter.fromUs) &&
          (filter.statuses === undefined || filter.statuses.includes(f.status)) &&
          (filter.idPrefix === undefined || f.id.startsWith(filter.idPrefix)) &&
          (filter.columnName === undefined || f.columnName === filter.columnName) &&
          (!filter.wholeOnly || (f.segment.sliceKey === null && f.segment.modelId === null)),
      )
  }

  async replaceWindows(
    results: readonly WindowResult[],
    remove: readonly { readonly monitor: string; readonly window: Window }[],
    state: { readonly monitor: string; readonly state: MonitorState } | null,
  ): Promise<void> {
    for (const { monitor, window } of remove) this.#windows.get(monitor)?.delete(windowId(window))
    for (const { monitor, onlyHere } of results) {
      const own = this.#windows.get(monitor)
      if (!onlyHere || !own) continue
      for (const [id, result] of own)
        own.set(id, { ...result, findings: result.findings.filter((f) => f.theme !== 'data' || !onlyHere.includes(f.check)) })
    }
    for (const result of results) {
      const own = this.#windows.get(result.monitor) ?? new Map<string, WindowResult>()
      this.#windows.set(result.monitor, own.set(windowId(result.window.window), result))
    }
    if (state) this.#states.set(state.monitor, state.state)
  }

  async forget(monitor: string): Promise<void> {
    for (const map of [this.#references, this.#windows, this.#states]) map.delete(monitor)
  }

  export(): Promise<number> {
    return Promise.reject(
      new LeewayError('USAGE', 'a store in memory exports nothing', { mend: 'take the rows that the comparison returns' }),
    )
  }

  async close(): Promise<void> {
    for (const map of [this.#references, this.#windows, this.#states, this.#runs]) map.clear()
  }

  #ordered(monitor: string): readonly WindowResult[] {
    return [...(this.#windows.get(monitor)?.values() ?? [])].toSorted((a, b) => a.window.window.startUs - b.window.window.startUs)
  }
}

function matches(row: ProfileRow | DriftRow, window: Window | null, filter: RowFilter): boolean {
  // BASELINE rows have no window: they come only without a filter on granularity or time, as from the file.
  if (filter.granularity !== undefined && window?.granularity !== filter.granularity) return false
  if (filter.fromUs !== undefined && !(window && window.startUs >= filter.fromUs)) return false
  if (filter.toUs !== undefined && !(window && window.startUs < filter.toUs)) return false
  if (filter.columnName !== undefined && row.columnName !== filter.columnName) return false
  return !filter.wholeOnly || (row.segment.sliceKey === null && row.segment.modelId === null)
}
