import { LeewayError } from '../core/errors.ts'
import { type ScoreResolution, scoreKey } from './score-key.ts'
import { coarsenScoreRanks, mergeScoreRanks, rankLabelledKeys, type ScoreRanks } from './score-ranks.ts'

export const CALIBRATION_BINS = 10
/** Windows of more rows count their scores by coarse keys. */
export const MOST_FINE_ROWS_PER_WINDOW = 100_000
const LOG_CLIP = 1e-15

/** Mergeable state of scored rows with their labels: what curves, losses and calibration need. */
export interface ScoreHistogram extends ScoreRanks {
  /** Per tenth of the score: rows, rows with the class, sum of scores; shape [10] each. */
  readonly calibrationRows: Float64Array
  readonly calibrationPositives: Float64Array
  readonly calibrationScores: Float64Array
  /** Sum of (p - y)^2. */
  readonly squaredError: number
  /** Sum of -ln(probability given to the label), clipped at 1e-15. */
  readonly logLoss: number
}

/**
 * Counts scored rows.
 *
 * @param scores     probability of the class, each from 0 to 1, shape [n]
 * @param positive   1 where the label is the class, else 0, shape [n]
 * @param resolution fine or coarse score keys; fine up to 100,000 rows when not given
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_DOMAIN if a score is outside [0, 1] or a label is neither 0 nor 1
 * Missing values: rows without score or label are left out before.
 * Cost: O(n log n).
 * Source: test/golden/score-histogram.json
 * @example scoreHistogram([0.9, 0.5, 0.5], [1, 0, 1]).positives // => Uint32Array.of(1, 1)
 */
export function scoreHistogram(
  scores: ArrayLike<number>,
  positive: ArrayLike<number>,
  resolution: ScoreResolution = scores.length > MOST_FINE_ROWS_PER_WINDOW ? 'coarse' : 'fine',
): ScoreHistogram {
  if (scores.length !== positive.length)
    throw new LeewayError('STATS_SHAPE', `${scores.length} scores have ${positive.length} labels`)
  const calibrationRows = new Float64Array(CALIBRATION_BINS)
  const calibrationPositives = new Float64Array(CALIBRATION_BINS)
  const calibrationScores = new Float64Array(CALIBRATION_BINS)
  const labelled = new Int32Array(scores.length)
  let squaredError = 0
  let logLoss = 0
  for (let i = 0; i < scores.length; i++) {
    const p = scores[i]!
    const y = positive[i]!
    if (!(p >= 0 && p <= 1)) throw new LeewayError('STATS_DOMAIN', `score ${i} is ${p}, not from 0 to 1`)
    if (y !== 0 && y !== 1) throw new LeewayError('STATS_DOMAIN', `label ${i} is ${y}, neither 0 nor 1`)
    labelled[i] = 2 * scoreKey(p, resolution) + y
    const tenth = Math.min(CALIBRATION_BINS - 1, Math.floor(p * CALIBRATION_BINS))
    calibrationRows[tenth]!++
    calibrationPositives[tenth]! += y
    calibrationScores[tenth]! += p
    squaredError += (p - y) ** 2
    logLoss -= Math.log(Math.max(LOG_CLIP, y === 1 ? p : 1 - p))
  }
  const ranks = rankLabelledKeys(resolution, labelled)
  return { ...ranks, calibrationRows, calibrationPositives, calibrationScores, squaredError, logLoss }
}

/**
 * The rows of both histograms. Fine keys stay fine while both are and no more than 32,768 differ; else they become coarse.
 *
 * @throws LeewayError STATS_SHAPE if a histogram has not ten tenths
 * Cost: O(keys).
 * Source: test/golden/score-histogram.json
 * @example mergeScoreHistograms(scoreHistogram([0.5], [1]), scoreHistogram([0.5], [0])).negatives // => Uint32Array.of(1)
 */
export function mergeScoreHistograms(a: ScoreHistogram, b: ScoreHistogram): ScoreHistogram {
  return {
    ...mergeScoreRanks(a, b),
    calibrationRows: addTenths(a.calibrationRows, b.calibrationRows),
    calibrationPositives: addTenths(a.calibrationPositives, b.calibrationPositives),
    calibrationScores: addTenths(a.calibrationScores, b.calibrationScores),
    squaredError: a.squaredError + b.squaredError,
    logLoss: a.logLoss + b.logLoss,
  }
}

function addTenths(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length !== CALIBRATION_BINS || b.length !== CALIBRATION_BINS)
    throw new LeewayError('STATS_SHAPE', `scores have ${a.length} and ${b.length} calibration bins, not ${CALIBRATION_BINS}`)
  return a.map((x, i) => x + b[i]!)
}

