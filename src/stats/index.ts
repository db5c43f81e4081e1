/** Pure statistics: no input or output, no clock, no unseeded randomness. Published as `leeway/stats`. */
export * from './benjamini-hochberg.ts'
export * from './binomial-test.ts'
export * from './bins.ts'
export * from './cauchy-combination.ts'
export type { ShareCounts } from './check-share.ts'
export * from './chi-squared-contingency.ts'
export * from './classification-metrics.ts'
export * from './compare-shares.ts'
export * from './drift-evidence.ts'
export {
  EMPTY_ERROR_HISTOGRAM,
  ERROR_QUANTILE_BOUND,
  type ErrorHistogram,
  errorHistogram,
  errorKey,
  errorQuantiles,
  type KeyCounts,
  medianAbsoluteError,
  mergeErrorHistograms,
} from './error-histogram.ts'
export * from './expected-shares.ts'
export * from './fisher-exact.ts'
export * from './hellinger.ts'
export * from './hyper-log-log.ts'
export * from './jensen-shannon.ts'
export * from './kolmogorov-two-sided.ts'
export * from './ks-exact.ts'
export * from './ks-from-counts.ts'
export type { KsResult } from './ks-from-distance.ts'
export * from './ks-two-sample.ts'
export * from './kullback-leibler.ts'
export * from './l-infinity.ts'
export * from './label-drift.ts'
export * from './mean-interval.ts'
export * from './mean-shift-z.ts'
export * from './moments.ts'
export * from './pearson-drift.ts'
export * from './pool-bins.ts'
export * from './psi.ts'
export type { DivergenceResult } from './psi-with-correction.ts'
export * from './random.ts'
export * from './reference-wobble.ts'
export * from './regression-metrics.ts'
export {
  mergeResidualBins,
  type ResidualBins,
  type ResidualPoint,
  residualBins,
  residualEdges,
  residualPoints,
} from './residual-bins.ts'
export * from './robust-z.ts'
export * from './score-curves.ts'
export * from './score-histogram.ts'
export { type ScoreResolution, scoreKey, scoreOfKey } from './score-key.ts'
export type { ScoreRanks } from './score-ranks.ts'
export * from './smooth-test.ts'
export * from './special-functions.ts'
export * from './total-variation.ts'
export * from './two-proportion-test.ts'
export * from './wasserstein.ts'
export * from './wasserstein-from-counts.ts'
export * from './welch-t-test.ts'
export * from './wilson-interval.ts'
export * from './wobble.ts'
