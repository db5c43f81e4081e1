import { LeewayError } from '../core/errors.ts'

export const SCORE_BINS = 4096
export const CALIBRATION_BINS = 10
const RESOLUTION = 128
const LOG_CLIP = 1e-15

/** Mergeable state of scored rows with their labels: what curves, losses and calibration need. */
export interface ScoreHistogram {
  /** Rows with the class per score bin, shape [4096]. */
  readonly positives: Float64Array
  /** Rows without it, shape [4096]. */
  readonly negatives: Float64Array
  /** Per tenth of the score: rows, rows with the class, sum of scores; shape [10] each. */
  readonly calibrationRows: Float64Array
  readonly calibrationPositives: Float64Array
  readonly calibrationScores: Float64Array
  squaredError: number
  logLoss: number
}

/**
 * An empty score histogram.
 *
 * Source: test/golden/score-histogram.json
 * @example createScoreHistogram().positives.length // => 4096
 */
export function createScoreHistogram(): ScoreHistogram {
  return {
    positives: new Float64Array(SCORE_BINS),
    negatives: new Float64Array(SCORE_BINS),
    calibrationRows: new Float64Array(CALIBRATION_BINS),
    calibrationPositives: new Float64Array(CALIBRATION_BINS),
    calibrationScores: new Float64Array(CALIBRATION_BINS),
    squaredError: 0,
    logLoss: 0,
  }
}

/**
 * The score bin of a probability: bins of 1/128 in ln(p / (1 - p)), clipped at -16 and 16.
 *
 * Source: test/golden/score-histogram.json
 * @example scoreBin(0.5) // => 2048
 */
export function scoreBin(p: number): number {
  if (Number.isNaN(p)) throw new LeewayError('STATS_DOMAIN', 'a score is NaN')
  const bin = Math.floor((Math.log(p / (1 - p)) + 16) * RESOLUTION)
  return bin < 0 ? 0 : bin >= SCORE_BINS ? SCORE_BINS - 1 : bin
}

/**
 * Adds scored rows to a histogram.
 *
 * @param into      changed in place
 * @param scores    probability of the class, each from 0 to 1, shape [n]
 * @param positive  1 where the label is the class, else 0, shape [n]
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_DOMAIN if a score is outside [0, 1] or a label is neither 0 nor 1
 * Missing values: rows without score or label are left out before.
 * Cost: O(n).
 * Source: test/golden/score-histogram.json
 * @example addScores(createScoreHistogram(), [0.9], [1]) // => undefined
 */
export function addScores(into: ScoreHistogram, scores: ArrayLike<number>, positive: ArrayLike<number>): void {
  if (scores.length !== positive.length)
    throw new LeewayError('STATS_SHAPE', `${scores.length} scores have ${positive.length} labels`)
  for (let i = 0; i < scores.length; i++) {
    const p = scores[i]!
    const y = positive[i]!
    if (!(p >= 0 && p <= 1)) throw new LeewayError('STATS_DOMAIN', `score ${i} is ${p}, not from 0 to 1`)
    if (y !== 0 && y !== 1) throw new LeewayError('STATS_DOMAIN', `label ${i} is ${y}, neither 0 nor 1`)
    const side = y === 1 ? into.positives : into.negatives
    side[scoreBin(p)]!++
    const tenth = Math.min(CALIBRATION_BINS - 1, Math.floor(p * CALIBRATION_BINS))
    into.calibrationRows[tenth]!++
    into.calibrationPositives[tenth]! += y
    into.calibrationScores[tenth]! += p
    into.squaredError += (p - y) ** 2
    into.logLoss -= Math.log(Math.max(LOG_CLIP, y === 1 ? p : 1 - p))
  }
}

/**
 * Adds one histogram to another.
 *
 * Cost: O(bins).
 * Source: test/golden/score-histogram.json
 * @example mergeScoreHistograms(createScoreHistogram(), createScoreHistogram()) // => undefined
 */
export function mergeScoreHistograms(into: ScoreHistogram, from: ScoreHistogram): void {
  for (const key of ['positives', 'negatives', 'calibrationRows', 'calibrationPositives', 'calibrationScores'] as const) {
    const target = into[key]
    const source = from[key]
    if (target.length !== source.length)
      throw new LeewayError('STATS_SHAPE', `${key} has ${source.length} bins, not ${target.length}`)
    for (let i = 0; i < target.length; i++) target[i]! += source[i]!
  }
  into.squaredError += from.squaredError
  into.logLoss += from.logLoss
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
 * Formula: ROC AUC by the trapezoidal rule over score bins, rows in one bin counting as ties; average precision = sum (R_n - R_n-1) P_n
 * over bins from the highest score; Brier = mean (p - y)^2; log loss with p clipped at 1e-15; expected calibration error = sum over tenths
 * of the score of |positives - sum of scores| / rows.
 * Unit: shares; log loss in nats. ROC AUC within 1e-4 of the rows' own; Brier, log loss and calibration error exact.
 *
 * @param histogram as made by addScores and mergeScoreHistograms
 * @returns ScoreMetrics; rocAuc and averagePrecision are null when a class is missing, with the reason
 * @throws LeewayError STATS_EMPTY without rows; STATS_DOMAIN if the losses are not finite
 * Missing values: left out before.
 * Cost: O(bins).
 * Source: Bamber (1975), 10.1016/0022-2496(75)90001-2; Brier (1950); Naeini et al. (2015); within bounds of scikit-learn in
 * test/golden/score-histogram.json
 * @example scoreMetrics({ ...createScoreHistogram(), positives: Float64Array.of(0, 5), negatives: Float64Array.of(5, 0) }).rocAuc // => 1
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
  const { pairs, precisionSum } = rankSums(positives, negatives)
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
function rankSums(positives: Float64Array, negatives: Float64Array): { readonly pairs: number; readonly precisionSum: number } {
  let above = 0
  let aboveBoth = 0
  let pairs = 0
  let precisionSum = 0
  for (let i = positives.length - 1; i >= 0; i--) {
    const p = positives[i]!
    const n = negatives[i]!
    if (p === 0 && n === 0) continue
    pairs += n * (above + p / 2)
    above += p
    aboveBoth += p + n
    precisionSum += (p * above) / aboveBoth
  }
  return { pairs, precisionSum }
}
