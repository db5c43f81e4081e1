// Generated from the folders by scripts/generate-registry.ts; do not edit.
import type { Metric } from './define-metric.ts'
import { avgDelta } from './drift/avg_delta.ts'
import { categoricalPsi } from './drift/categorical_psi.ts'
import { chiSquaredTest } from './drift/chi_squared_test.ts'
import { countDelta } from './drift/count_delta.ts'
import { hellingerDistance } from './drift/hellinger_distance.ts'
import { jsDistance } from './drift/js_distance.ts'
import { klDivergence } from './drift/kl_divergence.ts'
import { klDivergenceReverse } from './drift/kl_divergence_reverse.ts'
import { ksTest } from './drift/ks_test.ts'
import { lInfinityDistance } from './drift/l_infinity_distance.ts'
import { meanShiftZ } from './drift/mean_shift_z.ts'
import { missingRateChange } from './drift/missing_rate_change.ts'
import { nonNullColumnsDelta } from './drift/non_null_columns_delta.ts'
import { percentDistinctDelta } from './drift/percent_distinct_delta.ts'
import { percentNullDelta } from './drift/percent_null_delta.ts'
import { percentZerosDelta } from './drift/percent_zeros_delta.ts'
import { populationStabilityIndex } from './drift/population_stability_index.ts'
import { rangeViolations } from './drift/range_violations.ts'
import { tvDistance } from './drift/tv_distance.ts'
import { unseenCategories } from './drift/unseen_categories.ts'
import { wassersteinDistance } from './drift/wasserstein_distance.ts'
import { equalOpportunity } from './fairness/equal_opportunity.ts'
import { predictiveEquality } from './fairness/predictive_equality.ts'
import { predictiveParity } from './fairness/predictive_parity.ts'
import { statisticalParity } from './fairness/statistical_parity.ts'
import { avg } from './profile/avg.ts'
import { avgInterval } from './profile/avg_interval.ts'
import { avgLength } from './profile/avg_length.ts'
import { count } from './profile/count.ts'
import { distinctCount } from './profile/distinct_count.ts'
import { frequentItems } from './profile/frequent_items.ts'
import { max } from './profile/max.ts'
import { maxLength } from './profile/max_length.ts'
import { median } from './profile/median.ts'
import { min } from './profile/min.ts'
import { minLength } from './profile/min_length.ts'
import { missingRate } from './profile/missing_rate.ts'
import { nonNullColumns } from './profile/non_null_columns.ts'
import { numNan } from './profile/num_nan.ts'
import { numNegativeInfinity } from './profile/num_negative_infinity.ts'
import { numNulls } from './profile/num_nulls.ts'
import { numPositiveInfinity } from './profile/num_positive_infinity.ts'
import { numZeros } from './profile/num_zeros.ts'
import { percentDistinct } from './profile/percent_distinct.ts'
import { percentNan } from './profile/percent_nan.ts'
import { percentNull } from './profile/percent_null.ts'
import { percentZeros } from './profile/percent_zeros.ts'
import { quantiles } from './profile/quantiles.ts'
import { stddev } from './profile/stddev.ts'
import { accuracyInterval } from './quality/accuracy_interval.ts'
import { accuracyScore } from './quality/accuracy_score.ts'
import { averagePrecision } from './quality/average_precision.ts'
import { balancedAccuracy } from './quality/balanced_accuracy.ts'
import { brierScore } from './quality/brier_score.ts'
import { cohenKappa } from './quality/cohen_kappa.ts'
import { confusionMatrix } from './quality/confusion_matrix.ts'
import { errorQuantiles } from './quality/error_quantiles.ts'
import { expectedCalibrationError } from './quality/expected_calibration_error.ts'
import { f1Score } from './quality/f1_score.ts'
import { falsePositiveRate } from './quality/false_positive_rate.ts'
import { falsePositiveRateInterval } from './quality/false_positive_rate_interval.ts'
import { labelCoverage } from './quality/label_coverage.ts'
import { labelDelayMedian } from './quality/label_delay_median.ts'
import { labelDelayP90 } from './quality/label_delay_p90.ts'
import { labelledCount } from './quality/labelled_count.ts'
import { labelledPredictions } from './quality/labelled_predictions.ts'
import { logLoss } from './quality/log_loss.ts'
import { mapeZeroLabels } from './quality/mape_zero_labels.ts'
import { matthewsCorrelation } from './quality/matthews_correlation.ts'
import { meanAbsolutePercentageError } from './quality/mean_absolute_percentage_error.ts'
import { meanAverageError } from './quality/mean_average_error.ts'
import { meanAverageErrorInterval } from './quality/mean_average_error_interval.ts'
import { meanError } from './quality/mean_error.ts'
import { meanErrorInterval } from './quality/mean_error_interval.ts'
import { meanSquaredError } from './quality/mean_squared_error.ts'
import { medianAbsoluteError } from './quality/median_absolute_error.ts'
import { multipleOutcomes } from './quality/multiple_outcomes.ts'
import { outcomePairs } from './quality/outcome_pairs.ts'
import { precision } from './quality/precision.ts'
import { precisionInterval } from './quality/precision_interval.ts'
import { qualityProvisional } from './quality/quality_provisional.ts'
import { r2Score } from './quality/r2_score.ts'
import { recall } from './quality/recall.ts'
import { recallInterval } from './quality/recall_interval.ts'
import { rocAucScore } from './quality/roc_auc_score.ts'
import { rootMeanSquaredError } from './quality/root_mean_squared_error.ts'
import { specificity } from './quality/specificity.ts'
import { specificityInterval } from './quality/specificity_interval.ts'
import { topDecileLift } from './quality/top_decile_lift.ts'
import { totalValue } from './quality/total_value.ts'
import { valuePerPrediction } from './quality/value_per_prediction.ts'

