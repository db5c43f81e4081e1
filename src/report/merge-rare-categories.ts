/**
 * Keeps rare values out of a report: a category seen fewer than `minimumCount` times is never named.
 *
 * A rare value can be a person ("director of the Oslo office"); its share still counts, in the bin "other".
 */
import type { JsonValue } from '../core/json.ts'

export interface CategoryCounts {
  /** Rows by value. */
  readonly items: ReadonlyMap<string, number>
  /** Rows whose value was not listed by the engine. */
  readonly other: number
}

export interface MergeRareRequest {
  /** Null: no reference. */
  readonly reference: CategoryCounts | null
  /** Disjoint windows of one granularity; null: the window has no counts for this column. */
  readonly windows: readonly (CategoryCounts | null)[]
  readonly minimumCount: number
  /** At most this many values are named, the rest joins "other". Default 40. */
  readonly maximumNamed?: number
}

export interface MergedCategories {
  /** Named values, most frequent first (ties by value), then `other` where something was merged. */
  readonly labels: readonly string[]
  readonly otherIndex: number | null
  /** Values seen fewer than `minimumCount` times: for `hideRareNames`, never for the page. */
  readonly rareNames: ReadonlySet<string>
  /** How many distinct listed values went into "other". */
  readonly mergedValues: number
  readonly referenceShares10k: readonly number[] | null
  readonly shares10k: readonly (readonly number[] | null)[]
}

export const OTHER_LABEL = 'other values'

/**
 * Chooses the values that may be named and counts everything else together.
 *
 * Seen: the larger of the rows in the reference and the rows in all windows together. The two are not added, because a
 * reference may lie inside the windows and would be counted twice; so the rule errs on the side of not naming.
 *
 * @returns shares in 1/10,000, each list summing to 10,000 (see `toShares10k`)
 */
export function mergeRareCategories(request: MergeRareRequest): MergedCategories {
  const inWindows = new Map<string, number>()
  for (const window of request.windows)
    for (const [value, count] of window?.items ?? []) inWindows.set(value, (inWindows.get(value) ?? 0) + count)
  const inReference = request.reference?.items ?? new Map<string, number>()

  const seen = new Map<string, number>(inWindows)
  for (const [value, count] of inReference) seen.set(value, Math.max(count, seen.get(value) ?? 0))
  const sizeOf = (value: string): number => (inReference.get(value) ?? 0) + (inWindows.get(value) ?? 0)

  const named = [...seen.keys()]
    .filter((value) => seen.get(value)! >= request.minimumCount)
    .sort((a, b) => sizeOf(b) - sizeOf(a) || (a < b ? -1 : 1))
    .slice(0, request.maximumNamed ?? 40)
  const mergedValues = seen.size - named.length
  const hasOther = mergedValues > 0 || (request.reference?.other ?? 0) > 0 || request.windows.some((w) => (w?.other ?? 0) > 0)

  const sharesOf = (counts: CategoryCounts | null): number[] | null => {
    if (!counts) return null
    const listed = named.map((value) => counts.items.get(value) ?? 0)
    let total = counts.other
    for (const count of counts.items.values()) total += count
    if (hasOther) listed.push(total - listed.reduce((sum, count) => sum + count, 0))
    return toShares10k(listed)
  }
  return {
    labels: hasOther ? [...named, OTHER_LABEL] : named,
    otherIndex: hasOther ? named.length : null,
    rareNames: new Set([...seen].flatMap(([value, count]) => (count < request.minimumCount ? [value] : []))),
    mergedValues,
    referenceShares10k: sharesOf(request.reference),
    shares10k: request.windows.map(sharesOf),
  }
}

const RARE_NAME = 'a rare value'

/**
 * Takes rare values out of a finding's sentence and evidence: a text that is one of them, or that quotes one ("x", “x”, 'x').
 * Names that stand in a sentence without quotation marks are not found, so sentences must quote values.
 */
export function hideRareNames<T extends JsonValue>(value: T, rareNames: ReadonlySet<string>): T
export function hideRareNames(value: JsonValue, rareNames: ReadonlySet<string>): JsonValue {
  if (rareNames.size === 0) return value
  if (typeof value === 'string') {
    if (rareNames.has(value)) return RARE_NAME
    return value.replaceAll(/"([^"]*)"|“([^”]*)”|'([^']*)'/g, (quoted: string, ...names: readonly (string | undefined)[]) =>
      rareNames.has(names.slice(0, 3).find((name) => name !== undefined) ?? '') ? RARE_NAME : quoted,
    )
  }
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: JsonValue) => hideRareNames(item, rareNames))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [rareNames.has(name) ? RARE_NAME : name, hideRareNames(item, rareNames)]),
  )
}

/**
 * Counts as integers in 1/10,000 that sum to exactly 10,000 (largest remainders), so that rounding never invents or loses rows.
 *
 * @param counts shape [k], finite, >= 0
 * @returns shape [k]; null where the sum is 0
 */
export function toShares10k(counts: ArrayLike<number>): number[] | null {
  let total = 0
  for (let i = 0; i < counts.length; i++) total += counts[i]!
  if (total === 0) return null
  const exact = Array.from(counts, (count) => (count / total) * 10_000)
  const shares = exact.map(Math.floor)
  let left = 10_000 - shares.reduce((sum, share) => sum + share, 0)
  const byRemainder = exact
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder)
  for (const { i } of byRemainder) {
    if (left <= 0) break
    shares[i]! += 1
    left -= 1
  }
  return shares
}
