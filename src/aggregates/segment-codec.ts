import { ByteReader, damaged } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { decodeColumn, encodeColumn, mergeColumn } from './column-state.ts'
import { decodeQuality, encodeQuality, mergeQuality } from './quality-state.ts'
import type { ColumnState, QualityState } from './states.ts'

/** What the store keeps of one segment of one window. */
export interface SegmentState {
  readonly rows: number
  readonly columns: ReadonlyMap<string, ColumnState>
  readonly quality?: QualityState
}

/** The first byte. A change of the layout takes the next number, and the reader keeps reading the old ones. */
const VERSION = 1

/** A segment's states as bytes: histograms and sketches are short where few rows came. */
export function encodeSegment(state: SegmentState): Uint8Array {
  const out = new ByteWriter()
  out.byte(VERSION)
  out.count(state.rows)
  out.count(state.columns.size)
  for (const [name, column] of state.columns) {
    out.text(name)
    encodeColumn(column, out)
  }
  out.byte(state.quality ? 1 : 0)
  if (state.quality) encodeQuality(state.quality, out)
  return out.finish()
}

/** @throws LeewayError STORE_DAMAGED when the bytes are no segment */
export function decodeSegment(bytes: Uint8Array): SegmentState {
  const from = new ByteReader(bytes)
  const version = from.byte()
  if (version !== VERSION) throw damaged(`layout ${version} is not known to this version of leeway`)
  const rows = from.count()
  const columns = new Map<string, ColumnState>()
  for (let left = from.length(); left > 0; left--) {
    const name = from.text()
    columns.set(name, decodeColumn(from))
  }
  const quality = from.byte() === 1 ? decodeQuality(from) : undefined
  if (from.left > 0) throw damaged('bytes are left over')
  return quality ? { rows, columns, quality } : { rows, columns }
}

/** The segment of a longer window from those of its parts. A column that only one of them has is kept. */
export function mergeSegments(a: SegmentState, b: SegmentState): SegmentState {
  const columns = new Map(a.columns)
  for (const [name, column] of b.columns) {
    const other = columns.get(name)
    columns.set(name, other ? mergeColumn(other, column) : column)
  }
  const quality = a.quality && b.quality ? mergeQuality(a.quality, b.quality) : (a.quality ?? b.quality)
  const rows = a.rows + b.rows
  return quality ? { rows, columns, quality } : { rows, columns }
}
