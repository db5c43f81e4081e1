/** Which of the asked windows a row belongs to: by the window's key, or by the row's instant. */
import { isValid } from './read-vector.ts'

/** Dense indices of window keys; -1 for a key that is not asked for. Keys that lie close together use a table. */
export function createWindowIndex(
  keys: readonly number[],
): (keys: Int32Array, validity: Uint8Array | null, rows: number, out: Int32Array) => void {
  const first = keys.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const last = keys.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const span = keys.length === 0 ? 0 : last - first + 1
  const map = new Map(keys.map((key, i) => [key, i]))
  const table = span <= 4_000_000 ? new Int32Array(span).fill(-1) : null
  if (table) for (const [key, i] of map) table[key - first] = i
  return (from, validity, rows, out) => {
    for (let row = 0; row < rows; row++) {
      const key = from[row]!
      if (!isValid(validity, row)) out[row] = -1
      else if (table) out[row] = key >= first && key <= last ? table[key - first]! : -1
      else out[row] = map.get(key) ?? -1
    }
  }
}

export interface InstantBounds {
  readonly startUs: number
  /** Exclusive. */
  readonly endUs: number
}

const MOST_CELLS = 65_536

/**
 * The same from instants: a grid over the windows' whole stretch tells where to look, so that rows need no order.
 * Instants are read as doubles, exact to the microsecond until the year 2255.
 *
 * @param windows do not overlap, in any order
 */
export function createInstantIndex(
  windows: readonly InstantBounds[],
): (words: Uint32Array, validity: Uint8Array | null, rows: number, out: Int32Array) => void {
  const order = windows.map((_, i) => i).sort((a, b) => windows[a]!.startUs - windows[b]!.startUs)
  const starts = Float64Array.from(order, (i) => windows[i]!.startUs)
  const ends = Float64Array.from(order, (i) => windows[i]!.endUs)
  const last = order.length - 1
  const from = starts[0] ?? 0
  const span = (ends[last] ?? 0) - from
  const shortest = order.reduce((least, _, i) => Math.min(least, ends[i]! - starts[i]!), span)
  const cells = Math.min(MOST_CELLS, Math.max(1, Math.ceil(span / Math.max(1, shortest))))
  const scale = cells / Math.max(1, span)
  const first = new Int32Array(cells)
  for (let cell = 0, at = 0; cell < cells; cell++) {
    // One microsecond earlier: the product below may round either way.
    while (at < last && ends[at]! <= from + cell / scale - 1) at++
    first[cell] = at
  }
  return (words, validity, rows, out) => {
    for (let row = 0; row < rows; row++) {
      const us = (words[2 * row + 1]! | 0) * 4_294_967_296 + words[2 * row]!
      const cell = Math.floor((us - from) * scale)
      if (cell < 0 || cell >= cells || last < 0 || !isValid(validity, row)) {
        out[row] = -1
        continue
      }
      let at = first[cell]!
      while (at < last && us >= ends[at]!) at++
      out[row] = us >= starts[at]! && us < ends[at]! ? order[at]! : -1
    }
  }
}
