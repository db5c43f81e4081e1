import type { ConfusionState, QualityState, ScoresState } from '../aggregates/states.ts'
import type { JsonValue } from '../core/json.ts'
import {
  type ClassificationMetrics,
  type ClassificationReason,
  type ClassScores,
  classificationMetrics,
} from '../stats/classification-metrics.ts'
import { type ErrorHistogram, errorRows } from '../stats/error-histogram.ts'
import { type RegressionMetrics, regressionMetrics } from '../stats/regression-metrics.ts'
import { type ScoreMetrics, scoreMetrics } from '../stats/score-histogram.ts'
import type { MetricResult } from './define-metric.ts'
import { memoize } from './memoize.ts'
import { NoValue, noValue, PartialValue } from './no-value.ts'
import type { ReasonCode } from './rows.ts'

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

/** What the table calls the reasons of the statistics. */
const REASONS: Readonly<Record<ClassificationReason, ReasonCode>> = {
  class_never_predicted: 'never_predicted',
  class_never_labelled: 'never_labelled',
  all_rows_labelled_so: 'one_class',
  single_class: 'one_class',
}

type PerClass = 'precision' | 'recall' | 'f1' | 'specificity' | 'falsePositiveRate'

/**
 * One number per class with its means. A class that would divide by zero is null, with the reason; macro and weighted count it as 0, as
 * scikit-learn does by default (zero_division), so that they can be compared with its numbers.
 */
export const perClass = (state: QualityState, name: PerClass): MetricResult =>
  fromConfusion(state, (metrics) => {
    const scores: ClassScores = metrics[name]
    const value = { one_vs_all: scores.oneVsAll, macro: scores.macro, weighted: scores.weighted }
    const reasons = new Map<string, ReasonCode>()
    for (const [key, score] of Object.entries(scores.oneVsAll))
      if (score === null) reasons.set(`one_vs_all.${key}`, REASONS[metrics.reasons[`${name}.${key}`]!])
    return withReasons(value, reasons)
  })

/** The value, with the reasons of its parts where it has any. */
export const withReasons = (value: JsonValue, reasons: ReadonlyMap<string, ReasonCode>): JsonValue | PartialValue =>
  reasons.size === 0 ? value : new PartialValue(value, reasons)

export interface ClassCounts {
  readonly rows: number
  /** By class that occurs as prediction or label, in order. */
  readonly classes: ReadonlyMap<string, { readonly hits: number; readonly predicted: number; readonly labelled: number }>
}

/** What the rates of each class are shares of; NoValue without labelled rows. */
export const classCounts = memoize((confusion: ConfusionState): ClassCounts | NoValue => {
  const classes = new Map<string, { hits: number; predicted: number; labelled: number }>()
  let rows = 0
  const of = (name: string) => {
    const known = classes.get(name) ?? { hits: 0, predicted: 0, labelled: 0 }
    classes.set(name, known)
    return known
  }
  for (const { prediction, label, count } of confusionCells(confusion)) {
    rows += count
    of(prediction).predicted += count
    of(label).labelled += count
    if (prediction === label) of(label).hits += count
  }
  return rows === 0 ? noValue('no_labels') : { rows, classes: new Map([...classes].sort(([a], [b]) => byText(a, b))) }
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

/** The histogram of errors with something to count; NoValue without labelled rows, undefined where it was not asked for of all rows. */
export function errorHistogramOf({ errors, errorHistogram }: QualityState): ErrorHistogram | NoValue | undefined {
  if (!errors || !errorHistogram) return undefined
  if (errors.n === 0) return noValue('no_labels')
  // A window put together from parts of which an older version counted some without it.
  return errorRows(errorHistogram) === errors.n ? errorHistogram : undefined
}

/**
 * One number per class that has a probability, their mean, and their mean by labelled rows.
 * A class without a number is null and left out of both means; without any, `reason` says why.
 */
export function perScoredClass(
  state: QualityState,
  read: (metrics: ScoreMetrics, scores: ScoresState) => number | null,
  reason: 'one_class' | 'no_class',
): MetricResult {
  if (!state.scores || state.scores.size === 0) return undefined
  const oneVsAll: [string, number | null][] = []
  const reasons = new Map<string, ReasonCode>()
  let sum = 0
  let known = 0
  let weighted = 0
  let weights = 0
  for (const [name, scores] of [...state.scores].sort((a, b) => byText(a[0], b[0]))) {
    const metrics = scoresOf(scores)
    if (metrics instanceof NoValue) return metrics
    const value = read(metrics, scores)
    oneVsAll.push([name, value])
    if (value === null) {
      reasons.set(`one_vs_all.${name}`, reason)
      continue
    }
    sum += value
    known++
    weighted += value * metrics.positives
    weights += metrics.positives
  }
  if (known === 0) return noValue(reason)
  const weightedMean = weights > 0 ? weighted / weights : sum / known
  return withReasons({ one_vs_all: Object.fromEntries(oneVsAll), macro: sum / known, weighted: weightedMean }, reasons)
}
