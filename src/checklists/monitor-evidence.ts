/** What a checklist may ask of one monitor. Each thing is read once, when the first line asks for it. */
import type { Finding } from '../checks/finding.ts'
import type { Monitor, Project } from '../config/project.ts'
import { type Granularity, rootGranularity } from '../core/granularity.ts'
import { type Window, windowId } from '../core/window.ts'
import type { IndexedWindow } from '../engines/engine.ts'
import { granularityMinutes } from '../feedback/granularity-minutes.ts'
import { type ProfileRow, TABLE_COLUMN } from '../metrics/rows.ts'
import { dayKey, dayStartUs, indexDays, type TableReader } from '../monitor/table-days.ts'
import type { Store, StoredWindow } from '../store/store.ts'
import type { ChecklistName, LineAnswer } from './checklist.ts'
import { inPeriod, lastComplete, periodText, sizeOf } from './period.ts'

/** How far back the days of a table are counted: a month, or eight weeks before a day. */
const DAYS_BACK = 70

export interface EvidenceRequest {
  readonly project: Project
  readonly monitor: Monitor
  readonly store: Store
  readonly name: ChecklistName
  readonly asOfUs: number
  /** Opens the monitored table when it is asked for. */
  readonly reader: () => TableReader
}

export class MonitorEvidence {
  readonly project: Project
  readonly monitor: Monitor
  readonly store: Store
  readonly name: ChecklistName
  readonly asOfUs: number
  /**
   * The stretch of time that is looked at, in the monitor's time zone: the last complete day, week or month; of a monitor whose windows are
   * all longer, its own last complete window.
   */
  readonly period: Window
  /** The monitor's window sizes that fit into it, finest first; windows of rows last. */
  readonly granularities: readonly Granularity[]
  readonly #reader: () => TableReader
  readonly #kept = new Map<string, Promise<unknown>>()

  constructor({ project, monitor, store, name, asOfUs, reader }: EvidenceRequest) {
    this.project = project
    this.monitor = monitor
    this.store = store
    this.name = name
    this.asOfUs = asOfUs
    this.#reader = reader
    const sizes = monitor.granularities.toSorted((a, b) => granularityMinutes(a) - granularityMinutes(b))
    const size = sizeOf(name)
    const fitting = sizes.filter((g) => g.unit === 'rows' || granularityMinutes(g) <= granularityMinutes(size))
    this.granularities = fitting.length > 0 ? fitting : sizes.slice(0, 1)
    this.period = lastComplete(fitting.length > 0 ? size : (sizes[0] ?? size), asOfUs, monitor.timeZone)
  }

  get isSnapshot(): boolean {
    return this.monitor.timestamp === undefined
  }

  /** "on Sat 2026-01-31"; a snapshot has no stretch of time. */
  get when(): string {
    return this.isSnapshot ? 'in the newest snapshot' : inPeriod(this.period, this.monitor.timeZone)
  }

  get periodName(): string {
    return this.isSnapshot ? 'the newest snapshot' : periodText(this.period, this.monitor.timeZone)
  }

  /** Days of the table with rows, up to the as-of, ascending; from ten weeks before. */
  days(): Promise<readonly IndexedWindow[]> {
    return this.#keep('days', () => {
      const zone = this.monitor.timeZone
      const from = Math.min(dayKey(this.asOfUs, zone) - DAYS_BACK, dayKey(this.period.startUs, zone))
      return indexDays(this.#reader(), this.monitor, this.asOfUs, dayStartUs(from, zone))
    })
  }

  /** The newest day with rows at all, wherever it is. */
  async lastDay(): Promise<IndexedWindow | null> {
    const near = (await this.days()).at(-1)
    if (near) return near
    const all = await this.#keep('all days', () => indexDays(this.#reader(), this.monitor, this.asOfUs, undefined))
    return all.at(-1) ?? null
  }

  /** Rows of the table in the period. */
  async rows(): Promise<number> {
    const zone = this.monitor.timeZone
    const [first, last] = [dayKey(this.period.startUs, zone), dayKey(this.period.endUs - 1, zone)]
    return (await this.days()).reduce((sum, day) => (day.key >= first && day.key <= last ? sum + day.rows : sum), 0)
  }

  /** Complete windows that ended in the period, of one size or of all that fit; of a snapshot the newest by then. */
  async windows(granularity?: Granularity): Promise<readonly StoredWindow[]> {
    const all = await this.#keep('windows', () => this.store.windows(this.monitor.name))
    const complete = all.filter((w) => w.complete && w.window.endUs <= this.asOfUs)
    if (this.isSnapshot) return complete.toSorted((a, b) => a.window.startUs - b.window.startUs).slice(-1)
    const sizes = new Set((granularity ? [granularity] : this.granularities).map(({ text }) => text))
    return complete.filter(({ window }) => window.granularity !== null && sizes.has(window.granularity) && this.#ended(window))
  }

  #ended({ endUs }: Window): boolean {
    return endUs > this.period.startUs && endUs <= this.period.endUs
  }

  /** The size whose windows are counted one by one: days where there are some, else the coarsest that fits. */
  get countedSize(): Granularity | undefined {
    return (
      this.granularities.find(({ text }) => text === '1 day') ??
      this.granularities.findLast(({ unit }) => unit !== 'rows') ??
      this.granularities[0]
    )
  }

  /** The size of the windows whose states the store keeps; null for a snapshot. */
  get rootSize(): string | null {
    if (this.isSnapshot) return null
    const { granularities } = this.monitor
    return (rootGranularity(granularities) ?? granularities[0])?.text ?? null
  }

  /** Findings of the whole table in those windows, ok ones too. */
  async findings(granularity?: Granularity): Promise<readonly Finding[]> {
    const ids = new Set((await this.windows(granularity)).map(({ window }) => windowId(window)))
    const all = await this.#keep('findings', () => this.store.findings({ monitor: this.monitor.name, wholeOnly: true }))
    return all.filter(({ window }) => ids.has(windowId(window)))
  }

  /** `:table` rows of the whole: of the reference first, then of every window. */
  tableRows(): Promise<readonly ProfileRow[]> {
    return this.#keep('table rows', () =>
      this.store.profileRows(this.monitor.name, { columnName: TABLE_COLUMN, wholeOnly: true }),
    )
  }

  /** The same of every slice and model id too. */
  segmentRows(): Promise<readonly ProfileRow[]> {
    return this.#keep('segment rows', () => this.store.profileRows(this.monitor.name, { columnName: TABLE_COLUMN }))
  }

  /**
   * Why the store can say nothing about the period; null where it can. A day on which rows came and that no run has computed is an error,
   * a day without rows is not.
   */
  gap(): Promise<LineAnswer | null> {
    return this.#keep('gap', async () => {
      if ((await this.windows()).length > 0) return null
      if (this.isSnapshot) return this.#notComputed('no snapshot has been computed yet')
      const rows = await this.rows()
      if (rows > 0)
        return this.#notComputed(`${this.when} rows came that are not computed yet, or were computed before it was over`)
      return { status: 'not_applicable', evidence: `no rows ${this.when}`, values: { rows: 0 }, command: ['health'] } as const
    })
  }

  #notComputed(why: string): LineAnswer {
    return { status: 'error', evidence: `${why}: leeway run computes them`, values: {}, command: ['run'] }
  }

  #keep<T>(name: string, read: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(name)
    if (kept) return kept as Promise<T>
    const reading = read()
    this.#kept.set(name, reading)
    return reading
  }
}
