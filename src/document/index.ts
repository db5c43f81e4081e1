/** The functions under the names of the document that leeway implements; `docs/from-the-document.md` sets the two side by side. */
export {
  analyzePredictionDistribution,
  type PredictionDistributionOptions,
  type PredictionDistributionRow,
} from './analyze-prediction-distribution.ts'
export { type AnomalyRateOptions, type AnomalyRateRow, anomalyRate } from './anomaly-rate.ts'
export { type AnomalyRateAlertOptions, type AnomalyRateAlertRow, anomalyRateAlert } from './anomaly-rate-alert.ts'
export { type AnomalyRateDriftOptions, type AnomalyRateDriftRow, anomalyRateDrift } from './anomaly-rate-drift.ts'
export { checkLabelDrift, type LabelDrift, type LabelDriftOptions, type LabelValues } from './check-label-drift.ts'
export { type Connection, type ConnectOptions, connect } from './connection.ts'
export { type FeedbackAccuracyOptions, type FeedbackAccuracyRow, feedbackAccuracy } from './feedback-accuracy.ts'
export type {
  CreateMonitorArguments,
  CustomMetricArguments,
  InferenceLogArguments,
  TimeSeriesArguments,
} from './lakehouse/monitor-arguments.ts'
export type { ProfileType } from './lakehouse/read-arguments.ts'
export { type ModelHealthRow, modelHealthSummary } from './model-health-summary.ts'
export type { ModelTables, ModelTablesOptions } from './model-tables.ts'
export type { DocumentOptions } from './period.ts'
export { type PipelineSuccessOptions, type PipelineSuccessRow, pipelineSuccess } from './pipeline-success.ts'
export { type PredictionVolumeOptions, type PredictionVolumeRow, predictionVolume } from './prediction-volume.ts'
export { type FeatureDriftOptions, type FeatureDriftRow, trackFeatureDrift } from './track-feature-drift.ts'
export { type InferenceLatencyOptions, type InferenceLatencyRow, trackInferenceLatency } from './track-inference-latency.ts'
