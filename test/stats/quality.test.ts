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

describe('scoreMetrics', () => {
  it.each(readGolden<{ cases: readonly ScoreCase[] }>('score-histogram').cases)(
    'stays within its bounds of scikit-learn: $name',
    (one) => {
      const cut = one.scores.length >> 1
      const histogram = stats.createScoreHistogram()
      const second = stats.createScoreHistogram()
      stats.addScores(histogram, one.scores.slice(0, cut), one.labels.slice(0, cut))
      stats.addScores(second, one.scores.slice(cut), one.labels.slice(cut))
      stats.mergeScoreHistograms(histogram, second)
      const got = stats.scoreMetrics(histogram)
      expectClose(got.rocAuc, one.roc_auc, 0, 1e-4)
      expectClose(got.averagePrecision, one.average_precision, 0, 2e-3)
      expectClose(got.brier, one.brier, 1e-12)
      expectClose(got.logLoss, one.log_loss, 1e-12)
      expectClose(got.expectedCalibrationError, one.ece, 1e-10)
    },
  )

  it('leaves out curves when a class is missing, and says why', () => {
    const histogram = stats.createScoreHistogram()
    stats.addScores(histogram, [0, 1, 0.5], [0, 0, 0])
    const got = stats.scoreMetrics(histogram)
    expect([got.rocAuc, got.averagePrecision]).toEqual([null, null])
    expect(got.reasons).toEqual({ rocAuc: 'no_positive_labels', averagePrecision: 'no_positive_labels' })
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
