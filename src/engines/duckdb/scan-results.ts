/** Results of tasks, joined; a view decodes what is asked for when it is asked for, so that results stay small. */
import { ByteReader } from '../../aggregates/byte-reader.ts'
import { decodeColumn } from '../../aggregates/column-state.ts'
import type { ColumnState } from '../../aggregates/states.ts'
import type { SegmentStates, SegmentValues } from '../engine.ts'
import { LazyMap } from './lazy-map.ts'
import type { StateBlock, ValueBlock } from './scan-task.ts'
import type { SegmentGroups } from './segment-groups.ts'

/** In the order of windows, then of segments. */
export function joinStates(blocks: readonly StateBlock[], groups: SegmentGroups): SegmentStates[] {
  const places = new Map<string, readonly [block: number, column: number]>()
  blocks.forEach((block, b) => {
    block.columns.forEach((name, j) => {
      places.set(name, [b, j])
    })
  })
  const records = new Map<number, Int32Array>()
  blocks.forEach((block, b) => {
    for (let i = 0; i < block.window.length; i++) {
      const key = block.window[i]! * groups.segments + block.segment[i]!
      const record = records.get(key) ?? new Int32Array(blocks.length).fill(-1)
      record[b] = i
      records.set(key, record)
    }
  })
  return [...records]
    .sort(([a], [b]) => a - b)
    .map(([key, record]) => {
      const decode = (name: string): ColumnState | undefined => {
        const place = places.get(name)
        if (!place) return undefined
        const [b, j] = place
        const block = blocks[b]!
        const offset = block.offsets[record[b]! * block.columns.length + j]!
        return decodeColumn(new ByteReader(block.bytes, offset))
      }
      const first = record.findIndex((i) => i >= 0)
      return {
        window: Math.floor(key / groups.segments),
        segment: groups.segment(key % groups.segments),
        rows: blocks[first]!.rows[record[first]!]!,
        columns: new LazyMap([...places.keys()], decode),
      }
    })
}

/** Which rows of a block belong to a segment; undefined: all. */
function membership(block: ValueBlock, groups: SegmentGroups, segment: number): ((row: number) => boolean) | undefined {
  const wanted = groups.parts(segment)
  if (wanted.model < 0 && wanted.slice < 0) return undefined
  const codes = wanted.slice < 0 ? null : block.slices[wanted.slice]!
  return (row) => (wanted.model < 0 || block.model![row] === wanted.model) && (codes === null || codes[row] === wanted.value)
}

function segmentsIn(block: ValueBlock, groups: SegmentGroups): Set<number> {
  const found = new Set<number>([0])
  const rows = block.values[0]?.length ?? 0
  for (let g = 0; g < groups.groupings.length; g++) {
    const codes = groups.groupings[g]! < 0 ? null : block.slices[groups.groupings[g]!]!
    for (let row = 0; row < rows; row++) {
      for (const id of groups.segmentsOf(g, block.model ? block.model[row]! : -1, codes ? codes[row]! : -1)) found.add(id)
    }
  }
  return found
}

export function joinValues(blocks: readonly ValueBlock[], groups: SegmentGroups): SegmentValues[] {
  const byWindow = new Map<number, ValueBlock[]>()
  for (const block of blocks) byWindow.set(block.window, [...(byWindow.get(block.window) ?? []), block])
  return [...byWindow]
    .sort(([a], [b]) => a - b)
    .flatMap(([window, parts]) =>
      [...segmentsIn(parts[0]!, groups)]
        .sort((a, b) => a - b)
        .map((segment) => ({
          window,
          segment: groups.segment(segment),
          sorted: new LazyMap(
            parts.flatMap(({ columns }) => columns),
            (name: string) => sortedValues(parts, name, groups, segment),
          ),
        })),
    )
}

function sortedValues(
  blocks: readonly ValueBlock[],
  name: string,
  groups: SegmentGroups,
  segment: number,
): Float64Array | undefined {
  const block = blocks.find(({ columns }) => columns.includes(name))
  if (!block) return undefined
  const belongs = membership(block, groups, segment)
  const values = block.values[block.columns.indexOf(name)]!
  // A plain loop: filter() calls back for every row, which took longer than the sort.
  const kept = new Float64Array(values.length)
  let n = 0
  for (let row = 0; row < values.length; row++) {
    const x = values[row]!
    // Finite: not NaN, not an infinity.
    if (x - x === 0 && (belongs === undefined || belongs(row))) kept[n++] = x
  }
  return kept.slice(0, n).sort()
}
