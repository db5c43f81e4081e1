/** Computes and judges batches of windows: gathers what each is compared with, makes its rows, asks the checks. */

import { FACT_CHECKS } from '../checks/fact-checks.ts'
import type { Granularity } from '../core/granularity.ts'
import { type Window, windowId } from '../core/window.ts'
import type { Interval } from '../plan/comparands.ts'
import { dependencies, type JudgedWindow, type RootWindow } from '../plan/refresh-plan.ts'
import type { StoredWindow, WindowResult } from '../store/store.ts'
import { stretchesPlace, windowPlace } from './custom-values.ts'
import { judgeDraft } from './judge-draft.ts'
import type { JudgeInput } from './judge-input.ts'
import { RowMaker } from './row-maker.ts'
import { SegmentBook, type SegmentMap } from './segment-book.ts'
import { volumeHistory } from './volume-history.ts'
import { type Comparands, comparandsOf, startsOf } from './window-comparands.ts'
import { deriveDrafts, type WindowDraft, WindowDrafter } from './window-draft.ts'
import { type CustomBooks, customBooks, fillBook } from './window-states.ts'
import { WindowWobble } from './window-wobble.ts'

export class WindowJudge {
  readonly #in: JudgeInput
  readonly #book = new SegmentBook()
  readonly #wobble: WindowWobble
  readonly #drafter: WindowDrafter
  readonly #siblings: readonly Window[]
  readonly #rowsByStart = new Map<string, Map<number, number>>()
  readonly #currentBins: ReadonlySet<number>

