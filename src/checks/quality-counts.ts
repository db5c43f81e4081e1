/** Correct predictions and errors, counted so that shares and means of them can be tested. */
import type { ConfusionState, ErrorsState, QualityState } from '../aggregates/states.ts'
import type { ShareCounts } from '../stats/check-share.ts'
import type { WelchInput } from '../stats/welch-t-test.ts'

export type QualityShare = 'accuracy' | 'precision' | 'recall'

/**
 * The rows that a quality share is a share of.
 *
 * @param positive the class that precision and recall are about
 * @returns null when there is nothing to divide by (no labelled rows; no row predicted or labelled as the class)
 */
export function qualityShare(
  quality: QualityState | undefined,
  share: QualityShare,
  positive: string | undefined,
): ShareCounts | null {
  if (!quality?.confusion) return null
  let successes = 0
  let rows = 0
  for (const [prediction, label, count] of confusionCells(quality.confusion)) {
    const counted = share === 'accuracy' || (share === 'precision' ? prediction : label) === positive
    if (!counted) continue
    rows += count
    if (prediction === label) successes += count
  }
  return rows > 0 ? { successes, rows } : null
}

/** Mean and variance of the absolute error; null without labelled rows. */
export function absoluteError(errors: ErrorsState | undefined): WelchInput | null {
  if (errors === undefined || errors.n === 0) return null
  const { n, sumAbs, sumSquares } = errors
  const mean = sumAbs / n
  return { n, mean, variance: n < 2 ? null : Math.max(0, (sumSquares - n * mean * mean) / (n - 1)) }
}

export function labelledRows(quality: QualityState | undefined): number {
  if (quality?.errors) return quality.errors.n
  let rows = 0
  if (quality?.confusion) for (const [, , count] of confusionCells(quality.confusion)) rows += count
  return rows
}

function* confusionCells(confusion: ConfusionState): Generator<[prediction: string, label: string, count: number]> {
  for (const [key, count] of confusion) {
    const [prediction, label] = JSON.parse(key) as [string, string]
    yield [prediction, label, count]
  }
}
