/** Rows of each window in each column's bins, summed from the stored root windows. Aggregates only. */
import type { ColumnState } from '../../aggregates/states.ts'
import type { Monitor } from '../../config/project.ts'
import { windowOfInstant } from '../../core/granularity.ts'
import { type Window, windowId } from '../../core/window.ts'
import { movingReference } from '../../plan/comparands.ts'
import { planRoots } from '../../plan/roots.ts'
import type { BinsVersion, FrozenColumn, Store } from '../../store/store.ts'
import { type CategoryCounts, mergeRareCategories, OTHER_LABEL, toShares10k } from '../merge-rare-categories.ts'
import type { ReportBins } from '../report-model.ts'

/** Counts of one column over some rows. */
export interface ColumnCounts {
  rows: number
  nonNull: number
  /** In the frozen coarse bins: under, bins…, over. */
  bins: Float64Array | null
  categories: { readonly items: Map<string, number>; other: number } | null
}

/** By window id, then by column. Of the windows that are merged from too, also where the user did not ask for them. */
export type WindowCounts = ReadonlyMap<string, ReadonlyMap<string, ColumnCounts>>

/** Root windows read at once: enough to be quick, few enough to be small. */
const BATCH = 32

export async function readWindowCounts(store: Store, monitor: Monitor, bins: BinsVersion): Promise<WindowCounts> {
  const counts = new Map<string, Map<string, ColumnCounts>>()
  const { root, calendar, rows } = planRoots(monitor.granularities)
  const roots = [
    ...(root ? [{ text: root.text as string | null, granularities: calendar }] : []),
    ...rows.map((granularity) => ({ text: granularity.text as string | null, granularities: [granularity] })),
    ...(monitor.granularities.length === 0 ? [{ text: null, granularities: [] }] : []),
  ]
  for (const { text, granularities } of roots) {
    const windows = await store.windows(monitor.name, text)
    for (let i = 0; i < windows.length; i += BATCH) {
      const part = windows.slice(i, i + BATCH)
      const segments = await store.segments(monitor.name, text, part[0]!.window.startUs, part.at(-1)!.window.startUs + 1, {
        wholeOnly: true,
      })
      for (const { window, columns } of segments) {
        if (!window) continue
        const holders: readonly Window[] =
          text === null || granularities.some((g) => g.unit === 'rows')
            ? [window]
            : [
                window,
                ...granularities.filter((g) => g.text !== text).map((g) => windowOfInstant(g, window.startUs, monitor.timeZone)),
              ]
        for (const holder of holders) {
          const key = windowId(holder)
          const own = counts.get(key) ?? new Map<string, ColumnCounts>()
          counts.set(key, own)
          for (const [name, state] of columns) addState(own, name, state, bins.columns.get(name))
        }
      }
    }
  }
  return counts
}

/**
 * The reference's counts by column. Where it moves with the window, those of the reference that the judged window was compared with,
 * summed from the windows inside it; empty where there is none.
 */
export async function readReferenceCounts(
  store: Store,
  monitor: Monitor,
  bins: BinsVersion,
  judged: Window | null,
  windows: WindowCounts,
): Promise<ReadonlyMap<string, ColumnCounts>> {
  const moving = await movingWindows(store, monitor, judged)
  const counts = new Map<string, ColumnCounts>()
  if (moving !== null) {
    for (const window of moving)
      for (const [name, own] of windows.get(windowId(window)) ?? []) addCounts(countsOf(counts, name), own)
    return counts
  }
  for (const { window, segment, columns } of await store.referenceSegments(monitor.name, bins.version)) {
    if (window !== null || segment.sliceKey !== null || segment.modelId !== null) continue
    for (const [name, state] of columns) addState(counts, name, state, bins.columns.get(name))
  }
  return counts
}

/** The root windows of a window's moving reference; null where the reference stands still or there is none. */
export async function movingWindows(store: Store, monitor: Monitor, judged: Window | null): Promise<readonly Window[] | null> {
  const granularity = monitor.granularities.find((g) => g.text === judged?.granularity)
  if (!judged || !granularity) return null
  const intervals = movingReference(monitor.reference, granularity, judged, monitor.timeZone)
  const root = granularity.unit === 'rows' ? granularity : planRoots(monitor.granularities).root
  if (intervals === null || !root) return null
  const roots = await store.windows(monitor.name, root.text)
  return roots
    .map(({ window }) => window)
    .filter((window) => intervals.some((i) => window.startUs >= i.startUs && window.endUs <= i.endUs))
}

