import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, LeewayError } from '../../src/core/errors.ts'
import * as stats from '../../src/stats/index.ts'
import { readDocstrings } from './docstrings.ts'

type Refusal = readonly [what: string, code: ErrorCode, call: () => unknown]

const some = Float64Array.of(1, 2, 3)
const none = new Float64Array(0)
const range = { min: 0, max: 1 }
const half = { successes: 1, rows: 2 }

/** What every statistic of two binned samples refuses. */
function binned(call: (reference: ArrayLike<number>, current: ArrayLike<number>) => unknown): Refusal[] {
  return [
    ['nothing', 'STATS_EMPTY', () => call([], [])],
    ['an empty reference', 'STATS_EMPTY', () => call([0, 0], [1, 2])],
    ['an empty current sample', 'STATS_EMPTY', () => call([1, 2], [0, 0])],
    ['different lengths', 'STATS_SHAPE', () => call([1, 2], [1, 2, 3])],
    ['a NaN', 'STATS_DOMAIN', () => call([1, Number.NaN], [1, 2])],
    ['a negative count', 'STATS_DOMAIN', () => call([1, 2], [1, -2])],
    ['an infinite count', 'STATS_DOMAIN', () => call([1, 2], [1, Number.POSITIVE_INFINITY])],
  ]
}

function sorted(call: (reference: Float64Array, current: Float64Array) => unknown): Refusal[] {
  return [
    ['an empty reference', 'STATS_EMPTY', () => call(none, some)],
    ['an empty current sample', 'STATS_EMPTY', () => call(some, none)],
    ['a NaN', 'STATS_DOMAIN', () => call(some, Float64Array.of(1, Number.NaN))],
    ['an infinity', 'STATS_DOMAIN', () => call(some, Float64Array.of(1, Number.POSITIVE_INFINITY))],
    ['a descent', 'STATS_DOMAIN', () => call(Float64Array.of(2, 1), some)],
  ]
}

function shares(call: (reference: stats.ShareCounts, current: stats.ShareCounts) => unknown): Refusal[] {
  return [
    ['no rows', 'STATS_EMPTY', () => call({ successes: 0, rows: 0 }, half)],
    ['more successes than rows', 'STATS_DOMAIN', () => call(half, { successes: 3, rows: 2 })],
    ['a NaN', 'STATS_DOMAIN', () => call(half, { successes: Number.NaN, rows: 2 })],
  ]
}

const domain = (...calls: readonly (() => unknown)[]): Refusal[] =>
  calls.map((call, i) => [`a value outside the domain (${i})`, 'STATS_DOMAIN', call])

const wobble = { mean: 2, spread: 3, windows: 30, rows: 10 }
const wrongSketch = new Uint8Array(3)

