/** Curves of scored rows for a report, at the resolution of their score keys: see `score-histogram.ts`. */
import { LeewayError } from '../core/errors.ts'
import { CALIBRATION_BINS, type ScoreHistogram } from './score-histogram.ts'
import { scoreOfKey } from './score-key.ts'
import type { ScoreRanks } from './score-ranks.ts'

export interface RocCurve {
  /** Shape [k + 1], ascending, from 0 to 1. */
  readonly falsePositiveRates: Float64Array
  readonly truePositiveRates: Float64Array
  /** A row counts as the class from this score on; the first is Infinity: none does. */
  readonly thresholds: Float64Array
}

export interface PrecisionRecallCurve {
  /** Shape [k + 1], by ascending threshold; the last point is precision 1 at recall 0. */
  readonly precision: Float64Array
  readonly recall: Float64Array
  /** Shape [k]. */
  readonly thresholds: Float64Array
}

export interface CalibrationPoint {
  readonly rows: number
  /** Mean score of the rows. */
  readonly meanScore: number
  /** Share of them that has the class. */
  readonly positiveShare: number
}

type Ranks = Pick<ScoreRanks, 'resolution' | 'keys' | 'positives' | 'negatives'>

function totals({ positives, negatives }: Ranks): { readonly positive: number; readonly negative: number } {
  let positive = 0
  let negative = 0
  for (let i = 0; i < positives.length; i++) {
    positive += positives[i]!
    negative += negatives[i]!
  }
  if (positive + negative === 0) throw new LeewayError('STATS_EMPTY', 'the score histogram holds no rows')
  return { positive, negative }
}

/**
 * The ROC curve: how many rows of the class are found, and how many others taken for it, as the cut-off falls.
 *
 * Answers: what does each cut-off of the score bring, and what does it cost?
 * Formula: at each score key, from the highest: rows of the class at or above it / all of the class, and the same of the other rows.
 * Unit: shares. With fine keys the points are those of the rows.
 *
 * @param ranks rows by score key, k keys
 * @returns RocCurve of k + 1 points, or null when a class is missing
 * @throws LeewayError STATS_EMPTY without rows
 * Missing values: left out before.
 * Cost: O(k).
 * Source: equals sklearn.metrics.roc_curve(drop_intermediate=False) in test/golden/score-curves.json
 * @example rocCurve(scoreHistogram([0.9, 0.1], [1, 0]))?.truePositiveRates // => Float64Array.of(0, 1, 1)
 */
export function rocCurve(ranks: Ranks): RocCurve | null {
  const { positive, negative } = totals(ranks)
  if (positive === 0 || negative === 0) return null
  const points = ranks.keys.length
  const falsePositiveRates = new Float64Array(points + 1)
  const truePositiveRates = new Float64Array(points + 1)
  const thresholds = new Float64Array(points + 1)
  thresholds[0] = Number.POSITIVE_INFINITY
  let hits = 0
  let misses = 0
  for (let at = 1; at <= points; at++) {
    const i = points - at
    hits += ranks.positives[i]!
    misses += ranks.negatives[i]!
    truePositiveRates[at] = hits / positive
    falsePositiveRates[at] = misses / negative
    thresholds[at] = scoreOfKey(ranks.keys[i]!, ranks.resolution)
  }
  return { falsePositiveRates, truePositiveRates, thresholds }
}

/**
 * The precision-recall curve.
 *
 * Answers: how precise is the model at each share of the class that it finds?
 * Formula: at each score key: rows of the class at or above it / all rows there, and / all of the class.
 * Unit: shares. With fine keys the points are those of the rows.
 *
 * @param ranks rows by score key, k keys
 * @returns PrecisionRecallCurve of k + 1 points, or null without a row of the class
 * @throws LeewayError STATS_EMPTY without rows
 * Missing values: left out before.
 * Cost: O(k).
 * Source: equals sklearn.metrics.precision_recall_curve in test/golden/score-curves.json
 * @example precisionRecallCurve(scoreHistogram([0.9, 0.1], [1, 0]))?.precision // => Float64Array.of(0.5, 1, 1)
 */
