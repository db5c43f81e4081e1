import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as stats from '../../src/stats/index.ts'
import { isClose, readGolden } from './golden.ts'

interface ClassGolden {
  readonly one_vs_all: readonly (number | null)[]
  readonly macro: number
  readonly weighted: number
}

interface ClassificationCase {
  readonly name: string
  readonly predictions: readonly string[]
  readonly labels: readonly string[]
  readonly counts: readonly number[]
  readonly classes: readonly string[]
  readonly rel: number
  readonly accuracy: number
  readonly precision: ClassGolden
  readonly recall: ClassGolden
  readonly f1: ClassGolden
  readonly specificity: readonly (number | null)[]
  readonly false_positive_rate: readonly (number | null)[]
  readonly balanced_accuracy: number
  readonly matthews: number | null
  readonly cohen_kappa: number | null
}

interface ScoreCase {
  readonly name: string
  readonly scores: readonly number[]
  readonly labels: readonly number[]
  readonly roc_auc: number
  readonly average_precision: number
  readonly brier: number
  readonly log_loss: number
  readonly ece: number
}

/** Made alike here and in test/golden/score-histogram.py, by operations that IEEE 754 rounds one way. */
interface LargeScoreCase {
  readonly rows: number
  readonly seed: number
  readonly roc_auc: number
  readonly average_precision: number
  readonly ece: number
}

function drawScores({ rows, seed }: LargeScoreCase) {
  const modulus = 2 ** 31 - 1
  let state = seed
  const next = (): number => {
    state = (state * 48271) % modulus
    return state
  }
  const scores = new Float64Array(rows)
  const labels = new Uint8Array(rows)
  for (let i = 0; i < rows; i++) {
    const u = (next() + next() + next()) / (3 * modulus)
    scores[i] = u * u * (3 - 2 * u)
    labels[i] = next() / modulus < scores[i]! * scores[i]! ? 1 : 0
  }
  return { scores, labels }
}

interface RegressionCase {
  readonly name: string
  readonly predictions: readonly number[]
  readonly labels: readonly number[]
  readonly mse: number
  readonly rmse: number
  readonly mae: number
  readonly mape: number | null
  readonly r2: number | null
  readonly bias: number
  readonly zero_labels: number
  readonly rel: number
}

function expectClose(got: number | null, want: number | null, rel: number, abs = 1e-14): void {
  if (want === null || got === null) expect(got).toBe(want)
  else expect(isClose(got, want, rel, abs), `${got} instead of ${want}`).toBe(true)
}

describe('classificationMetrics', () => {
  it.each(readGolden<{ cases: readonly ClassificationCase[] }>('classification-metrics').cases)(
    'equals scikit-learn: $name',
    (one) => {
      const got = stats.classificationMetrics(one)
      expect(got.classes).toEqual(one.classes)
      expectClose(got.accuracy, one.accuracy, one.rel)
      for (const key of ['precision', 'recall', 'f1'] as const) {
        one.classes.forEach((name, i) => {
          expectClose(got[key].oneVsAll[name]!, one[key].one_vs_all[i]!, one.rel)
          expect(got.reasons[`${key}.${name}`] !== undefined).toBe(got[key].oneVsAll[name] === null)
        })
        expectClose(got[key].macro, one[key].macro, one.rel)
        expectClose(got[key].weighted, one[key].weighted, one.rel)
      }
      one.classes.forEach((name, i) => {
        expectClose(got.specificity.oneVsAll[name]!, one.specificity[i]!, one.rel)
        expectClose(got.falsePositiveRate.oneVsAll[name]!, one.false_positive_rate[i]!, one.rel)
      })
      expectClose(got.balancedAccuracy, one.balanced_accuracy, one.rel)
      expectClose(got.matthews, one.matthews, one.rel)
      expectClose(got.cohenKappa, one.cohen_kappa, one.rel)
    },
  )

  it('treats a class named like an object property as any other', () => {
    const names = ['__proto__', 'a']
    const got = stats.classificationMetrics({ predictions: names, labels: names, counts: [1, 1] })
    expect(Object.entries(got.precision.oneVsAll)).toEqual(names.map((name) => [name, 1]))
  })
})

const scoreGolden = readGolden<{ cases: readonly ScoreCase[]; large: LargeScoreCase }>('score-histogram')