  constructor(input: JudgeInput) {
    const { reference, plan, stored } = input
    this.#in = input
    this.#wobble = new WindowWobble(input, this.#book)
    this.#drafter = new WindowDrafter(
      new RowMaker(input.columns, reference.bins.columns, input.table.grouping, input.context.monitor),
    )
    const { version } = reference.bins
    this.#currentBins = new Set(
      stored.filter((s) => s.window.granularity === plan.root.text && s.binsVersion === version).map((s) => s.window.startUs),
    )
    for (const s of stored) this.#rowCounts(s.window.granularity ?? '').set(s.window.startUs, s.rows)
    for (const r of plan.roots) this.#rowCounts(plan.root.text).set(r.window.startUs, r.rows)
    for (const j of plan.judged) this.#rowCounts(j.granularity.text).set(j.window.startUs, j.rows)
    // Only windows of n rows have no calendar that tells the one before; they are roots.
    this.#siblings = plan.roots.map((r) => r.window)
  }

  #rowCounts(granularity: string): Map<number, number> {
    const kept = this.#rowsByStart.get(granularity)
    if (kept) return kept
    const made = new Map<number, number>()
    this.#rowsByStart.set(granularity, made)
    return made
  }

  async judge(batch: readonly JudgedWindow[]): Promise<readonly WindowResult[]> {
    const { context, totals, plan, reference } = this.#in
    const wantsHistory = (granularity: Granularity): boolean =>
      reference.fixed !== null && this.#wobble.ofReference(granularity) === null
    const wanted = { monitor: context.monitor, roots: plan.roots, siblings: this.#siblings, wantsHistory }
    const all = batch.map((judged) => comparandsOf(judged, wanted))
    const earliest = Math.min(
      ...batch.flatMap((j) => [
        j.window.startUs,
        ...dependencies(context.monitor, j.granularity, j.window, this.#siblings).map((d) => d.startUs),
      ]),
    )
    this.#wobble.forgetMerged()
    this.#book.forgetBefore(Math.min(earliest, ...all.flatMap((c) => c.history[0]?.window.startUs ?? [])), earliest)
    await fillBook(this.#in, this.#book, this.#currentBins, all)
    const custom = await customBooks(this.#in, all)
    const fixed = await reference.segments()
    const drafts = all.map((c) => this.#draft(c, fixed, custom))
    totals.statements += await deriveDrafts(context, drafts)
    const results: WindowResult[] = []
    for (const [i, draft] of drafts.entries()) results.push(await this.#judgeOne(all[i]!, draft, custom))
    return [...results, ...(this.#in.helper ? this.#helperResults(all) : [])]
  }

  #draft(c: Comparands, fixed: SegmentMap, custom: CustomBooks): WindowDraft {
    const { reference } = this.#in
    const { judged, moving, previous } = c
    const union = (roots: readonly RootWindow[]): SegmentMap => this.#book.union(startsOf(roots))
    const movingHull = moving ? hull(moving.intervals) : null
    return this.#drafter.draft({
      window: judged.window,
      current: { segments: union(judged.roots), custom: (s) => custom.windows.of(windowPlace(judged.window), s) },
      reference: {
        windowCmp: movingHull ? { granularity: judged.granularity.text, ...movingHull } : null,
        segments: moving ? union(moving.roots) : fixed,
        custom: (s) => (moving ? custom.intervals.of(stretchesPlace(moving.intervals), s) : reference.custom.of('reference', s)),
      },
      previous: previous && {
        windowCmp: previous.window,
        segments: union(previous.roots),
        custom: (s) => custom.windows.of(windowPlace(previous.window), s),
      },
      periods: c.periods.map(({ text, interval, roots }) => ({
        text,
        segments: union(roots),
        custom: (s) => custom.intervals.of(stretchesPlace([interval]), s),
      })),
    })
  }

  async #judgeOne(c: Comparands, draft: WindowDraft, custom: CustomBooks): Promise<WindowResult> {
    const { context, reference, plan } = this.#in
    const { window, granularity, rows, complete } = c.judged
    const { monitor } = context
    const first = plan.roots[0]?.window.startUs ?? window.startUs
    const { period } = reference
    const facts = plan.newest !== null && windowId(plan.newest) === windowId(window) ? this.#in.facts : null
    const told = {
      window,
      complete,
      rows,
      insideReference: period !== null && window.startUs >= period.startUs && window.endUs <= period.endUs,
      wobble: await this.#wobble.of(c),
      volumeHistory: volumeHistory(granularity, window, monitor.timeZone, this.#rowCounts(granularity.text), first),
      facts,
    }
    const findings = judgeDraft(monitor, reference, draft, told, custom.windows, windowPlace(window))
    this.#wobble.learn(window, findings)
    return {
      monitor: monitor.name,
      window: this.#storedWindow(c.judged, complete),
      segments: granularity.text === plan.root.text ? this.#book.segments(window.startUs) : [],
      profile: draft.profile,
      drift: draft.drift,
      findings,
      ...(facts ? { onlyHere: FACT_CHECKS } : {}),
    }
  }

  /** Root windows that the user did not ask for are stored all the same: coarser windows are merged from them. */
  #helperResults(all: readonly Comparands[]): readonly WindowResult[] {
    const { plan, context } = this.#in
    const roots = new Map(
      all.flatMap((c) => c.judged.roots.filter((r) => plan.changedRoots.has(r.window.startUs))).map((r) => [r.window.startUs, r]),
    )
    return [...roots.values()].map((r) => ({
      monitor: context.monitor.name,
      window: this.#storedWindow(r, r.window.endUs <= context.asOfUs),
      segments: this.#book.segments(r.window.startUs),
      profile: [],
      drift: [],
      findings: [],
    }))
  }

  #storedWindow(
    { window, rows, fingerprint }: Pick<JudgedWindow, 'window' | 'rows' | 'fingerprint'>,
    complete: boolean,
  ): StoredWindow {
    const { reference, context } = this.#in
    return { window, rows, fingerprint, complete, binsVersion: reference.bins.version, computedAtUs: context.nowUs }
  }
}

const hull = (intervals: readonly Interval[]): Interval | null =>
  intervals.length === 0
    ? null
    : { startUs: Math.min(...intervals.map((i) => i.startUs)), endUs: Math.max(...intervals.map((i) => i.endUs)) }
