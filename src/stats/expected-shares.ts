import { assertCount, assertPositive } from './check-values.ts'

/**
 * The share of rows that a fresh sample is expected to show in categories the reference never saw (Good-Turing).
 *
 * Formula: reference values seen once / reference rows, at least 1 / reference rows, at most 1.
 *
 * @throws LeewayError STATS_DOMAIN unless rows > 0 and seenOnce >= 0
 * Source: Good (1953), 10.1093/biomet/40.3-4.237; test/golden/small-tests.json
 * @example expectedUnseenShare(0, 200) // => 0.005
 */
export function expectedUnseenShare(seenOnce: number, referenceRows: number): number {
  assertCount('values seen once', seenOnce)
  assertPositive('reference rows', referenceRows)
  return Math.min(1, Math.max(1, seenOnce) / referenceRows)
}

/**
 * The share of rows that a fresh sample of the same distribution is expected to show outside the reference's range.
 *
 * Formula: 2 / (reference rows + 1), at most 1.
 *
 * @throws LeewayError STATS_DOMAIN unless rows > 0
 * Source: Wilks (1941), 10.1214/aoms/1177731788; test/golden/small-tests.json
 * @example expectedOutsideShare(199) // => 0.01
 */
export function expectedOutsideShare(referenceRows: number): number {
  assertPositive('reference rows', referenceRows)
  return Math.min(1, 2 / (referenceRows + 1))
}
