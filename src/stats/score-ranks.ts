import { COARSE_SHIFT, type ScoreResolution } from './score-key.ts'

/** Rows of a class and other rows per score key, keys ascending, shape [k] each. No rows: `fine`, k = 0. */
export interface ScoreRanks {
  readonly resolution: ScoreResolution
  readonly keys: Int32Array
  /** Rows with the class. Fine counts fit 32 bits, which halves what many small windows take. */
  readonly positives: Uint32Array | Float64Array
  /** Rows without it. */
  readonly negatives: Uint32Array | Float64Array
}

/** Fine ranks that merge to more keys than this become coarse. */
export const MOST_FINE_KEYS = 32_768
/** The largest count that fine ranks hold. */
export const MOST_FINE_ROWS = 2 ** 32 - 1

export const emptyScoreRanks = (): ScoreRanks => newRanks('fine', 0)

export function newRanks(resolution: ScoreResolution, length: number) {
  const counts = () => (resolution === 'fine' ? new Uint32Array(length) : new Float64Array(length))
  return { resolution, keys: new Int32Array(length), positives: counts(), negatives: counts() }
}

const cut = ({ resolution, keys, positives, negatives }: ScoreRanks, length: number): ScoreRanks =>
  length === keys.length
    ? { resolution, keys, positives, negatives }
    : { resolution, keys: keys.slice(0, length), positives: positives.slice(0, length), negatives: negatives.slice(0, length) }

/**
 * Ranks of single rows.
 *
 * @param labelled per row 2 * key + (1 with the class, else 0), shape [n]; sorted in place
 * Cost: O(n log n).
 * Source: test/golden/score-histogram.json
 * @example rankLabelledKeys('fine', Int32Array.of(7, 7, 6)).positives // => Uint32Array.of(2)
 */
export function rankLabelledKeys(resolution: ScoreResolution, labelled: Int32Array): ScoreRanks {
  labelled.sort()
  const out = newRanks(labelled.length === 0 ? 'fine' : resolution, labelled.length)
  let at = -1
  for (const row of labelled) {
    const key = row >> 1
    if (at < 0 || out.keys[at] !== key) out.keys[++at] = key
    const side = (row & 1) === 1 ? out.positives : out.negatives
    side[at]!++
  }
  return cut(out, at + 1)
}

/**
 * The same rows by coarse keys.
 *
 * Cost: O(k).
 * Source: test/golden/score-histogram.json
 * @example coarsenScoreRanks(rankLabelledKeys('fine', Int32Array.of(-2, 0, 2))).keys // => Int32Array.of(-1, 0)
 */
export function coarsenScoreRanks(ranks: ScoreRanks): ScoreRanks {
  if (ranks.resolution === 'coarse' || ranks.keys.length === 0) return ranks
  const out = newRanks('coarse', ranks.keys.length)
  let at = -1
  for (let i = 0; i < ranks.keys.length; i++) {
    const key = ranks.keys[i]! >> COARSE_SHIFT
    if (at < 0 || out.keys[at] !== key) out.keys[++at] = key
    out.positives[at]! += ranks.positives[i]!
    out.negatives[at]! += ranks.negatives[i]!
  }
  return cut(out, at + 1)
}

/**
 * Rows of both, in any order of merging: fine while both are and no more than 32,768 keys come together, else coarse.
 *
 * Cost: O(k + l).
 * Source: test/golden/score-histogram.json
 * @example mergeScoreRanks(rankLabelledKeys('fine', Int32Array.of(4)), rankLabelledKeys('fine', Int32Array.of(5, 9))).keys // => Int32Array.of(2, 4)
 */
export function mergeScoreRanks(a: ScoreRanks, b: ScoreRanks): ScoreRanks {
  if (a.keys.length === 0) return b
  if (b.keys.length === 0) return a
  if (a.resolution !== b.resolution) return mergeScoreRanks(coarsenScoreRanks(a), coarsenScoreRanks(b))
  const { keys, positives, negatives } = newRanks(a.resolution, a.keys.length + b.keys.length)
  // Kept in locals, as this loop is most of what a union of windows costs.
  const { keys: aKeys, positives: aPositives, negatives: aNegatives } = a
  const { keys: bKeys, positives: bPositives, negatives: bNegatives } = b
  const mostRows = a.resolution === 'fine' ? MOST_FINE_ROWS : Number.POSITIVE_INFINITY
  let i = 0
  let j = 0
  let at = 0
  let fits = true
  while (i < aKeys.length && j < bKeys.length) {
    const left = aKeys[i]!
    const right = bKeys[j]!
    keys[at] = left < right ? left : right
    if (left < right) {
      positives[at] = aPositives[i]!
      negatives[at++] = aNegatives[i++]!
    } else if (right < left) {
      positives[at] = bPositives[j]!
      negatives[at++] = bNegatives[j++]!
    } else {
      const positive = aPositives[i]! + bPositives[j]!
      const negative = aNegatives[i++]! + bNegatives[j++]!
      if (positive > mostRows || negative > mostRows) fits = false
      positives[at] = positive
      negatives[at++] = negative
    }
  }
  const rest = i < aKeys.length ? a : b
  const from = i < aKeys.length ? i : j
  keys.set(rest.keys.subarray(from), at)
  positives.set(rest.positives.subarray(from), at)
  negatives.set(rest.negatives.subarray(from), at)
  at += rest.keys.length - from
  if (a.resolution === 'fine' && at > MOST_FINE_KEYS) fits = false
  return fits
    ? cut({ resolution: a.resolution, keys, positives, negatives }, at)
    : mergeScoreRanks(coarsenScoreRanks(a), coarsenScoreRanks(b))
}