/** Every metric, by kind and id. */
export const METRICS: readonly Metric[] = [
  avg,
  avgInterval,
  avgLength,
  count,
  distinctCount,
  frequentItems,
  max,
  maxLength,
  median,
  min,
  minLength,
  missingRate,
  nonNullColumns,
  numNan,
  numNegativeInfinity,
  numNulls,
  numPositiveInfinity,
  numZeros,
  percentDistinct,
  percentNan,
  percentNull,
  percentZeros,
  quantiles,
  stddev,
  avgDelta,
  categoricalPsi,
  chiSquaredTest,
  countDelta,
  hellingerDistance,
  jsDistance,
  klDivergence,
  klDivergenceReverse,
  ksTest,
  lInfinityDistance,
  meanShiftZ,
  missingRateChange,
  nonNullColumnsDelta,
  percentDistinctDelta,
  percentNullDelta,
  percentZerosDelta,
  populationStabilityIndex,
  rangeViolations,
  tvDistance,
  unseenCategories,
  wassersteinDistance,
  accuracyInterval,
  accuracyScore,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  cohenKappa,
  confusionMatrix,
  errorQuantiles,
  expectedCalibrationError,
  f1Score,
  falsePositiveRate,
  falsePositiveRateInterval,
  labelCoverage,
  labelDelayMedian,
  labelDelayP90,
  labelledCount,
  labelledPredictions,
  logLoss,
  mapeZeroLabels,
  matthewsCorrelation,
  meanAbsolutePercentageError,
  meanAverageError,
  meanAverageErrorInterval,
  meanError,
  meanErrorInterval,
  meanSquaredError,
  medianAbsoluteError,
  multipleOutcomes,
  outcomePairs,
  precision,
  precisionInterval,
  qualityProvisional,
  r2Score,
  recall,
  recallInterval,
  rocAucScore,
  rootMeanSquaredError,
  specificity,
  specificityInterval,
  topDecileLift,
  totalValue,
  valuePerPrediction,
  equalOpportunity,
  predictiveEquality,
  predictiveParity,
  statisticalParity,
]
