/** Results of tasks, joined; a view decodes what is asked for when it is asked for, so that results stay small. */
import { ByteReader } from '../../aggregates/byte-reader.ts'
import { decodeColumn } from '../../aggregates/column-state.ts'
import type { ColumnState } from '../../aggregates/states.ts'
import type { SegmentStates, SegmentValues } from '../engine.ts'
import { collectValues } from './collect-chunks.ts'
import { LazyMap } from './lazy-map.ts'
import type { StateBlock, ValueBlock } from './scan-task.ts'
import type { SegmentGroups } from './segment-groups.ts'
import { sortedOrder } from './sorted-order.ts'

/** Fewer values are sorted segment by segment: the tables of the radix sort would cost more. */
const RADIX_FROM = 4096
/** 64 MB of them. */
const COLLECT_AFTER_VALUES = 8_000_000
/** Decoded states kept at once: about 5 kB each. */
const MOST_DECODED = 16_384

/** In the order of windows, then of segments. A state that was decoded lately is given again: it must not be changed. */
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
  // Checks ask for the same state a dozen times; a bounded memory of them, as all at once may be too many.
  const decoded = new Map<number, ColumnState>()
  return [...records]
    .sort(([a], [b]) => a - b)
    .map(([key, record], at) => {
      const decode = (name: string): ColumnState | undefined => {
        const place = places.get(name)
        if (!place) return undefined
        const [b, j] = place
        const block = blocks[b]!
        const id = (at * blocks.length + b) * places.size + j
        const kept = decoded.get(id)
        if (kept) return kept
        const offset = block.offsets[record[b]! * block.columns.length + j]!
        const state = decodeColumn(new ByteReader(block.bytes, offset))
        if (decoded.size >= MOST_DECODED) decoded.clear()
        decoded.set(id, state)
        return state
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

/** One way in which rows are cut: for each row the position of its segment in `segments`, or -1. */
interface Cut {
  readonly segments: readonly number[]
  readonly ofRow: Int32Array
}

/** Every way but the whole table. */
function cutsOf(block: ValueBlock, groups: SegmentGroups): readonly Cut[] {
  const { model, slices } = block
  const ways: ((row: number) => number)[] = []
  if (model) ways.push((row) => (model[row]! < 0 ? -1 : groups.idOf(model[row]!, -1, -1)))
  slices.forEach((codes, k) => {
    ways.push((row) => (codes[row]! < 0 ? -1 : groups.idOf(-1, k, codes[row]!)))
    if (model) ways.push((row) => (codes[row]! < 0 || model[row]! < 0 ? -1 : groups.idOf(model[row]!, k, codes[row]!)))
  })
  const rows = block.values[0]?.length ?? 0
  return ways.map((idOf) => {
    const places = new Map<number, number>()
    const ofRow = new Int32Array(rows)
    for (let row = 0; row < rows; row++) {
      const id = idOf(row)
      const place = id < 0 ? -1 : (places.get(id) ?? places.size)
      if (place === places.size) places.set(id, place)
      ofRow[row] = place
    }
    return { segments: [...places.keys()], ofRow }
  })
}

export function joinValues(blocks: readonly ValueBlock[], groups: SegmentGroups): SegmentValues[] {
  const byWindow = new Map<number, ValueBlock[]>()
  for (const block of blocks) byWindow.set(block.window, [...(byWindow.get(block.window) ?? []), block])
  return [...byWindow].sort(([a], [b]) => a - b).flatMap(([window, parts]) => valuesOfWindow(window, parts, groups))
}

const NONE = new Float64Array(0)

/** Empties `values` of the parts. */
function valuesOfWindow(window: number, parts: readonly ValueBlock[], groups: SegmentGroups): SegmentValues[] {
  // Each worker met the rows in an order of its own.
  const cuts = parts.map((part) => cutsOf(part, groups))
  const segments = [...new Set([0, ...cuts[0]!.flatMap((cut) => cut.segments)])].sort((a, b) => a - b)
  const sorted = new Map(segments.map((id) => [id, new Map<string, Float64Array>()]))
  parts.forEach((part, p) => {
    const values = [...part.values]
    let dropped = 0
    // Let go of one by one: a wide table's values would else be held twice.
    part.values.length = 0
    part.columns.forEach((name, j) => {
      for (const [id, own] of sortSegments(values[j]!, cuts[p]!)) sorted.get(id)?.set(name, own)
      dropped += values[j]!.length
      values[j] = NONE
      if (dropped > COLLECT_AFTER_VALUES) {
        dropped = 0
        collectValues()
      }
    })
  })
  return segments.map((id) => ({ window, segment: groups.segment(id), sorted: sorted.get(id)! }))
}

type Sorted = readonly [segment: number, sorted: Float64Array]

const sortSegments = (values: Float64Array, cuts: readonly Cut[]): Sorted[] =>
  values.length < RADIX_FROM ? sortEach(values, cuts) : sortOnce(values, cuts)

function sortEach(values: Float64Array, cuts: readonly Cut[]): Sorted[] {
  const kept = new Float64Array(values.length)
  const pick = (belongs: (row: number) => boolean): Float64Array => {
    let n = 0
    // Finite: not NaN, not an infinity.
    for (let row = 0; row < values.length; row++) if (values[row]! - values[row]! === 0 && belongs(row)) kept[n++] = values[row]!
    return kept.slice(0, n).sort()
  }
  const slices = cuts.flatMap(({ segments, ofRow }) =>
    segments.map((id, place): Sorted => [id, pick((row) => ofRow[row] === place)]),
  )
  return [[0, pick(() => true)], ...slices]
}

/** Sorts a column once and deals its values out to their segments in that order. */
function sortOnce(values: Float64Array, cuts: readonly Cut[]): Sorted[] {
  const order = sortedOrder(values)
  const whole = new Float64Array(order.length)
  for (let i = 0; i < order.length; i++) whole[i] = values[order[i]!]!
  const found: Sorted[] = [[0, whole]]
  for (const { segments, ofRow } of cuts) {
    const lengths = new Uint32Array(segments.length)
    for (let i = 0; i < order.length; i++) {
      const place = ofRow[order[i]!]!
      if (place >= 0) lengths[place]!++
    }
    const own = Array.from(lengths, (length) => new Float64Array(length))
    lengths.fill(0)
    for (let i = 0; i < order.length; i++) {
      const place = ofRow[order[i]!]!
      if (place >= 0) own[place]![lengths[place]!++] = whole[i]!
    }
    for (const [place, id] of segments.entries()) found.push([id, own[place]!])
  }
  return found
}
