/** Simulated tables as the states that a scan would answer: frozen on a reference, counted for a window. */
import type { CategoriesState, ColumnState } from '../../src/aggregates/states.ts'
import type { Side } from '../../src/checks/evidence.ts'
import { nestedEdges } from '../../src/stats/bins.ts'
import type { Random } from '../../src/stats/random.ts'
import type { FrozenColumn } from '../../src/store/store.ts'
import { type BenchColumn, type Change, NO_CHANGE } from './columns.ts'

/** As in the product: edges from at most this many rows of the reference, 32 bins, 10 fine bins in each, 100 categories by name. */
const EDGE_ROWS = 100_000
const BINS = 32
const FINE_PER_BIN = 10
const NAMED_CATEGORIES = 100

export type Sample = Float64Array | Int32Array

export function drawColumn(column: BenchColumn, rows: number, random: Random, change: Change = NO_CHANGE): Sample {
  const values = column.kind === 'numeric' ? new Float64Array(rows) : new Int32Array(rows)
  for (let i = 0; i < rows; i++) values[i] = column.draw(random, change)
  return values
}

export function freezeColumn(column: BenchColumn, sample: Sample): FrozenColumn {
  if (column.kind === 'numeric') {
    const sorted = Float64Array.from(sample.length > EDGE_ROWS ? sample.subarray(0, EDGE_ROWS) : sample).sort()
    const edges = nestedEdges(sorted, BINS, FINE_PER_BIN)
    return { column: { name: column.name, engineType: 'DOUBLE', dataType: 'double', kind: 'numeric' }, ...edges, shift: 0 }
  }
  const { items } = countCategories(sample as Int32Array, column.levels)
  const byFrequency = [...items].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value)
  return {
    column: { name: column.name, engineType: 'VARCHAR', dataType: 'string', kind: 'categorical' },
    categories: byFrequency.slice(0, NAMED_CATEGORIES),
    knownValues: byFrequency,
  }
}

export function countColumn(frozen: FrozenColumn, sample: Sample, levels: number): ColumnState {
  const rows = sample.length
  const counts = { rows, nonNull: rows, nan: 0, positiveInfinity: 0, negativeInfinity: 0, zeros: 0 }
  if (sample instanceof Int32Array) return { counts, categories: countCategories(sample, levels) }
  const edges = frozen.fine!
  const histogram = new Float64Array(edges.length + 1)
  for (const value of sample) {
    let low = 0
    let high = edges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (edges[middle]! < value) low = middle + 1
      else high = middle
    }
    histogram[low]!++
  }
  return { counts, histogram }
}

function countCategories(sample: Int32Array, levels: number): CategoriesState {
  const counts = new Float64Array(levels)
  for (const level of sample) counts[level]!++
  const items = new Map<string, number>()
  for (let level = 0; level < levels; level++) if (counts[level]! > 0) items.set(`level ${level}`, counts[level]!)
  return { items, other: 0, complete: true }
}

export const levelsOf = (column: BenchColumn): number => (column.kind === 'categorical' ? column.levels : 0)

export function sideOfStates(rows: number, columns: ReadonlyMap<string, ColumnState>): Side {
  return { rows, columns, profile: new Map() }
}
