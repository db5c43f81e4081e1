/** Frozen bins of a monitor: made once from the reference's rows, then kept until the reference changes. */
import { createHash } from 'node:crypto'
import type { Monitor } from '../config/project.ts'
import { segmentId, WHOLE } from '../core/window.ts'
import type { FrozenSample, IndexedWindow } from '../engines/engine.ts'
import type { MonitoredColumn } from '../plan/monitored-columns.ts'
import { nestedEdges, nextDown } from '../stats/bins.ts'
import type { BinsVersion, FrozenColumn, StoredSegment } from '../store/store.ts'

/** Fine bins per coarse bin: the profile's histogram is this much finer than the one of the drift metrics. */
const FINE_PER_COARSE = 8
/** A reference of more rows is sampled for its edges; its counts always cover all of its rows. */
export const EDGE_SAMPLE_ROWS = 100_000
/** Categories that are counted by name. */
const NAMED_CATEGORIES = 100
/** Values of a reference column that are remembered, for the check of unseen ones. */
export const KNOWN_VALUES = 10_000

/** What the bins rest on. When it changes, a new version begins. */
export function binsBasis(monitor: Monitor, referenceVersion: string | null, period: readonly IndexedWindow[]): string {
  const content = period.map((w) => [w.key, w.rows, w.fingerprint])
  return createHash('sha256')
    .update(JSON.stringify([monitor.reference, monitor.bins, referenceVersion, content]))
    .digest('hex')
    .slice(0, 16)
}

export function freezeColumns(
  monitor: Monitor,
  columns: readonly MonitoredColumn[],
  sample: FrozenSample,
): ReadonlyMap<string, FrozenColumn> {
  const frozen = new Map<string, FrozenColumn>()
  for (const { column } of columns) {
    const numbers = column.kind === 'numeric' ? sample.numeric.get(column.name) : undefined
    const categories = sample.categories.get(column.name)
    if (numbers && numbers.sorted.length > 0) {
      const edges = nestedEdges(numbers.sorted, monitor.bins, FINE_PER_COARSE)
      if (!numbers.complete) {
        // The sample need not hold the extremes; the reference's own rows must not fall under or over its bins.
        widen(edges, numbers.min, numbers.max)
      }
      frozen.set(column.name, { column, ...edges, shift: numbers.sorted[numbers.sorted.length >> 1]! })
    } else if (categories && categories.items.size > 0) {
      const values = [...categories.items.keys()]
      frozen.set(column.name, {
        column,
        categories: values.slice(0, NAMED_CATEGORIES),
        knownValues: categories.complete && values.length <= KNOWN_VALUES ? values : null,
      })
    } else {
      frozen.set(column.name, { column })
    }
  }
  return frozen
}

function widen({ fine, coarse }: Edges, min: number | null, max: number | null): void {
  for (const edges of [fine, coarse]) {
    if (min !== null && min <= edges[0]!) edges[0] = nextDown(min)
    if (max !== null && max > edges[edges.length - 1]!) edges[edges.length - 1] = max
  }
}

interface Edges {
  readonly fine: Float64Array
  readonly coarse: Float64Array
}

/**
 * Bins whose edges were made from a sample alone, after all rows of the reference were counted into them: the outer edges move to
 * the reference's true extremes, and what was counted under and over goes into the outer bins, where it now belongs.
 *
 * @param windows of the reference, all segments; `columns` of the result are new maps
 */
export function coverReference(
  columns: ReadonlyMap<string, FrozenColumn>,
  windows: readonly StoredSegment[],
): { readonly columns: ReadonlyMap<string, FrozenColumn>; readonly windows: readonly StoredSegment[] } {
  const extremes = new Map<string, { min: number | null; max: number | null }>()
  for (const { segment, columns: states } of windows) {
    if (segmentId(segment) !== segmentId(WHOLE)) continue
    for (const name of columns.keys()) {
      const moments = states.get(name)?.moments
      if (!moments) continue
      const before = extremes.get(name)
      extremes.set(name, { min: least(before?.min ?? null, moments.min), max: most(before?.max ?? null, moments.max) })
    }
  }
  const widened = new Map<string, FrozenColumn>()
  for (const [name, column] of columns) {
    const { fine, coarse } = column
    const range = extremes.get(name)
    if (!fine || !coarse || !range) {
      widened.set(name, column)
      continue
    }
    const edges = { fine: fine.slice(), coarse: coarse.slice() }
    widen(edges, range.min, range.max)
    widened.set(name, { ...column, ...edges })
  }
  return {
    columns: widened,
    windows: windows.map((w) => ({
      ...w,
      columns: new Map([...w.columns].map(([name, state]) => [name, { ...state, ...foldOuter(state.histogram) }])),
    })),
  }
}

const least = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))
const most = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b))

function foldOuter(histogram: Float64Array | undefined): { readonly histogram?: Float64Array } {
  if (!histogram) return {}
  const folded = histogram.slice()
  const last = folded.length - 1
  folded[1]! += folded[0]!
  folded[last - 1]! += folded[last]!
  folded[0] = 0
  folded[last] = 0
  return { histogram: folded }
}

export function nextBins(
  before: BinsVersion | null,
  monitor: Monitor,
  basis: string,
  columns: ReadonlyMap<string, FrozenColumn>,
  sample: FrozenSample,
  nowUs: number,
): BinsVersion {
  return {
    monitor: monitor.name,
    version: (before?.version ?? 0) + 1,
    basis,
    createdAtUs: nowUs,
    referenceRows: sample.rows,
    columns,
    // Chosen once, at the first refresh: a later reference does not change which slices there are.
    sliceValues: before?.sliceValues ?? sample.sliceValues,
  }
}
