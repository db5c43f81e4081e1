/** How much the windows of a refresh wobble by themselves: told by the reference's own windows, else by those before that were ok. */
import type { Finding } from '../checks/finding.ts'
import { measureWobble } from '../checks/measure-wobble.ts'
import type { WobbleTable, WobbleWindow } from '../checks/wobble-table.ts'
import type { Granularity } from '../core/granularity.ts'
import { type Segment, segmentId, type Window, windowId } from '../core/window.ts'
import type { Interval } from '../plan/comparands.ts'
import type { RootWindow } from '../plan/refresh-plan.ts'
import type { JudgeInput } from './judge-input.ts'
import { windowsOf } from './reference.ts'
import type { SegmentBook } from './segment-book.ts'
import type { Comparands } from './window-comparands.ts'

export class WindowWobble {
  readonly #in: Pick<JudgeInput, 'context' | 'reference' | 'plan'>
  readonly #book: SegmentBook
  readonly #fixed = new Map<string, WobbleTable | null>()
  /** Columns that moved in earlier windows: they do not count as the data's own wobble. */
  readonly #moved = new Set<string>()
  /** Windows merged from roots, which the wobble of the next windows is measured on too. */
  readonly #merged = new Map<string, WobbleWindow>()
  #movedLoaded = false

  constructor(input: Pick<JudgeInput, 'context' | 'reference' | 'plan'>, book: SegmentBook) {
    this.#in = input
    this.#book = book
  }

  /** The merged windows of the batch before are not asked for again. */
  forgetMerged(): void {
    this.#merged.clear()
  }

  /** Remembers what moved in a window that was just judged. */
  learn(window: Window, findings: readonly Finding[]): void {
    for (const f of findings) if (f.status === 'fail' || f.status === 'warn') this.#moved.add(movedKey(window, f))
  }

  /** Null: the reference has too few windows of this granularity. Measured once. */
  ofReference(granularity: Granularity): WobbleTable | null {
    const kept = this.#fixed.get(granularity.text)
    if (kept !== undefined) return kept
    const { reference, context } = this.#in
    const { fixed, bins } = reference
    const windows =
      fixed && granularity.unit !== 'rows'
        ? windowsOf(granularity, fixed.windows, context.monitor.timeZone, reference.period ?? undefined)
        : []
    const made = measureWobble({
      source: 'reference',
      bins: bins.columns,
      windows: windows.map((w) => w.segments),
      positive: context.monitor.positive,
    })
    this.#fixed.set(granularity.text, made)
    return made
  }

  async of(c: Comparands): Promise<WobbleTable | null> {
    const { context, reference } = this.#in
    const { monitor } = context
    const { granularity } = c.judged
    if (c.judged.roots.length === 0) return null
    const ofReference = this.ofReference(granularity)
    if (ofReference) return ofReference
    const base = { bins: reference.bins.columns, positive: monitor.positive }
    const grouped = (roots: readonly RootWindow[], within?: Interval) =>
      windowsOf(
        granularity,
        roots.flatMap((r) => this.#book.segments(r.window.startUs)),
        monitor.timeZone,
        within,
        this.#merged,
      )
    if (c.moving) {
      const windows = c.moving.intervals.flatMap((interval) =>
        grouped(
          c.moving!.roots.filter((r) => r.window.startUs >= interval.startUs && r.window.endUs <= interval.endUs),
          interval,
        ),
      )
      return measureWobble({ ...base, source: 'reference', windows: windows.map((w) => w.segments) })
    }
    if (c.history.length === 0) return null
    await this.#loadMoved()
    const windows = grouped(c.history)
    const wasOk = (i: number, segment: Segment, columnName: string): boolean =>
      !this.#moved.has(movedKey({ granularity: granularity.text, startUs: windows[i]!.startUs }, { segment, columnName }))
    return measureWobble({ ...base, source: 'ok windows', windows: windows.map((w) => w.segments), wasOk })
  }

  async #loadMoved(): Promise<void> {
    if (this.#movedLoaded) return
    this.#movedLoaded = true
    const { context, plan } = this.#in
    // Windows that this refresh judges anew are told by it alone: they are judged in the order of time.
    const anew = new Set(plan.judged.map((j) => windowId(j.window)))
    for (const f of await context.store.findings({ monitor: context.monitor.name, statuses: ['warn', 'fail'] }))
      if (!anew.has(windowId(f.window))) this.#moved.add(movedKey(f.window, f))
  }
}

const movedKey = (window: Pick<Window, 'granularity' | 'startUs'>, f: Pick<Finding, 'segment' | 'columnName'>): string =>
  `${window.granularity}@${window.startUs}|${segmentId(f.segment)}|${f.columnName}`
