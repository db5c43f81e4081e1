/** Computes and judges batches of windows: gathers what each is compared with, makes its rows, asks the checks. */
import type { RefreshFacts, SegmentEvidence, Side, WindowEvidence } from '../checks/evidence.ts'
import type { Finding } from '../checks/finding.ts'
import { judgeWindow } from '../checks/judge-window.ts'
import { MOST_OK_WINDOWS, measureWobble } from '../checks/measure-wobble.ts'
import { wantedPeriods } from '../checks/wanted-periods.ts'
import type { WobbleTable, WobbleWindow } from '../checks/wobble-table.ts'
import { type Granularity, windowOfInstant } from '../core/granularity.ts'
import { type Segment, segmentId, WHOLE, type Window, windowId } from '../core/window.ts'
import type { DriftPlace } from '../metrics/build-drift-row.ts'
import { type DriftRow, type ProfileRow, TABLE_COLUMN } from '../metrics/rows.ts'
import { consecutiveWindow, type Interval, minusDuration, movingReference } from '../plan/comparands.ts'
import type { MonitoredColumn } from '../plan/monitored-columns.ts'
import { dependencies, type JudgedWindow, type RefreshPlan, type RootWindow } from '../plan/refresh-plan.ts'
import type { StoredSegment, StoredWindow, WindowResult } from '../store/store.ts'
import { CustomValues, DUPLICATES, stretchesPlace, windowPlace } from './custom-values.ts'
import { type DriftPair, deriveDrift, deriveProfiles, pairRows } from './evaluate-custom.ts'
import type { OpenTable } from './open-table.ts'
import type { PreparedReference } from './prepare-reference.ts'
import { windowsOf } from './reference.ts'
import type { RefreshContext } from './refresh-context.ts'
import { type CustomOfSegment, RowMaker } from './row-maker.ts'
import { type ScanTotals, scanIntoBook, type TableScan } from './scan-table.ts'
import { EXACT_ROWS, SegmentBook, type SegmentData, type SegmentMap } from './segment-book.ts'
import { volumeHistory } from './volume-history.ts'

export interface JudgeInput {
  readonly context: RefreshContext
  readonly table: TableScan
  readonly open: OpenTable
  readonly columns: readonly MonitoredColumn[]
  readonly plan: RefreshPlan
  readonly reference: PreparedReference
  readonly stored: readonly StoredWindow[]
  readonly totals: ScanTotals
  readonly helper: boolean
  /** Null where another part of the same refresh tells them. */
  readonly facts: RefreshFacts | null
}

/** One window with everything that it is compared with, as root windows. */
interface Comparands {
  readonly judged: JudgedWindow
  readonly previous: { readonly window: Window; readonly roots: readonly RootWindow[] } | null
  readonly moving: { readonly intervals: readonly Interval[]; readonly roots: readonly RootWindow[] } | null
  readonly periods: readonly { readonly text: string; readonly interval: Interval; readonly roots: readonly RootWindow[] }[]
  /** Root windows before it, which the data's own wobble is measured on where the reference has too few windows. */
  readonly history: readonly RootWindow[]
}

interface Draft {
  readonly comparands: Comparands
  readonly profile: ProfileRow[]
  readonly drift: DriftRow[]
  readonly segments: SegmentEvidence[]
  /** Every profile row that derived metrics are wanted on, those of the other sides too. */
  readonly profiles: ProfileRow[]
  readonly pairs: DriftPair[]
}

interface CustomBooks {
  readonly windows: CustomValues
  readonly intervals: CustomValues
}

type DriftAt = Omit<DriftPlace, 'segment'>
type Compared = { readonly side: Side | null; readonly drift: readonly DriftRow[] }

const startsOf = (roots: readonly RootWindow[]): readonly number[] => roots.map((r) => r.window.startUs)
const rowsOf = (roots: readonly RootWindow[]): number => roots.reduce((n, r) => n + r.rows, 0)

export class WindowJudge {
  readonly #in: JudgeInput
  readonly #book = new SegmentBook()
  readonly #maker: RowMaker
  readonly #siblings: readonly Window[]
  readonly #rowsByStart = new Map<string, Map<number, number>>()
  readonly #currentBins: ReadonlySet<number>
  readonly #fixedWobble = new Map<string, WobbleTable | null>()
  /** Columns that moved in earlier windows: they do not count as the data's own wobble. */
  readonly #moved = new Set<string>()
  readonly #profiles = new WeakMap<SegmentData, ProfileRow[]>()
  /** Windows merged from roots, which the wobble of the next windows is measured on too. */
  readonly #wobbleWindows = new Map<string, WobbleWindow>()
  #movedLoaded = false