/** Every exported function, and what it must refuse. A missing row fails the contract. */
const REFUSALS: Record<string, readonly Refusal[]> = {
  psi: binned(stats.psi),
  jensenShannon: binned(stats.jensenShannon),
  totalVariation: binned(stats.totalVariation),
  lInfinity: binned(stats.lInfinity),
  hellinger: binned(stats.hellinger),
  kullbackLeibler: binned(stats.kullbackLeibler),
  chiSquaredContingency: binned(stats.chiSquaredContingency),
  ksFromCounts: binned(stats.ksFromCounts),
  pearsonDrift: binned(stats.pearsonDrift),
  smoothTest: binned(stats.smoothTest),
  poolBins: [...binned((r, c) => stats.poolBins(r, c, true)), ...binned((r, c) => stats.poolBins(r, c, false))],
  driftEvidence: [
    ...binned((r, c) => stats.driftEvidence(r, c, { ordered: true })),
    ...binned((r, c) => stats.driftEvidence(r, c, { ordered: false })),
  ],
  referenceWobble: [
    ['an empty reference', 'STATS_EMPTY', () => stats.referenceWobble([0, 0], [], { ordered: true })],
    ['different lengths', 'STATS_SHAPE', () => stats.referenceWobble([5, 5], [[1]], { ordered: true })],
    ['a window above the reference', 'STATS_DOMAIN', () => stats.referenceWobble([5, 5], [[6, 1]], { ordered: true })],
    ['a NaN', 'STATS_DOMAIN', () => stats.referenceWobble([5, 5], [[Number.NaN, 1]], { ordered: true })],
  ],
  wassersteinFromCounts: [
    ...binned((r, c) => stats.wassersteinFromCounts([0], r, c, range, range)).slice(1),
    ['edges that do not fit', 'STATS_SHAPE', () => stats.wassersteinFromCounts([0, 1], [1, 1], [1, 1], range, range)],
    ['edges that do not ascend', 'STATS_DOMAIN', () => stats.wassersteinFromCounts([1, 1], [1, 1, 1], [1, 1, 1], range, range)],
    ['a range upside down', 'STATS_DOMAIN', () => stats.wassersteinFromCounts([0], [1, 1], [1, 1], { min: 2, max: 1 }, range)],
  ],
  ksTwoSample: sorted(stats.ksTwoSample),
  wasserstein: sorted(stats.wasserstein),
  equalMassEdges: [
    ['nothing', 'STATS_EMPTY', () => stats.equalMassEdges(none, 3)],
    ['no bins', 'STATS_DOMAIN', () => stats.equalMassEdges(some, 0)],
    ['a NaN', 'STATS_DOMAIN', () => stats.equalMassEdges(Float64Array.of(Number.NaN), 2)],
  ],
  nestedEdges: [
    ['nothing', 'STATS_EMPTY', () => stats.nestedEdges(none, 3, 2)],
    ['no bins', 'STATS_DOMAIN', () => stats.nestedEdges(some, 2.5, 2)],
    ['a NaN', 'STATS_DOMAIN', () => stats.nestedEdges(Float64Array.of(Number.NaN), 2, 2)],
  ],
  nextDown: domain(() => stats.nextDown(Number.NaN)),
  binIndex: [['no edges', 'STATS_EMPTY', () => stats.binIndex([], 1)], ...domain(() => stats.binIndex([1], Number.NaN))],
  countIntoBins: [
    ['no edges', 'STATS_EMPTY', () => stats.countIntoBins([], [1])],
    ['counts that do not fit', 'STATS_SHAPE', () => stats.countIntoBins([1], [1], new Float64Array(5))],
    ['a NaN', 'STATS_DOMAIN', () => stats.countIntoBins([1], [Number.NaN])],
  ],
  quantilesFromCounts: [
    ['no rows', 'STATS_EMPTY', () => stats.quantilesFromCounts([0], [0, 0], 0, 1, [0.5])],
    ['lengths that do not fit', 'STATS_SHAPE', () => stats.quantilesFromCounts([0], [1], 0, 1, [0.5])],
    ['a NaN', 'STATS_DOMAIN', () => stats.quantilesFromCounts([0], [1, 1], 0, 1, [Number.NaN])],
  ],
  kolmogorovTwoSided: domain(
    () => stats.kolmogorovTwoSided(Number.NaN, 5),
    () => stats.kolmogorovTwoSided(0.5, 0),
    () => stats.kolmogorovTwoSided(0.5, 2.5),
  ),
  cauchyCombination: [
    ['nothing', 'STATS_EMPTY', () => stats.cauchyCombination([])],
    ['a NaN', 'STATS_DOMAIN', () => stats.cauchyCombination([Number.NaN])],
  ],
  benjaminiHochberg: domain(
    () => stats.benjaminiHochberg([Number.NaN]),
    () => stats.benjaminiHochberg([1.5]),
  ),
  twoProportionTest: shares(stats.twoProportionTest),
  fisherExact: [...shares(stats.fisherExact), ...domain(() => stats.fisherExact({ successes: 0.5, rows: 2 }, half))],
  compareShares: shares(stats.compareShares),
  binomialTest: [...shares((_, share) => stats.binomialTest(share, 0.5)).slice(1), ...domain(() => stats.binomialTest(half, 2))],
  wilsonInterval: [...shares((_, share) => stats.wilsonInterval(share)).slice(1), ...domain(() => stats.wilsonInterval(half, 1))],
  expectedUnseenShare: domain(() => stats.expectedUnseenShare(1, 0)),
  expectedOutsideShare: domain(() => stats.expectedOutsideShare(Number.NaN)),
  welchTTest: domain(
    () => stats.welchTTest({ n: Number.NaN, mean: 1, variance: 1 }, { n: 2, mean: 1, variance: 1 }),
    () => stats.welchTTest({ n: 2, mean: 1, variance: -1 }, { n: 2, mean: 1, variance: 1 }),
  ),
  robustZ: [['no history', 'STATS_EMPTY', () => stats.robustZ([], 1)], ...domain(() => stats.robustZ([1, Number.NaN], 1))],
  meanShiftZ: domain(() => stats.meanShiftZ({ mean: 1, stddev: 1 }, { mean: Number.NaN })),
  momentsFromValues: domain(
    () => stats.momentsFromValues([1, Number.NaN]),
    () => stats.momentsFromValues([1, 1e200]),
  ),
  mergeMoments: [],
  summarizeMoments: domain(() => stats.summarizeMoments({ n: 3, shift: 0, sum: Number.NaN, sumSquares: 1 })),
  estimateWobble: domain(() => stats.estimateWobble([{ statistic: Number.NaN, degreesOfFreedom: 1, rows: 1 }])),
  wobbleFactor: domain(() => stats.wobbleFactor(wobble, Number.NaN)),
  wobbleTail: domain(
    () => stats.wobbleTail(Number.NaN, 1, wobble, 1),
    () => stats.wobbleTail(1, 0, wobble, 1),
  ),
  createRegisters: [],
  addDoubles: [['registers that do not fit', 'STATS_SHAPE', () => stats.addDoubles(wrongSketch, [1])]],
  addString: [['registers that do not fit', 'STATS_SHAPE', () => stats.addString(wrongSketch, 'a')]],
  mergeRegisters: [
    ['registers that do not fit', 'STATS_SHAPE', () => stats.mergeRegisters(stats.createRegisters(), wrongSketch)],
  ],
  estimateDistinct: [['registers that do not fit', 'STATS_SHAPE', () => stats.estimateDistinct(wrongSketch)]],
  encodeRegisters: [['registers that do not fit', 'STATS_SHAPE', () => stats.encodeRegisters(wrongSketch)]],
  decodeRegisters: [['bytes that are no sketch', 'STATS_SHAPE', () => stats.decodeRegisters(Uint8Array.of(7))]],
  classificationMetrics: [
    ['nothing', 'STATS_EMPTY', () => stats.classificationMetrics({ predictions: [], labels: [], counts: [] })],
    [
      'lengths that do not fit',
      'STATS_SHAPE',
      () => stats.classificationMetrics({ predictions: ['a'], labels: [], counts: [1] }),
    ],
    ['a NaN', 'STATS_DOMAIN', () => stats.classificationMetrics({ predictions: ['a'], labels: ['a'], counts: [Number.NaN] })],
  ],
  scoreKey: domain(() => stats.scoreKey(Number.NaN, 'fine')),
  scoreHistogram: [
    ['lengths that do not fit', 'STATS_SHAPE', () => stats.scoreHistogram([0.5], [])],
    ['a NaN', 'STATS_DOMAIN', () => stats.scoreHistogram([Number.NaN], [1])],
    ['a score above 1', 'STATS_DOMAIN', () => stats.scoreHistogram([1.5], [1])],
    ['a label of 2', 'STATS_DOMAIN', () => stats.scoreHistogram([0.5], [2])],
  ],
  mergeScoreHistograms: [
    [
      'bins that do not fit',
      'STATS_SHAPE',
      () => stats.mergeScoreHistograms(stats.scoreHistogram([], []), { ...stats.scoreHistogram([], []), calibrationRows: none }),
    ],
  ],
  coarsenScoreHistogram: [],
  scoreMetrics: [
    ['nothing', 'STATS_EMPTY', () => stats.scoreMetrics(stats.scoreHistogram([], []))],
    ['a NaN', 'STATS_DOMAIN', () => stats.scoreMetrics({ ...stats.scoreHistogram([0.5], [1]), squaredError: Number.NaN })],
  ],
  errorSums: [
    ['lengths that do not fit', 'STATS_SHAPE', () => stats.errorSums([1], [])],
    ['a NaN', 'STATS_DOMAIN', () => stats.errorSums([Number.NaN], [1])],
  ],
  mergeErrorSums: [],
  regressionMetrics: [
    ['nothing', 'STATS_EMPTY', () => stats.regressionMetrics(stats.EMPTY_ERROR_SUMS)],
    ...domain(() => stats.regressionMetrics({ ...stats.errorSums([1, 2], [2, 1]), sumAbs: Number.NaN })),
  ],
  scoreOfKey: [],
  rocCurve: [['nothing', 'STATS_EMPTY', () => stats.rocCurve(stats.scoreHistogram([], []))]],
  precisionRecallCurve: [['nothing', 'STATS_EMPTY', () => stats.precisionRecallCurve(stats.scoreHistogram([], []))]],
  calibrationCurve: [
    [
      'bins that do not fit',
      'STATS_SHAPE',
      () => stats.calibrationCurve({ calibrationRows: none, calibrationPositives: none, calibrationScores: none }),
    ],
  ],
  topShareLift: [
    ['nothing', 'STATS_EMPTY', () => stats.topShareLift(stats.scoreHistogram([], []))],
    ...domain(() => stats.topShareLift(stats.scoreHistogram([0.5], [1]), 0)),
  ],
  errorKey: domain(
    () => stats.errorKey(0),
    () => stats.errorKey(Number.NaN),
    () => stats.errorKey(Number.POSITIVE_INFINITY),
  ),
  errorHistogram: domain(() => stats.errorHistogram([Number.NaN])),
  mergeErrorHistograms: [],
  errorQuantiles: [
    ['nothing', 'STATS_EMPTY', () => stats.errorQuantiles(stats.EMPTY_ERROR_HISTOGRAM, [0.5])],
    ...domain(
      () => stats.errorQuantiles(stats.errorHistogram([1]), [1.5]),
      () => stats.errorQuantiles(stats.errorHistogram([1]), [0.5, 0.25]),
      () => stats.errorQuantiles(stats.errorHistogram([1]), [Number.NaN]),
    ),
  ],
  medianAbsoluteError: [['nothing', 'STATS_EMPTY', () => stats.medianAbsoluteError(stats.EMPTY_ERROR_HISTOGRAM)]],
  residualEdges: [['nothing', 'STATS_EMPTY', () => stats.residualEdges([])]],
  residualBins: [
    ['no edges', 'STATS_EMPTY', () => stats.residualBins([], [1], [1])],
    ['lengths that do not fit', 'STATS_SHAPE', () => stats.residualBins([1], [1], [])],
    ['a NaN', 'STATS_DOMAIN', () => stats.residualBins([1], [Number.NaN], [1])],
  ],
  mergeResidualBins: [
    [
      'bins that do not fit',
      'STATS_SHAPE',
      () => stats.mergeResidualBins(stats.residualBins([1], [], []), stats.residualBins([1, 2], [], [])),
    ],
  ],
  residualPoints: [],
  ksExact: [
    ['no rows', 'STATS_EMPTY', () => stats.ksExact(0.5, 0, 3)],
    ...domain(
      () => stats.ksExact(1.5, 2, 3),
      () => stats.ksExact(0.5, 2.5, 3),
      () => stats.ksExact(Number.NaN, 2, 3),
    ),
  ],
  ksTwoSampleExact: sorted(stats.ksTwoSampleExact),
  labelDrift: [
    ['no training', 'STATS_EMPTY', () => stats.labelDrift([], [1])],
    ['no production', 'STATS_EMPTY', () => stats.labelDrift([1], [])],
    ...domain(
      () => stats.labelDrift([1], [Number.POSITIVE_INFINITY]),
      () => stats.labelDrift([1], ['a']),
    ),
  ],
  meanInterval: domain(
    () => stats.meanInterval({ n: 3, mean: Number.NaN, variance: 1 }),
    () => stats.meanInterval({ n: 3, mean: 1, variance: -1 }),
    () => stats.meanInterval({ n: 3, mean: 1, variance: 1 }, 1),
  ),
  studentTQuantile: domain(
    () => stats.studentTQuantile(0, 3),
    () => stats.studentTQuantile(0.5, 0),
    () => stats.studentTQuantile(Number.NaN, 1),
  ),
  createRandom: domain(() => stats.createRandom(0.5)),
  normalCdf: domain(() => stats.normalCdf(Number.NaN)),
  normalUpperTail: domain(() => stats.normalUpperTail(Number.NaN)),
  normalQuantile: domain(
    () => stats.normalQuantile(0),
    () => stats.normalQuantile(Number.NaN),
  ),
  chiSquaredUpperTail: domain(
    () => stats.chiSquaredUpperTail(Number.NaN, 1),
    () => stats.chiSquaredUpperTail(1, 0),
  ),
  chiSquaredUpperQuantile: domain(
    () => stats.chiSquaredUpperQuantile(0, 1),
    () => stats.chiSquaredUpperQuantile(0.5, Number.NaN),
  ),
  studentTTwoSided: domain(
    () => stats.studentTTwoSided(Number.NaN, 1),
    () => stats.studentTTwoSided(1, -1),
  ),
  studentTUpperTail: domain(() => stats.studentTUpperTail(Number.NaN, 1)),
  fUpperTail: domain(
    () => stats.fUpperTail(Number.NaN, 1, 1),
    () => stats.fUpperTail(1, 1, 0),
  ),
  regularizedBeta: domain(
    () => stats.regularizedBeta(0, 1, 0.5),
    () => stats.regularizedBeta(1, 1, 2),
  ),
  binomialUpperTail: domain(
    () => stats.binomialUpperTail(Number.NaN, 1, 0.5),
    () => stats.binomialUpperTail(1, 1, 2),
    () => stats.binomialUpperTail(1, Number.NaN, 0.5),
  ),
  lnGamma: domain(() => stats.lnGamma(0)),
}

const exported = Object.entries(stats).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))
const docstrings = readDocstrings()

function refusal(call: () => unknown): string {
  try {
    return `answered ${JSON.stringify(call())}`
  } catch (error) {
    return error instanceof LeewayError ? error.code : `threw ${String(error)}`
  }
}

describe('every exported statistic', () => {
  it('has a row in this contract', () => {
    expect(Object.keys(REFUSALS).sort()).toEqual([...exported].sort())
  })

  it.each(exported)('%s is documented, sourced and has an example and a golden file', (name) => {
    const text = docstrings.find((one) => one.name === name)?.text ?? ''
    expect(text).toMatch(/^Source: \S/m)
    expect(text).toMatch(/@example .+ \/\/ => .+/)
    const files = [...text.matchAll(/test\/(golden|stats)\/[\w.-]+/g)].map((match) => match[0].replace(/\.$/, ''))
    expect(files.length).toBeGreaterThan(0)
    expect(files.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([])
  })

  it.each(Object.entries(REFUSALS))('%s refuses bad input by its code', (_, refusals) => {
    const wrong = refusals
      .map(([what, code, call]) => ({ what, code, got: refusal(call) }))
      .filter(({ code, got }) => code !== got)
    expect(wrong).toEqual([])
  })
})
