/** Reads what a batch of windows needs: states and values into the book, custom values by statement. */
import type { Granularity } from '../core/granularity.ts'
import type { RootWindow } from '../plan/refresh-plan.ts'
import type { StoredSegment } from '../store/store.ts'
import { CustomValues, stretchesPlace } from './custom-values.ts'
import type { JudgeInput } from './judge-input.ts'
import { scanLabels } from './label-scan.ts'
import { scanIntoBook } from './scan-table.ts'
import { EXACT_ROWS, type SegmentBook } from './segment-book.ts'
import { type Comparands, startsOf } from './window-comparands.ts'

const rowsOf = (roots: readonly RootWindow[]): number => roots.reduce((n, r) => n + r.rows, 0)

/** Fills the book with every root window that the batch needs: from the reference's scan, from the store, else from the table. */
export async function fillBook(
  input: JudgeInput,
  book: SegmentBook,
  currentBins: ReadonlySet<number>,
  all: readonly Comparands[],
): Promise<void> {
  const { context, plan, totals, table, reference } = input
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
    const counted = reference.counted.get(r.window.startUs)
    if (counted && !book.has(r.window.startUs)) book.add(r.window.startUs, r.rows, counted)
  }
  const missing = [...states.values()].filter((r) => !book.has(r.window.startUs))
  const isStored = (r: RootWindow): boolean => currentBins.has(r.window.startUs) && !plan.changedRoots.has(r.window.startUs)
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
    for (const r of stored) book.add(r.window.startUs, r.rows, loaded.get(r.window.startUs) ?? [])
  }
  const scan = new Map<number, { root: RootWindow; states: boolean; values: boolean }>()
  for (const r of missing) if (!isStored(r)) scan.set(r.window.startUs, { root: r, states: true, values: false })
  for (const r of values.values()) {
    if (book.hasValues(r.window.startUs)) continue
    const entry = scan.get(r.window.startUs)
    if (entry) entry.values = true
    else scan.set(r.window.startUs, { root: r, states: false, values: true })
  }
  const windows = [...scan.values()].toSorted((a, b) => a.root.window.startUs - b.root.window.startUs)
  await scanIntoBook(context, table, windows, book, totals)
  if (!input.labels) return
  for (const r of stored)
    if (plan.relabelled.has(r.window.startUs)) {
      const entry = scan.get(r.window.startUs)
      if (entry) entry.states = true
      else scan.set(r.window.startUs, { root: r, states: true, values: false })
    }
  const joined = [...scan.values()].toSorted((a, b) => a.root.window.startUs - b.root.window.startUs)
  for (const [startUs, outcomes] of await scanLabels(context, input.labels, joined, totals))
    book.addLabels(startUs, outcomes, input.labels)
}

export interface CustomBooks {
  readonly windows: CustomValues
  readonly intervals: CustomValues
}

export async function customBooks(input: JudgeInput, all: readonly Comparands[]): Promise<CustomBooks> {
  const { context, open, plan, reference, totals, table } = input
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
