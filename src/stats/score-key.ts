import { LeewayError } from '../core/errors.ts'

/** `fine`: scores that differ have keys that differ, in practice. `coarse`: few keys, for many rows. */
export type ScoreResolution = 'fine' | 'coarse'

const STEPS = { fine: 2 ** 20, coarse: 2 ** 7 } as const
/** A coarse key is a fine one without its last 13 bits. */
export const COARSE_SHIFT = 13
const CLIP = 1e-15

/**
 * The key of a score, by which rows are ranked and counted: floor(s * 2^20), coarse floor(s * 2^7), where s = 64 sinh(ln(p / (1 - p)) / 64)
 * with p clipped at 1e-15 and 1 - 1e-15.
 *
 * Answers: in which of many narrow bins does this probability lie? Never falls as p grows.
 * Width: at most 2^-20 (coarse 2^-7) in log odds. From p = 0.001 to 0.999 s is within 0.2 % of the log odds, at the ends within 5 %.
 * s is 32 (r - 1 / r) with r the 64th root of the odds, six square roots: IEEE 754 allows one result for each of these operations, so every
 * engine and machine gives a row the same key. Logarithms differ in their last bit.
 *
 * @param p probability, from 0 to 1
 * @returns an integer within -2^26 and 2^26
 * @throws LeewayError STATS_DOMAIN if p is NaN
 * Source: test/golden/score-histogram.json
 * @example scoreKey(0.5, 'fine') // => 0
 */
export function scoreKey(p: number, resolution: ScoreResolution): number {
  if (Number.isNaN(p)) throw new LeewayError('STATS_DOMAIN', 'a score is NaN')
  const q = Math.min(Math.max(p, CLIP), 1 - CLIP)
  let root = q / (1 - q)
  for (let i = 0; i < 6; i++) root = Math.sqrt(root)
  return Math.floor((root - 1 / root) * (32 * STEPS[resolution]))
}

/**
 * The smallest score of a key: what `scoreKey` gives this key to, and to every score up to the next key.
 *
 * Answers: from which probability on does this bin reach?
 *
 * @param key an integer as scoreKey returns it
 * @returns a probability, from 0 to 1
 * Source: the inverse of scoreKey; test/golden/score-curves.json
 * @example scoreOfKey(0, 'fine') // => 0.5
 */
export function scoreOfKey(key: number, resolution: ScoreResolution): number {
  const odds = Math.exp(64 * Math.asinh(key / STEPS[resolution] / 64))
  return odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds)
}