function countsOf(counts: Map<string, ColumnCounts>, name: string): ColumnCounts {
  const own = counts.get(name) ?? { rows: 0, nonNull: 0, bins: null, categories: null }
  counts.set(name, own)
  return own
}

function addCounts(own: ColumnCounts, { rows, nonNull, bins, categories }: ColumnCounts): void {
  own.rows += rows
  own.nonNull += nonNull
  if (bins) {
    own.bins ??= new Float64Array(bins.length)
    for (const [bin, count] of bins.entries()) own.bins[bin]! += count
  }
  if (categories) addCategories(own, categories)
}

function addCategories(own: ColumnCounts, { items, other }: CategoryCounts): void {
  own.categories ??= { items: new Map(), other: 0 }
  own.categories.other += other
  for (const [value, count] of items) own.categories.items.set(value, (own.categories.items.get(value) ?? 0) + count)
}

function addState(counts: Map<string, ColumnCounts>, name: string, state: ColumnState, frozen: FrozenColumn | undefined): void {
  const own = countsOf(counts, name)
  own.rows += state.counts.rows
  own.nonNull += state.counts.nonNull
  if (frozen?.coarse && frozen.coarseOfFine && state.histogram?.length === frozen.coarseOfFine.length) {
    own.bins ??= new Float64Array(frozen.coarse.length + 1)
    for (const [fine, bin] of frozen.coarseOfFine.entries()) own.bins[bin]! += state.histogram[fine]!
  } else if (state.categories && !frozen?.coarse) addCategories(own, state.categories)
}

export interface BinnedColumn {
  readonly bins: ReportBins | null
  /** Shares of one window's rows in these bins. */
  readonly sharesOf: (counts: ColumnCounts | undefined) => readonly number[] | null
}

const INTEGER = /^(tinyint|smallint|int|bigint|decimal\(\d+,0\))$/

/**
 * The bins of a column as the report shows them. A category seen fewer than `minimumCount` times in the reference and in all windows
 * together is never named.
 *
 * @param windows disjoint windows: those of one granularity
 */
export function binnedColumn(
  frozen: FrozenColumn,
  reference: ColumnCounts | undefined,
  windows: readonly (ColumnCounts | undefined)[],
  minimumCount: number,
): BinnedColumn {
  if (frozen.coarse) {
    const bins: ReportBins = {
      kind: 'numeric',
      edges: Array.from(frozen.coarse),
      whole: INTEGER.test(frozen.column.dataType),
      referenceShares10k: reference?.bins ? toShares10k(reference.bins) : null,
    }
    return { bins, sharesOf: (counts) => (counts?.bins ? toShares10k(counts.bins) : null) }
  }
  if (!frozen.categories) return { bins: null, sharesOf: () => null }
  const merged = mergeRareCategories({
    reference: reference?.categories ?? null,
    windows: windows.map((counts) => counts?.categories ?? null),
    minimumCount,
  })
  // The rest can be needed by a window of another granularity although no window here had one.
  const hasOther = merged.otherIndex !== null
  const named = hasOther ? merged.labels.slice(0, -1) : merged.labels
  const bins: ReportBins = {
    kind: 'categorical',
    labels: hasOther ? [...named, OTHER_LABEL] : named,
    otherIndex: merged.otherIndex,
    referenceShares10k: merged.referenceShares10k,
  }
  return { bins, sharesOf: (counts) => (counts?.categories ? categoryShares(counts.categories, named, hasOther) : null) }
}

function categoryShares(counts: CategoryCounts, named: readonly string[], hasOther: boolean): readonly number[] | null {
  const listed = named.map((value) => counts.items.get(value) ?? 0)
  if (!hasOther) return toShares10k(listed)
  let total = counts.other
  for (const count of counts.items.values()) total += count
  return toShares10k([...listed, total - listed.reduce((sum, count) => sum + count, 0)])
}
