/**
 * A look-up table for bins: cells that any double falls into by a subtraction and a multiplication (or by its bits), and the
 * first bin that the values of each cell may have. From there few steps find the bin exactly, whatever the rounding, because
 * the cell of a larger value is never smaller.
 */
export interface BinTable {
  /** Ascending, -0 written as 0, with an infinite one at the end. */
  readonly edges: Float64Array
  /** Per cell the number of edges in smaller cells; one more entry at the end. */
  readonly first: Uint16Array
  readonly cells: number
  readonly by: { readonly kind: 'value'; readonly low: number; readonly scale: number } | BitCells
}

interface BitCells {
  readonly kind: 'bits'
  readonly lowKey: bigint
  readonly drop: number
}

const MIN_CELLS = 1024
const MAX_CELLS = 16_384
/** More edges than this in a 16-bit table cannot be numbered. */
export const MOST_EDGES = 65_535

export function createBinTable(edgesGiven: Float64Array): BinTable {
  const edges = Float64Array.from([...edgesGiven, Number.POSITIVE_INFINITY], (x) => x + 0)
  const count = edgesGiven.length
  let cells = MIN_CELLS
  while (cells < 4 * count && cells < MAX_CELLS) cells *= 2
  const byValue = valueCells(edges, count, cells)
  const first = occupy(edges, count, cells, (x) => valueCell(x, byValue, cells))
  const steps = expectedSteps(first)
  if (steps <= 4) return { edges, first, cells, by: byValue }
  const byBits = bitCells(edges, count, cells)
  const firstByBits = occupy(edges, count, cells, (x) => bitCell(x, byBits, cells))
  if (expectedSteps(firstByBits) >= steps) return { edges, first, cells, by: byValue }
  return { edges, first: firstByBits, cells, by: byBits }
}

function valueCells(edges: Float64Array, count: number, cells: number): { kind: 'value'; low: number; scale: number } {
  const low = count > 0 ? edges[0]! : 0
  const scale = count > 1 ? cells / (edges[count - 1]! - low) : 1
  return { kind: 'value', low, scale: Number.isFinite(scale) && scale > 0 ? scale : Number.MIN_VALUE }
}

function valueCell(x: number, { low, scale }: { readonly low: number; readonly scale: number }, cells: number): number {
  const position = Math.trunc((x - low) * scale)
  return position > 0 ? Math.min(position, cells - 1) : 0
}

const float = new Float64Array(1)
const integer = new BigInt64Array(float.buffer)

/** A whole number in the order of the doubles. */
function orderKey(x: number): bigint {
  float[0] = x
  const bits = integer[0]!
  return bits ^ ((bits >> 63n) & 0x7fffffffffffffffn)
}

function bitCells(edges: Float64Array, count: number, cells: number): BitCells {
  const lowKey = orderKey(edges[0]!)
  let drop = 0
  while ((orderKey(edges[count - 1]!) - lowKey) >> BigInt(drop) >= BigInt(cells)) drop++
  return { kind: 'bits', lowKey, drop }
}

function bitCell(x: number, { lowKey, drop }: BitCells, cells: number): number {
  const key = orderKey(x)
  return key < lowKey ? 0 : Math.min(Number((key - lowKey) >> BigInt(drop)), cells - 1)
}

function occupy(edges: Float64Array, count: number, cells: number, cellOf: (x: number) => number): Uint16Array {
  const first = new Uint16Array(cells + 1)
  for (let i = 0; i < count; i++) first[cellOf(edges[i]!) + 1]!++
  for (let cell = 0; cell < cells; cell++) first[cell + 1]! += first[cell]!
  return first
}

/** Edges that share a value's cell, on average over values spread as the edges are. */
function expectedSteps(first: Uint16Array): number {
  let squares = 0
  for (let cell = 1; cell < first.length; cell++) squares += (first[cell]! - first[cell - 1]!) ** 2
  return squares / Math.max(1, first.at(-1)!)
}
