import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { CategoriesState } from './states.ts'

export const emptyCategories = (): CategoriesState => ({ items: new Map(), other: 0, complete: true })

const total = (state: CategoriesState): number => {
  let sum = state.other
  for (const count of state.items.values()) sum += count
  return sum
}

/**
 * Counts of the values of both. A listed count is exact, so a value stays listed only where every incomplete side lists it
 * (frozen values always are, with a count of 0 where none came); the rest goes into `other`.
 */
export function mergeCategories(a: CategoriesState, b: CategoriesState): CategoriesState {
  const items = new Map<string, number>()
  let listed = 0
  const take = (value: string): void => {
    if (items.has(value)) return
    const x = a.items.get(value)
    const y = b.items.get(value)
    if ((x === undefined && !a.complete) || (y === undefined && !b.complete)) return
    items.set(value, (x ?? 0) + (y ?? 0))
    listed += (x ?? 0) + (y ?? 0)
  }
  for (const value of a.items.keys()) take(value)
  for (const value of b.items.keys()) take(value)
  return { items, other: total(a) + total(b) - listed, complete: a.complete && b.complete }
}

/** Most frequent first, ties by code point. */
function sortCategories(items: Iterable<readonly [string, number]>): [string, number][] {
  return [...items]
    .map(([value, count]): [string, number] => [value, count])
    .sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
}

/** Order by code points, as the engines' binary collation has it; JavaScript's own order differs beyond the basic plane. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const surrogateX = x >= 0xd800 && x <= 0xdfff
    const surrogateY = y >= 0xd800 && y <= 0xdfff
    return surrogateX === surrogateY ? x - y : surrogateX ? 1 : -1
  }
  return a.length - b.length
}

/**
 * Keeps the frozen values and the `keep` most frequent others; what is left out is counted in `other`.
 * Frozen values that did not come are listed with 0 where the list is not complete, so that sums stay exact.
 */
export function trimCategories(state: CategoriesState, keep: number, frozen: readonly string[] = []): CategoriesState {
  const always = new Set(frozen)
  const others = [...state.items].filter(([value]) => !always.has(value))
  if (others.length <= keep && state.complete) return { ...state, items: new Map(sortCategories(state.items)) }
  const kept = sortCategories(others).slice(0, keep)
  for (const value of always) if (state.items.has(value) || state.complete) kept.push([value, state.items.get(value) ?? 0])
  const items = new Map(sortCategories(kept))
  let listed = 0
  for (const count of items.values()) listed += count
  return { items, other: total(state) - listed, complete: false }
}

export function encodeCategories(state: CategoriesState, out: ByteWriter): void {
  out.byte(state.complete ? 1 : 0)
  out.count(state.other)
  out.count(state.items.size)
  for (const [value, count] of state.items) {
    out.text(value)
    out.count(count)
  }
}

export function decodeCategories(from: ByteReader): CategoriesState {
  const complete = from.byte() === 1
  const other = from.count()
  const items = new Map<string, number>()
  for (let left = from.length(2); left > 0; left--) {
    const value = from.text()
    items.set(value, from.count())
  }
  return { items, other, complete }
}
