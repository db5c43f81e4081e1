import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorRows } from '../../src/stats/error-histogram.ts'
import * as stats from '../../src/stats/index.ts'
import { isClose, readGolden } from './golden.ts'

function expectAll(got: ArrayLike<number>, want: readonly (number | null)[], rel: number, abs = 1e-14): void {
  expect(got.length).toBe(want.length)
  for (const [i, value] of want.entries())
    expect(isClose(got[i]!, value ?? Number.POSITIVE_INFINITY, rel, abs), `${i}: ${got[i]} instead of ${value}`).toBe(true)
}

interface CurveCase {
  readonly name: string
  readonly scores: readonly number[]
  readonly labels: readonly number[]
  readonly fpr: readonly number[]
  readonly tpr: readonly number[]
  readonly roc_thresholds: readonly (number | null)[]
  readonly precision: readonly number[]
  readonly recall: readonly number[]
  readonly pr_thresholds: readonly number[]
  readonly positive_share: readonly number[]
  readonly mean_score: readonly number[]
  readonly lift_10: number
  readonly lift_25: number
  readonly lift_100: number
}

describe('the curves of scores', () => {
  const golden = readGolden<{ rel: number; threshold_abs: number; cases: readonly CurveCase[] }>('score-curves')
  const merged = ({ scores, labels }: CurveCase) => {
    const cut = scores.length >> 1
    return stats.mergeScoreHistograms(
      stats.scoreHistogram(scores.slice(0, cut), labels.slice(0, cut)),
      stats.scoreHistogram(scores.slice(cut), labels.slice(cut)),
    )
  }

  it.each(golden.cases)('equal those of scikit-learn, also merged from parts: $name', (one) => {
    const histogram = merged(one)
    const roc = stats.rocCurve(histogram)!
    expectAll(roc.falsePositiveRates, one.fpr, golden.rel)
    expectAll(roc.truePositiveRates, one.tpr, golden.rel)
    expectAll(roc.thresholds, one.roc_thresholds, 0, golden.threshold_abs)
    const pr = stats.precisionRecallCurve(histogram)!
    expectAll(pr.precision, one.precision, golden.rel)
    expectAll(pr.recall, one.recall, golden.rel)
    expectAll(pr.thresholds, one.pr_thresholds, 0, golden.threshold_abs)
    const calibration = stats.calibrationCurve(histogram)
    expectAll(
      calibration.map((p) => p.positiveShare),
      one.positive_share,
      golden.rel,
    )
    expectAll(
      calibration.map((p) => p.meanScore),
      one.mean_score,
      golden.rel,
    )
  })

  it.each(golden.cases)('have the lift of the cumulative gain curve, ties at the cut spread evenly: $name', (one) => {
    const histogram = merged(one)
    expectAll(
      [0.1, 0.25, 1].map((share) => stats.topShareLift(histogram, share)!),
      [one.lift_10, one.lift_25, one.lift_100],
      golden.rel,
    )
  })

  it('are missing, not 0, without a row of the class or of another', () => {
    const none = stats.scoreHistogram([0.2, 0.4], [0, 0])
    expect([stats.rocCurve(none), stats.precisionRecallCurve(none), stats.topShareLift(none)]).toEqual([null, null, null])
    const all = stats.scoreHistogram([0.2, 0.4], [1, 1])
    expect(stats.rocCurve(all)).toBeNull()
    expect(stats.topShareLift(all)).toBeCloseTo(1, 12)
  })

  it('have an area under the ROC curve that is the ROC AUC', () => {
    for (const one of golden.cases) {
      const histogram = merged(one)
      const { falsePositiveRates: x, truePositiveRates: y } = stats.rocCurve(histogram)!
      let area = 0
      for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2
      expect(area).toBeCloseTo(stats.scoreMetrics(histogram).rocAuc!, 12)
    }
  })

  it('have thresholds that lead back to their keys', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 25), max: 2 ** 25 }), (key) => {
        const score = stats.scoreOfKey(key, 'fine')
        // At the far ends scores lie closer together than doubles do.
        if (score > 1e-12 && score < 1 - 1e-6) expect(Math.abs(stats.scoreKey(score, 'fine') - key)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

interface ErrorCase {
  readonly name: string
  readonly errors: readonly number[]
  readonly quantiles: readonly number[]
  readonly median_absolute: number
}

describe('the histogram of errors', () => {
  const golden = readGolden<{
    rel: number
    shares: readonly number[]
    cases: readonly ErrorCase[]
    keys: readonly { readonly size: number; readonly key: number }[]
  }>('error-histogram')

  it('states the bound that is tested', () => {
    expect(stats.ERROR_QUANTILE_BOUND).toBe(golden.rel)
    expect(Math.tanh(1 / 128)).toBeLessThan(stats.ERROR_QUANTILE_BOUND)
  })

  it.each(golden.cases)('has the quantiles of NumPy within its bound, also merged from parts: $name', ({ errors, ...want }) => {
    const cut = errors.length >> 1
    const histogram = stats.mergeErrorHistograms(
      stats.errorHistogram(errors.slice(0, cut)),
      stats.errorHistogram(errors.slice(cut)),
    )
    expect(errorRows(histogram)).toBe(errors.length)
    expect(histogram).toEqual(stats.errorHistogram(errors))
    expectAll(stats.errorQuantiles(histogram, golden.shares), want.quantiles, golden.rel, 0)
    expectAll([stats.medianAbsoluteError(histogram)], [want.median_absolute], golden.rel, 0)
  })

  it('has the keys that logarithms of sixty digits give', () => {
    expect(golden.keys.length).toBeGreaterThan(100)
    for (const { size, key } of golden.keys) expect(stats.errorKey(size), String(size)).toBe(key)
  })

  it('has keys that never fall as the size grows', () => {
    const size = fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(size, size, (a, b) => {
        expect(stats.errorKey(Math.min(a, b))).toBeLessThanOrEqual(stats.errorKey(Math.max(a, b)))
      }),
    )
  })
})

it('residuals by bins of the prediction are those of NumPy, also merged from parts', () => {
  const { edges, predictions, labels, points, rel } = readGolden<{
    edges: readonly number[]
    predictions: readonly number[]
    labels: readonly number[]
    rel: number
    points: readonly { rows: number; mean_prediction: number; mean_error: number; stddev: number | null }[]
  }>('residual-bins')
  const got = stats.residualPoints(
    stats.mergeResidualBins(
      stats.residualBins(edges, predictions.slice(0, 90), labels.slice(0, 90)),
      stats.residualBins(edges, predictions.slice(90), labels.slice(90)),
    ),
  )
  expect(got.map((p) => p.rows)).toEqual(points.map((p) => p.rows))
  expectAll(
    got.map((p) => p.meanPrediction),
    points.map((p) => p.mean_prediction),
    rel,
  )
  expectAll(
    got.map((p) => p.meanError),
    points.map((p) => p.mean_error),
    rel,
    1e-12,
  )
  expectAll(
    got.map((p) => p.stddev ?? 0),
    points.map((p) => p.stddev ?? 0),
    rel,
  )
})

it('few edges out of many keep the first and the last, and are edges of the many', () => {
  for (const k of [1, 2, 33, 34, 321, 400]) {
    const edges = Array.from({ length: k }, (_, i) => i * 1.5)
    const few = stats.residualEdges(edges)
    expect([few[0], few.at(-1), few.length]).toEqual([edges[0], edges.at(-1), Math.min(33, k)])
    expect([...few].every((edge, i) => edges.includes(edge) && (i === 0 || edge > few[i - 1]!))).toBe(true)
  }
})

describe('the interval of a mean', () => {
  const golden = readGolden<{
    rel: number
    quantiles: readonly { p: number; df: number; t: number }[]
    intervals: readonly { values: readonly number[]; confidence: number; low: number; high: number }[]
  }>('mean-interval')

  it('has the quantiles of Student’s t that SciPy gives', () => {
    for (const { p, df, t } of golden.quantiles)
      expect(isClose(stats.studentTQuantile(p, df), t, golden.rel, 1e-14), `t(${p}, ${df})`).toBe(true)
  })

  it('equals scipy.stats.t.interval', () => {
    for (const { values, confidence, low, high } of golden.intervals) {
      const got = stats.meanInterval(stats.summarizeMoments(stats.momentsFromValues(values)), confidence)!
      expectAll([got.low, got.high], [low, high], golden.rel)
    }
  })

  it('is missing below two rows', () => {
    expect(stats.meanInterval({ n: 1, mean: 3, variance: null })).toBeNull()
    expect(stats.meanInterval({ n: 0, mean: null, variance: null })).toBeNull()
  })
})