/**
 * The same rows by coarse score keys, as a window of more than 100,000 rows has them.
 *
 * Cost: O(keys).
 * Source: test/golden/score-histogram.json
 * @example coarsenScoreHistogram(scoreHistogram([0.5, 0.5001], [1, 0])).positives // => Float64Array.of(1)
 */
export function coarsenScoreHistogram(histogram: ScoreHistogram): ScoreHistogram {
  return { ...histogram, ...coarsenScoreRanks(histogram) }
}

export interface ScoreMetrics {
  readonly rows: number
  readonly positives: number
  readonly rocAuc: number | null
  readonly averagePrecision: number | null
  readonly brier: number
  readonly logLoss: number
  readonly expectedCalibrationError: number
  /** Why a number is null. */
  readonly reasons: Readonly<Record<string, 'no_positive_labels' | 'no_negative_labels'>>
}

/**
 * Quality of scores as probabilities and as a ranking.
 *
 * Answers: does the model rank rows with the class above the others, and do its probabilities come true?
 * Formula: ROC AUC by the trapezoidal rule over score keys, rows of one key counting as ties; average precision = sum (R_n - R_n-1) P_n
 * over keys from the highest score; Brier = mean (p - y)^2; log loss with p clipped at 1e-15; expected calibration error = sum over tenths
 * of the score of |positives - sum of scores| / rows.
 * Unit: shares; log loss in nats. With fine keys ROC AUC and average precision are those of the rows, unless scores lie within 1e-6 of each
 * other in log odds. With coarse ones ROC AUC misses by at most half the share of pairs (row of the class, other row) that have one key, and
 * within 1e-4 for 100,000 scores that spread smoothly. Brier, log loss and calibration error are exact.
 *
 * @param histogram as made by scoreHistogram and mergeScoreHistograms
 * @returns ScoreMetrics; rocAuc and averagePrecision are null when a class is missing, with the reason
 * @throws LeewayError STATS_EMPTY without rows; STATS_DOMAIN if the losses are not finite
 * Missing values: left out before.
 * Cost: O(keys).
 * Source: Bamber (1975), 10.1016/0022-2496(75)90001-2; Brier (1950); Naeini et al. (2015); within bounds of scikit-learn in
 * test/golden/score-histogram.json
 * @example scoreMetrics(scoreHistogram([0.1, 0.4, 0.8], [0, 0, 1])).rocAuc // => 1
 */
export function scoreMetrics(histogram: ScoreHistogram): ScoreMetrics {
  const { positives, negatives } = histogram
  let pos = 0
  let neg = 0
  for (let i = 0; i < positives.length; i++) {
    pos += positives[i]!
    neg += negatives[i]!
  }
  const rows = pos + neg
  if (!(rows > 0)) throw new LeewayError('STATS_EMPTY', 'the score histogram holds no rows')
  if (!Number.isFinite(histogram.squaredError + histogram.logLoss))
    throw new LeewayError('STATS_DOMAIN', 'the losses are not finite')
  const { pairs, precisionSum } = rankSums(histogram)
  let calibration = 0
  for (let i = 0; i < CALIBRATION_BINS; i++) {
    calibration += Math.abs(histogram.calibrationPositives[i]! - histogram.calibrationScores[i]!)
  }
  const reasons: Record<string, 'no_positive_labels' | 'no_negative_labels'> = {}
  if (pos === 0) reasons['averagePrecision'] = 'no_positive_labels'
  if (pos === 0 || neg === 0) reasons['rocAuc'] = pos === 0 ? 'no_positive_labels' : 'no_negative_labels'
  return {
    rows,
    positives: pos,
    rocAuc: pos > 0 && neg > 0 ? pairs / pos / neg : null,
    averagePrecision: pos > 0 ? precisionSum / pos : null,
    brier: histogram.squaredError / rows,
    logLoss: histogram.logLoss / rows,
    expectedCalibrationError: calibration / rows,
    reasons,
  }
}

/** Won pairs (ties half) and the sum of precision over positives, from the highest score down. */
function rankSums({ positives, negatives }: ScoreRanks): { readonly pairs: number; readonly precisionSum: number } {
  let above = 0
  let aboveBoth = 0
  let pairs = 0
  let precisionSum = 0
  for (let i = positives.length - 1; i >= 0; i--) {
    const p = positives[i]!
    const n = negatives[i]!
    if (p + n === 0) continue
    pairs += n * (above + p / 2)
    above += p
    aboveBoth += p + n
    precisionSum += (p * above) / aboveBoth
  }
  return { pairs, precisionSum }
}