describe('scoreMetrics', () => {
  it.each(scoreGolden.cases)('equals scikit-learn: $name', (one) => {
    const cut = one.scores.length >> 1
    const got = stats.scoreMetrics(
      stats.mergeScoreHistograms(
        stats.scoreHistogram(one.scores.slice(0, cut), one.labels.slice(0, cut)),
        stats.scoreHistogram(one.scores.slice(cut), one.labels.slice(cut)),
      ),
    )
    expectClose(got.rocAuc, one.roc_auc, 1e-12)
    expectClose(got.averagePrecision, one.average_precision, 1e-12)
    expectClose(got.brier, one.brier, 1e-12)
    expectClose(got.logLoss, one.log_loss, 1e-12)
    expectClose(got.expectedCalibrationError, one.ece, 1e-10)
  })

  it.each(scoreGolden.cases)('with coarse keys misses the ROC AUC by half the pairs of equal key at most: $name', (one) => {
    const histogram = stats.scoreHistogram(one.scores, one.labels, 'coarse')
    let pairs = 0
    for (let i = 0; i < histogram.keys.length; i++) pairs += histogram.positives[i]! * histogram.negatives[i]!
    const got = stats.scoreMetrics(histogram)
    const bound = pairs / 2 / got.positives / (got.rows - got.positives)
    expect(Math.abs(got.rocAuc! - one.roc_auc)).toBeLessThanOrEqual(bound)
    expectClose(got.brier, one.brier, 1e-12)
    expectClose(got.expectedCalibrationError, one.ece, 1e-10)
  })

  it('with coarse keys stays within 1e-4 of the ROC AUC of many smoothly spread scores', () => {
    const { scores, labels } = drawScores(scoreGolden.large)
    const histogram = stats.scoreHistogram(scores, labels)
    expect(histogram.resolution).toBe('coarse')
    const got = stats.scoreMetrics(histogram)
    expectClose(got.rocAuc, scoreGolden.large.roc_auc, 0, 1e-4)
    expectClose(got.averagePrecision, scoreGolden.large.average_precision, 0, 1e-3)
    expectClose(got.expectedCalibrationError, scoreGolden.large.ece, 1e-9)
    const fine = stats.scoreMetrics(stats.scoreHistogram(scores, labels, 'fine'))
    expectClose(fine.rocAuc, scoreGolden.large.roc_auc, 0, 1e-8)
    expectClose(fine.averagePrecision, scoreGolden.large.average_precision, 0, 1e-6)
  })

  it('leaves out curves when a class is missing, and says why', () => {
    const got = stats.scoreMetrics(stats.scoreHistogram([0, 1, 0.5], [0, 0, 0]))
    expect([got.rocAuc, got.averagePrecision]).toEqual([null, null])
    expect(got.reasons).toEqual({ rocAuc: 'no_positive_labels', averagePrecision: 'no_positive_labels' })
  })
})

describe('scoreKey', () => {
  const probability = fc.double({ min: 0, max: 1, noNaN: true })

  it('never falls as the score grows, and a coarse key is a fine one without its last 13 bits', () => {
    fc.assert(
      fc.property(probability, probability, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a]
        expect(stats.scoreKey(low, 'fine')).toBeLessThanOrEqual(stats.scoreKey(high, 'fine'))
        expect(stats.scoreKey(a, 'coarse')).toBe(stats.scoreKey(a, 'fine') >> 13)
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps scores of six digits apart', () => {
    let before = stats.scoreKey(0, 'fine')
    for (let i = 1; i <= 1_000_000; i++) {
      const key = stats.scoreKey(i / 1e6, 'fine')
      if (key <= before) expect.fail(`${i / 1e6} has the key of the score before it`)
      before = key
    }
  })

  it('is the log odds within 0.2 % from 0.001 to 0.999, and 5 % at the ends', () => {
    for (const p of [1e-15, 1e-6, 0.001, 0.01, 0.3, 0.7, 0.99, 0.999, 1 - 1e-12]) {
      const odds = Math.log(p / (1 - p))
      const part = stats.scoreKey(p, 'fine') / 2 ** 20 / odds - 1
      expect(Math.abs(part)).toBeLessThan(p >= 0.001 && p <= 0.999 ? 0.002 : 0.05)
    }
    expect(Math.abs(stats.scoreKey(0, 'fine'))).toBeLessThan(2 ** 26)
    expect(Math.abs(stats.scoreKey(1, 'fine'))).toBeLessThan(2 ** 26)
  })
})

describe('regressionMetrics', () => {
  it.each(readGolden<{ cases: readonly RegressionCase[] }>('regression-metrics').cases)('equals scikit-learn: $name', (one) => {
    const cut = one.labels.length >> 1
    const sums = stats.mergeErrorSums(
      stats.mergeErrorSums(stats.EMPTY_ERROR_SUMS, stats.errorSums(one.predictions.slice(0, cut), one.labels.slice(0, cut))),
      stats.errorSums(one.predictions.slice(cut), one.labels.slice(cut)),
    )
    const got = stats.regressionMetrics(sums)
    expectClose(got.meanSquaredError, one.mse, one.rel)
    expectClose(got.rootMeanSquaredError, one.rmse, one.rel)
    expectClose(got.meanAbsoluteError, one.mae, one.rel)
    expectClose(got.meanAbsolutePercentageError, one.mape, one.rel)
    expectClose(got.r2, one.r2, one.rel)
    expectClose(got.bias, one.bias, one.rel, 1e-12)
    expect(got.zeroLabels).toBe(one.zero_labels)
  })
})
