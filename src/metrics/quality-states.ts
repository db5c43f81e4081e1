import type { ConfusionState, QualityState, ScoresState } from '../aggregates/states.ts'
import { type ClassificationMetrics, type ClassScores, classificationMetrics } from '../stats/classification-metrics.ts'
import { type RegressionMetrics, regressionMetrics } from '../stats/regression-metrics.ts'
import { type ScoreMetrics, scoreMetrics } from '../stats/score-histogram.ts'
import type { MetricResult } from './define-metric.ts'
import { memoize } from './memoize.ts'
import { NoValue, noValue } from './no-value.ts'

export interface ConfusionCell {
  readonly prediction: string
  readonly label: string
  readonly count: number
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The cells that hold rows, by prediction, then label. */
export const confusionCells = memoize((confusion: ConfusionState): readonly ConfusionCell[] => {
  const cells: ConfusionCell[] = []
  for (const [key, count] of confusion) {
    const [prediction, label] = JSON.parse(key) as [string, string]
    if (count > 0) cells.push({ prediction, label, count })
  }
  return cells.sort((a, b) => byText(a.prediction, b.prediction) || byText(a.label, b.label))
})

export const classificationOf = memoize((confusion: ConfusionState): ClassificationMetrics | NoValue => {
  const cells = confusionCells(confusion)
  if (cells.length === 0) return noValue('no_labels')
  return classificationMetrics({
    predictions: cells.map((cell) => cell.prediction),
    labels: cells.map((cell) => cell.label),
    counts: cells.map((cell) => cell.count),
  })
})

/** Reads a number off the confusion counts, or passes on why there is none. */
export function fromConfusion(state: QualityState, read: (metrics: ClassificationMetrics) => MetricResult): MetricResult {
  if (!state.confusion) return undefined
  const metrics = classificationOf(state.confusion)
  return metrics instanceof NoValue ? metrics : read(metrics)
}

/** As scikit-learn: a class that would divide by zero has 0, so that macro is the plain mean of the classes shown. */
export const zeroForEmpty = (scores: ClassScores): MetricResult => ({
  one_vs_all: Object.fromEntries(Object.entries(scores.oneVsAll).map(([name, score]) => [name, score ?? 0])),
  macro: scores.macro,
  weighted: scores.weighted,
})

const regressionOf = memoize((errors: NonNullable<QualityState['errors']>): RegressionMetrics | NoValue => {
  if (errors.n === 0) return noValue('no_labels')
  return regressionMetrics({
    n: errors.n,
    sum: errors.sum,
    sumAbs: errors.sumAbs,
    sumSquares: errors.sumSquares,
    sumAbsShare: errors.sumAbsRelative,
    shares: errors.nRelative,
    labels: errors.label,
  })
})

/** Reads a number off the error sums, or passes on why there is none. */
export function fromErrors(state: QualityState, read: (metrics: RegressionMetrics) => MetricResult): MetricResult {
  if (!state.errors) return undefined
  const metrics = regressionOf(state.errors)
  return metrics instanceof NoValue ? metrics : read(metrics)
}

/** Quality of one class's scores; NoValue without labelled rows. */
export const scoresOf = memoize((state: ScoresState): ScoreMetrics | NoValue =>
  state.keys.length === 0 ? noValue('no_labels') : scoreMetrics({ ...state, logLoss: 0 }),
)

/**
 * One number per class that has a probability, their mean, and their mean by labelled rows.
 * A class without a number is null and left out of both means; without any, `reason` says why.
 */
export function perScoredClass(
  state: QualityState,
  read: (metrics: ScoreMetrics) => number | null,
  reason: 'one_class' | 'no_class',
): MetricResult {
  if (!state.scores || state.scores.size === 0) return undefined
  const oneVsAll: [string, number | null][] = []
  let sum = 0
  let known = 0
  let weighted = 0
  let weights = 0
  for (const [name, scores] of [...state.scores].sort((a, b) => byText(a[0], b[0]))) {
    const metrics = scoresOf(scores)
    if (metrics instanceof NoValue) return metrics
    const value = read(metrics)
    oneVsAll.push([name, value])
    if (value === null) continue
    sum += value
    known++
    weighted += value * metrics.positives
    weights += metrics.positives
  }
  if (known === 0) return noValue(reason)
  return {
    one_vs_all: Object.fromEntries(oneVsAll),
    macro: sum / known,
    weighted: weights > 0 ? weighted / weights : sum / known,
  }
}