  constructor(input: JudgeInput) {
    this.#in = input
    this.#maker = new RowMaker(
      input.columns,
      input.reference.bins.columns,
      input.table.grouping,
      input.context.monitor.prediction,
    )
    const version = input.reference.bins.version
    this.#currentBins = new Set(
      input.stored
        .filter((s) => s.window.granularity === input.plan.root.text && s.binsVersion === version)
        .map((s) => s.window.startUs),
    )
    for (const s of input.stored) this.#rowCounts(s.window.granularity ?? '').set(s.window.startUs, s.rows)
    for (const r of input.plan.roots) this.#rowCounts(input.plan.root.text).set(r.window.startUs, r.rows)
    for (const j of input.plan.judged) this.#rowCounts(j.granularity.text).set(j.window.startUs, j.rows)
    // Only windows of n rows have no calendar that tells the one before; they are roots.
    this.#siblings = input.plan.roots.map((r) => r.window)
  }

  #rowCounts(granularity: string): Map<number, number> {
    const kept = this.#rowsByStart.get(granularity)
    if (kept) return kept
    const made = new Map<number, number>()
    this.#rowsByStart.set(granularity, made)
    return made
  }

  async judge(batch: readonly JudgedWindow[]): Promise<readonly WindowResult[]> {
    const { context, totals } = this.#in
    const all = batch.map((judged) => this.#comparands(judged))
    const earliest = Math.min(
      ...batch.flatMap((j) => [
        j.window.startUs,
        ...dependencies(context.monitor, j.granularity, j.window, this.#siblings).map((d) => d.startUs),
      ]),
    )
    this.#wobbleWindows.clear()
    this.#book.forgetBefore(Math.min(earliest, ...all.flatMap((c) => c.history[0]?.window.startUs ?? [])), earliest)
    await this.#fill(all)
    const custom = await this.#custom(all)
    const fixed = await this.#in.reference.segments()
    const drafts = all.map((c) => this.#draft(c, fixed, custom))
    totals.statements += await deriveProfiles(
      context,
      drafts.flatMap((d) => d.profiles),
    )
    totals.statements += await deriveDrift(
      context,
      drafts.flatMap((d) => d.pairs),
    )
    const results: WindowResult[] = []
    for (const draft of drafts) results.push(await this.#judgeOne(draft, custom))
    return [...results, ...(this.#in.helper ? this.#helperResults(all) : [])]
  }

  #comparands(judged: JudgedWindow): Comparands {
    const { context, plan } = this.#in
    const { monitor } = context
    const zone = monitor.timeZone
    const within = (i: Interval): readonly RootWindow[] =>
      plan.roots.filter((r) => r.window.startUs >= i.startUs && r.window.endUs <= i.endUs)
    const before = consecutiveWindow(judged.granularity, judged.window, zone, this.#siblings)
    const beforeRoots = before ? within(before) : []
    const moving = movingReference(monitor.reference, judged.granularity, judged.window, zone)
    return {
      judged,
      previous: before && beforeRoots.length > 0 ? { window: before, roots: beforeRoots } : null,
      moving: moving && {
        intervals: moving,
        roots: moving.flatMap(within).toSorted((a, b) => a.window.startUs - b.window.startUs),
      },
      periods: wantedPeriods(monitor).map((duration) => {
        const interval = { startUs: minusDuration(judged.window.startUs, duration, zone), endUs: judged.window.startUs }
        return { text: duration.text, interval, roots: within(interval) }
      }),
      history: this.#historyOf(judged),
    }
  }

  /** The last 60 whole windows of the same granularity, as root windows. */
  #historyOf(judged: JudgedWindow): readonly RootWindow[] {
    const { plan, reference, context } = this.#in
    if (reference.fixed === null || judged.roots.length === 0 || this.#wobbleOfReference(judged.granularity) !== null) return []
    const { granularity } = judged
    const zone = context.monitor.timeZone
    const before = plan.roots.filter((r) => r.window.endUs <= judged.window.startUs)
    if (granularity.text === plan.root.text) return before.slice(-MOST_OK_WINDOWS)
    const kept: RootWindow[] = []
    let windows = 0
    let startUs = Number.POSITIVE_INFINITY
    let whole = 0
    for (const r of before.toReversed()) {
      if (r.window.startUs < startUs) {
        whole = kept.length
        if (windows === MOST_OK_WINDOWS || kept.length >= MOST_HISTORY_ROOTS) break
        windows++
        startUs = windowOfInstant(granularity, r.window.startUs, zone).startUs
      }
      kept.push(r)
      if (r === before[0]) whole = kept.length
    }
    return kept.slice(0, whole).reverse()
  }

  async #fill(all: readonly Comparands[]): Promise<void> {
    const { context, plan, totals, table } = this.#in
    const states = new Map<number, RootWindow>()
    const values = new Map<number, RootWindow>()
    const need = (map: Map<number, RootWindow>, roots: readonly RootWindow[]): void => {
      for (const r of roots) map.set(r.window.startUs, r)
    }
    for (const { judged, previous, moving, periods, history } of all) {
      need(states, history)
      const groups = [judged.roots, previous?.roots ?? [], moving?.roots ?? []]
      for (const roots of groups) {
        need(states, roots)
        if (rowsOf(roots) <= EXACT_ROWS) need(values, roots)
      }
      for (const period of periods) need(states, period.roots)
    }
    for (const r of states.values()) {
      const counted = this.#in.reference.counted.get(r.window.startUs)
      if (counted && !this.#book.has(r.window.startUs)) this.#book.add(r.window.startUs, r.rows, counted)
    }
    const missing = [...states.values()].filter((r) => !this.#book.has(r.window.startUs))
    const isStored = (r: RootWindow): boolean =>
      this.#currentBins.has(r.window.startUs) && !plan.changedRoots.has(r.window.startUs)
    const stored = missing.filter(isStored)
    if (stored.length > 0) {
      const from = Math.min(...startsOf(stored))
      const to = Math.max(...startsOf(stored)) + 1
      const loaded = new Map<number, StoredSegment[]>()
      for (const segment of await context.store.segments(context.monitor.name, plan.root.text, from, to)) {
        const list = loaded.get(segment.window!.startUs)
        if (list) list.push(segment)
        else loaded.set(segment.window!.startUs, [segment])
      }
      for (const r of stored) this.#book.add(r.window.startUs, r.rows, loaded.get(r.window.startUs) ?? [])
    }
    const scan = new Map<number, { root: RootWindow; states: boolean; values: boolean }>()
    for (const r of missing) if (!isStored(r)) scan.set(r.window.startUs, { root: r, states: true, values: false })
    for (const r of values.values()) {
      if (this.#book.hasValues(r.window.startUs)) continue
      const entry = scan.get(r.window.startUs)
      if (entry) entry.values = true
      else scan.set(r.window.startUs, { root: r, states: false, values: true })
    }
    const windows = [...scan.values()].toSorted((a, b) => a.root.window.startUs - b.root.window.startUs)
    await scanIntoBook(context, table, windows, this.#book, totals)
  }

  async #custom(all: readonly Comparands[]): Promise<CustomBooks> {
    const { context, open, plan, reference, totals, table } = this.#in
    const timestamp = table.time!.timestamp
    const { sliceValues } = reference.bins
    const starts = all.flatMap((c) => [c.judged.window, ...(c.previous ? [c.previous.window] : [])])
    const interval = { startUs: Math.min(...starts.map((w) => w.startUs)), endUs: Math.max(...starts.map((w) => w.endUs)) }
    const granularities = [
      ...new Map(all.map((c): [string, Granularity] => [c.judged.granularity.text, c.judged.granularity])).values(),
    ]
    const startOfRowsWindow = new Map(plan.roots.map((r) => [r.key, r.window.startUs]))
    const windows = await CustomValues.ofWindows(
      context,
      open,
      { timestamp, granularities, interval, startOfRowsWindow, sliceValues },
      totals,
    )
    const pooled = all.flatMap((c) => [
      ...c.periods.map((p) => [p.interval]),
      ...(c.moving && c.moving.intervals.length > 0 ? [c.moving.intervals] : []),
    ])
    const pools = [...new Map(pooled.map((stretches) => [stretchesPlace(stretches), stretches])).values()]
    const intervals = await CustomValues.ofStretches(context, open, { timestamp, pools, sliceValues }, totals)
    return { windows, intervals }
  }

  #draft(c: Comparands, fixed: SegmentMap, custom: CustomBooks): Draft {
    const { reference } = this.#in
    const { judged } = c
    const current = this.#book.union(startsOf(judged.roots))
    const previous = c.previous ? this.#book.union(startsOf(c.previous.roots)) : NOTHING
    const baseline = c.moving ? this.#book.union(startsOf(c.moving.roots)) : fixed
    const movingHull = c.moving ? hull(c.moving.intervals) : null
    const windowCmp: Window | null = movingHull ? { granularity: judged.granularity.text, ...movingHull } : null
    const place = { window: judged.window, logType: 'INPUT' as const }
    const referenceCustom = (data: SegmentData): CustomOfSegment | undefined =>
      c.moving
        ? custom.intervals.of(stretchesPlace(c.moving.intervals), data.segment)
        : reference.custom.of('reference', data.segment)

    const draft: Draft = { comparands: c, profile: [], drift: [], segments: [], profiles: [], pairs: [] }
    for (const [id, data] of current) {
      const rows = this.#maker.profile(place, data, current, true, custom.windows.of(windowPlace(judged.window), data.segment))
      const side = this.#maker.side(data, rows)
      const compare = (
        other: SegmentData | undefined,
        siblings: SegmentMap,
        own: CustomOfSegment | undefined,
        at: DriftAt,
      ): Compared => {
        if (!other) return { side: null, drift: [] }
        const otherSide = this.#sideOf(other, siblings, own)
        const drift = this.#maker.drift(at, data, other)
        draft.pairs.push(...pairRows(drift, side, otherSide))
        draft.profiles.push(...otherSide.profile.values())
        return { side: otherSide, drift }
      }
      const ref = compare(baseline.get(id), baseline, referenceCustom(data), {
        window: judged.window,
        windowCmp,
        driftType: 'BASELINE',
      })
      const before = c.previous?.window
      const prev = before
        ? compare(previous.get(id), previous, custom.windows.of(windowPlace(before), data.segment), {
            window: judged.window,
            windowCmp: before,
            driftType: 'CONSECUTIVE',
          })
        : { side: null, drift: [] }
      const periods = new Map<string, Side>()
      for (const period of c.periods) {
        const union = this.#book.union(startsOf(period.roots))
        const part = union.get(id)
        if (part)
          periods.set(
            period.text,
            this.#sideOf(part, union, custom.intervals.of(stretchesPlace([period.interval]), data.segment)),
          )
      }
      draft.profile.push(...rows)
      draft.profiles.push(...rows, ...[...periods.values()].flatMap((p) => [...p.profile.values()]))
      draft.drift.push(...ref.drift, ...prev.drift)
      draft.segments.push({
        segment: data.segment,
        current: side,
        reference: ref.side,
        previous: prev.side,
        periods,
        baselineDrift: byColumn(ref.drift),
        consecutiveDrift: byColumn(prev.drift),
      })
    }
    draft.segments.sort((a, b) => partOf(a.segment) - partOf(b.segment))
    return draft
  }

  async #judgeOne(draft: Draft, custom: CustomBooks): Promise<WindowResult> {
    const { context, reference, plan } = this.#in
    const { judged } = draft.comparands
    const { monitor } = context
    const first = plan.roots[0]?.window.startUs ?? judged.window.startUs
    const duplicates = custom.windows.of(windowPlace(judged.window), WHOLE).get(TABLE_COLUMN)?.get(DUPLICATES)
    const evidence: WindowEvidence = {
      window: judged.window,
      complete: judged.complete,
      rows: judged.rows,
      segments: draft.segments,
      bins: reference.bins.columns,
      hasReference: monitor.reference !== null && monitor.reference.kind !== 'previous',
      insideReference:
        reference.period !== null &&
        judged.window.startUs >= reference.period.startUs &&
        judged.window.endUs <= reference.period.endUs,
      referenceName: referenceName(monitor.reference),
      wobble: await this.#wobble(draft.comparands),
      volumeHistory: volumeHistory(
        judged.granularity,
        judged.window,
        monitor.timeZone,
        this.#rowCounts(judged.granularity.text),
        first,
      ),
      duplicates: typeof duplicates === 'number' ? duplicates : null,
      facts: plan.newest !== null && windowId(plan.newest) === windowId(judged.window) ? this.#in.facts : null,
    }
    const findings = judgeWindow(evidence, monitor)
    for (const f of findings) if (f.status === 'fail' || f.status === 'warn') this.#moved.add(movedKey(judged.window, f))
    const isRoot = judged.granularity.text === plan.root.text
    return {
      monitor: monitor.name,
      window: storedWindow(judged, reference.bins.version, context.nowUs),
      segments: isRoot ? this.#book.segments(judged.window.startUs) : [],
      profile: draft.profile,
      drift: draft.drift,
      findings,
    }
  }

  #sideOf(data: SegmentData, siblings: SegmentMap, custom: Parameters<RowMaker['profile']>[4]): Side {
    const kept = this.#profiles.get(data)
    const rows = kept ?? this.#maker.profile({ window: null, logType: 'BASELINE' }, data, siblings, false, custom)
    if (!kept) this.#profiles.set(data, rows)
    return this.#maker.side(data, rows)
  }

  #wobbleOfReference(granularity: Granularity): WobbleTable | null {
    const kept = this.#fixedWobble.get(granularity.text)
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
    this.#fixedWobble.set(granularity.text, made)
    return made
  }

  async #wobble(c: Comparands): Promise<WobbleTable | null> {
    const { context, reference } = this.#in
    const { monitor } = context
    const { granularity } = c.judged
    if (c.judged.roots.length === 0) return null
    const ofReference = this.#wobbleOfReference(granularity)
    if (ofReference) return ofReference
    const base = { bins: reference.bins.columns, positive: monitor.positive }
    const grouped = (roots: readonly RootWindow[], within?: Interval) =>
      windowsOf(
        granularity,
        roots.flatMap((r) => this.#book.segments(r.window.startUs)),
        monitor.timeZone,
        within,
        this.#wobbleWindows,
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

  /** Root windows that the user did not ask for are stored all the same: coarser windows are merged from them. */
  #helperResults(all: readonly Comparands[]): readonly WindowResult[] {
    const { plan, context, reference } = this.#in
    const roots = new Map(
      all.flatMap((c) => c.judged.roots.filter((r) => plan.changedRoots.has(r.window.startUs))).map((r) => [r.window.startUs, r]),
    )
    return [...roots.values()].map((r) => ({
      monitor: context.monitor.name,
      window: {
        window: r.window,
        rows: r.rows,
        fingerprint: r.fingerprint,
        complete: r.window.endUs <= context.asOfUs,
        binsVersion: reference.bins.version,
        computedAtUs: context.nowUs,
      },
      segments: this.#book.segments(r.window.startUs),
      profile: [],
      drift: [],
      findings: [],
    }))
  }
}

const NOTHING: SegmentMap = new Map()
/** Coarse windows over a fine root would load very many states for their wobble. */
const MOST_HISTORY_ROOTS = 400

const movedKey = (window: Pick<Window, 'granularity' | 'startUs'>, f: Pick<Finding, 'segment' | 'columnName'>): string =>
  `${window.granularity}@${window.startUs}|${segmentId(f.segment)}|${f.columnName}`

const partOf = (s: Segment): number => Number(s.sliceKey !== null) + Number(s.modelId !== null)

const byColumn = (rows: readonly DriftRow[]): ReadonlyMap<string, DriftRow> => new Map(rows.map((row) => [row.columnName, row]))

const hull = (intervals: readonly Interval[]): Interval | null =>
  intervals.length === 0
    ? null
    : { startUs: Math.min(...intervals.map((i) => i.startUs)), endUs: Math.max(...intervals.map((i) => i.endUs)) }

const storedWindow = (judged: JudgedWindow, binsVersion: number, computedAtUs: number): StoredWindow => ({
  window: judged.window,
  rows: judged.rows,
  fingerprint: judged.fingerprint,
  complete: judged.complete,
  binsVersion,
  computedAtUs,
})

function referenceName(reference: JudgeInput['context']['monitor']['reference']): string {
  if (reference?.kind === 'rolling')
    return `the ${reference.length.text} before${reference.lag ? ` (${reference.lag.text} behind)` : ''}`
  if (reference?.kind === 'seasonal') return `the same window of the last ${reference.count} times ${reference.every.text}`
  return 'the reference'
}