export function precisionRecallCurve(ranks: Ranks): PrecisionRecallCurve | null {
  const { positive } = totals(ranks)
  if (positive === 0) return null
  const points = ranks.keys.length
  const precision = new Float64Array(points + 1)
  const recall = new Float64Array(points + 1)
  const thresholds = new Float64Array(points)
  precision[points] = 1
  let hits = 0
  let rows = 0
  for (let i = points - 1; i >= 0; i--) {
    hits += ranks.positives[i]!
    rows += ranks.positives[i]! + ranks.negatives[i]!
    precision[i] = rows === 0 ? 1 : hits / rows
    recall[i] = hits / positive
    thresholds[i] = scoreOfKey(ranks.keys[i]!, ranks.resolution)
  }
  return { precision, recall, thresholds }
}

/**
 * The calibration curve over tenths of the score.
 *
 * Answers: of the rows that the model gives about 30 %, do 30 % have the class?
 * Formula: per tenth [0, 0.1), … [0.9, 1] that holds rows: their mean score, and the share with the class. Exact at either resolution.
 * Unit: shares.
 *
 * @param histogram as made by scoreHistogram and mergeScoreHistograms
 * @returns one CalibrationPoint per tenth with rows, by score
 * @throws LeewayError STATS_SHAPE if the histogram has not ten tenths
 * Missing values: left out before.
 * Cost: O(1).
 * Source: equals sklearn.calibration.calibration_curve(n_bins=10, strategy="uniform") in test/golden/score-curves.json, but that
 * scikit-learn counts a score on an edge into the tenth below it
 * @example calibrationCurve(scoreHistogram([0.75, 0.75], [1, 0])) // => [{ rows: 2, meanScore: 0.75, positiveShare: 0.5 }]
 */
export function calibrationCurve(
  histogram: Pick<ScoreHistogram, 'calibrationRows' | 'calibrationPositives' | 'calibrationScores'>,
): readonly CalibrationPoint[] {
  const { calibrationRows, calibrationPositives, calibrationScores } = histogram
  if (calibrationRows.length !== CALIBRATION_BINS)
    throw new LeewayError('STATS_SHAPE', `scores have ${calibrationRows.length} calibration bins, not ${CALIBRATION_BINS}`)
  return Array.from(calibrationRows).flatMap((rows, i) =>
    rows === 0 ? [] : [{ rows, meanScore: calibrationScores[i]! / rows, positiveShare: calibrationPositives[i]! / rows }],
  )
}

/**
 * How much more of the class stands among the rows with the highest scores than among all rows.
 *
 * Answers: if only the best tenth of the rows is acted on, how much better is that than chance?
 * Formula: (share of the class among the `share` of rows with the highest scores) / (share of the class among all rows). The row at the
 * cut counts in part where `share` of the rows is no whole number. Rows of one score key count alike: where the cut falls among them, the
 * class is spread evenly over them, which is the mean over all orders of the tie.
 * Unit: factor. Range: [0, 1 / share]; 1 is chance.
 *
 * @param ranks rows by score key, k keys
 * @param share of the rows, above 0 and at most 1
 * @returns the lift, or null without a row of the class
 * @throws LeewayError STATS_EMPTY without rows; STATS_DOMAIN unless 0 < share <= 1
 * Missing values: left out before.
 * Cost: O(k).
 * Source: the cumulative gain curve divided by its diagonal; equals NumPy's interpolation of it in test/golden/score-curves.json
 * @example topShareLift(scoreHistogram([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0]), 0.5) // => 1.5
 */
export function topShareLift(ranks: Ranks, share = 0.1): number | null {
  if (!(share > 0 && share <= 1)) throw new LeewayError('STATS_DOMAIN', `a share must be above 0 and at most 1, not ${share}`)
  const { positive, negative } = totals(ranks)
  if (positive === 0) return null
  const wanted = share * (positive + negative)
  let rows = 0
  let hits = 0
  for (let i = ranks.keys.length - 1; i >= 0 && rows < wanted; i--) {
    const here = ranks.positives[i]! + ranks.negatives[i]!
    if (here === 0) continue
    const part = Math.min(1, (wanted - rows) / here)
    hits += part * ranks.positives[i]!
    rows += here
  }
  return hits / positive / share
}
