/** Measures how much a monitor's windows differ from each other by themselves, for everything that the checks test. */
import { type Segment, segmentId } from '../core/window.ts'
import type { ShareCounts } from '../stats/check-share.ts'
import { referenceWobble } from '../stats/reference-wobble.ts'
import { type WelchInput, welchTTest } from '../stats/welch-t-test.ts'
import { estimateWobble } from '../stats/wobble.ts'
import type { FrozenColumn } from '../store/store.ts'
import { comparableCounts } from './comparable-counts.ts'
import { missingCounts } from './missing-counts.ts'
import { absoluteError, type QualityShare, qualityShare } from './quality-counts.ts'
import { type WobbleEntry, type WobbleKind, type WobbleTable, type WobbleWindow, wobbleKey } from './wobble-table.ts'

export const MOST_OK_WINDOWS = 60
/** With fewer windows nothing is measured, and rows are assumed to be independent. */
const FEWEST_WOBBLE_WINDOWS = 8

export interface WobbleInput {
  readonly source: WobbleTable['source']
  readonly bins: ReadonlyMap<string, FrozenColumn>
  /** The reference's windows of the judged granularity; or the last (at most 60) windows before the judged ones. */
  readonly windows: readonly WobbleWindow[]
  /** The class of precision and recall. */
  readonly positive?: string | undefined
  /** For `ok windows`: whether this column (`:table` for quality) was ok in this window (index into `windows`); absent: all are used. */
  readonly wasOk?: (window: number, segment: Segment, columnName: string) => boolean
}

const QUALITY_SHARES: readonly QualityShare[] = ['accuracy', 'precision', 'recall']

/**
 * Compares each window with the rest of the windows, per segment and column.
 *
 * @returns null when there are fewer than 8 windows (then rows are assumed independent, and findings say so)
 * Cost: O(windows x segments x columns x bins). Measured once per run and granularity.
 */
export function measureWobble(input: WobbleInput): WobbleTable | null {
  const { windows, bins } = input
  if (windows.length < FEWEST_WOBBLE_WINDOWS) return null
  const entries = new Map<string, WobbleEntry>()
  for (const [, { segment, members }] of bySegment(windows)) {
    const put = (kind: WobbleKind, columnName: string, entry: WobbleEntry): void => {
      if (entry.x !== null || entry.t !== null) entries.set(wobbleKey(segment, kind, columnName), entry)
    }
    for (const [columnName, frozen] of bins) {
      const used = members.filter(({ window }) => input.wasOk?.(window, segment, columnName) ?? true)
      if (used.length < FEWEST_WOBBLE_WINDOWS) continue
      put('bins', columnName, binsWobble(used, columnName, frozen))
      put('missing', columnName, shareWobble(used.map(({ columns }) => missingCounts(columns.get(columnName)?.counts))))
    }
    // A window in which the model was found worse is no measure of how its quality differs by itself: it would hide the next one.
    const fine = members.filter(({ window }) => input.wasOk?.(window, segment, ':table') ?? true)
    if (fine.length < FEWEST_WOBBLE_WINDOWS) continue
    for (const share of QUALITY_SHARES) {
      put(share, ':table', shareWobble(fine.map(({ quality }) => qualityShare(quality, share, input.positive))))
    }
    put('error', ':table', meanWobble(fine.map(({ quality }) => absoluteError(quality?.errors))))
  }
  return { source: input.source, entries }
}

type Member = WobbleWindow[number] & { readonly window: number }

function bySegment(windows: readonly WobbleWindow[]): Map<string, { segment: Segment; members: Member[] }> {
  const groups = new Map<string, { segment: Segment; members: Member[] }>()
  for (const [window, segments] of windows.entries()) {
    for (const stored of segments) {
      const id = segmentId(stored.segment)
      let group = groups.get(id)
      if (group === undefined) {
        group = { segment: stored.segment, members: [] }
        groups.set(id, group)
      }
      group.members.push({ ...stored, window })
    }
  }
  return groups
}

function binsWobble(members: readonly Member[], columnName: string, frozen: FrozenColumn): WobbleEntry {
  // Bins must not be chosen by one of the windows: that of the most rows decides which categories are frequent enough to be named.
  const states = members.map(({ columns }) => columns.get(columnName)).filter((state) => state !== undefined)
  states.sort((a, b) => b.counts.rows - a.counts.rows)
  const comparable = comparableCounts(states, frozen)
  const perWindow = comparable?.counts.filter((counts) => counts !== null) ?? []
  const ordered = comparable?.ordered ?? false
  if (perWindow.length < FEWEST_WOBBLE_WINDOWS) return { x: null, t: null }
  const total = new Float64Array(perWindow[0]!.length)
  for (const counts of perWindow) for (let i = 0; i < total.length; i++) total[i]! += counts[i]!
  if (total.every((count) => count === 0)) return { x: null, t: null }
  return referenceWobble(total, perWindow, { ordered })
}

function shareWobble(shares: readonly (ShareCounts | null)[]): WobbleEntry {
  const present = shares.filter((share) => share !== null)
  const outcomes = present.map(({ successes, rows }) => [successes, rows - successes])
  const total = [0, 0]
  for (const [yes, no] of outcomes) {
    total[0]! += yes!
    total[1]! += no!
  }
  // A share that is 0 or 1 in every window says nothing about how it wobbles.
  if (total[0] === 0 || total[1] === 0) return { x: null, t: null }
  return { x: referenceWobble(total, outcomes, { ordered: false }).x, t: null }
}

/** Each window's mean against the mean of all the others, by Welch's t squared. */
function meanWobble(means: readonly (WelchInput | null)[]): WobbleEntry {
  const usable = means.filter(
    (mean): mean is { n: number; mean: number; variance: number } => mean?.mean != null && mean.variance !== null,
  )
  const all = usable.reduce(addMoments, { n: 0, sum: 0, squares: 0 })
  const windows = usable.flatMap((current) => {
    const own = addMoments({ n: 0, sum: 0, squares: 0 }, current)
    const n = all.n - own.n
    if (n < 2) return []
    const mean = (all.sum - own.sum) / n
    const variance = Math.max(0, (all.squares - own.squares - n * mean * mean) / (n - 1))
    const welch = welchTTest({ n, mean, variance }, current)
    return welch === null ? [] : [{ statistic: welch.statistic * welch.statistic, degreesOfFreedom: 1, rows: current.n }]
  })
  return { x: estimateWobble(windows), t: null }
}

function addMoments(
  total: { n: number; sum: number; squares: number },
  { n, mean, variance }: { n: number; mean: number; variance: number },
): { n: number; sum: number; squares: number } {
  return {
    n: total.n + n,
    sum: total.sum + n * mean,
    squares: total.squares + variance * (n - 1) + n * mean * mean,
  }
}
