/** Frozen bins of a monitor: made once from the reference's rows, then kept until the reference changes. */
import { createHash } from 'node:crypto'
import type { Monitor } from '../config/project.ts'
import type { FrozenSample, IndexedWindow } from '../engines/engine.ts'
import type { MonitoredColumn } from '../plan/monitored-columns.ts'
import { nestedEdges, nextDown } from '../stats/bins.ts'
import type { BinsVersion, FrozenColumn } from '../store/store.ts'

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
        widen(edges.fine, numbers.min, numbers.max)
        widen(edges.coarse, numbers.min, numbers.max)
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

function widen(edges: Float64Array, min: number | null, max: number | null): void {
  if (min !== null && min <= edges[0]!) edges[0] = nextDown(min)
  if (max !== null && max > edges[edges.length - 1]!) edges[edges.length - 1] = max
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
