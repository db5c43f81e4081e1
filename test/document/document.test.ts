import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  analyzePredictionDistribution,
  anomalyRate,
  anomalyRateAlert,
  anomalyRateDrift,
  type Connection,
  checkLabelDrift,
  connect,
  feedbackAccuracy,
  modelHealthSummary,
  pipelineSuccess,
  predictionVolume,
  trackFeatureDrift,
  trackInferenceLatency,
} from '../../src/index.ts'
import { expectedKeys, expectedRow, expectedRows, expectRows, expectValue, hasSeed, SEED_DATA } from './seed-answers.ts'

const asOf = '2026-01-31'
const MODELS = {
  cost_anomaly_detector: 'cost_anomaly_predictions.parquet',
  budget_forecaster: 'budget_forecast_predictions.parquet',
  failure_predictor: 'failure_predictions.parquet',
}
const PREDICTIONS = MODELS.cost_anomaly_detector
const JOBS = 'fact_job_run_timeline.parquet'

describe.skipIf(!hasSeed)('each function of the document answers what its own code answered under PySpark', () => {
  let connection: Connection
  beforeAll(() => {
    connection = connect({ cwd: SEED_DATA })
  })
  afterAll(() => connection.close())

  it('analyze_prediction_distribution', async () => {
    const rows = await analyzePredictionDistribution(connection, PREDICTIONS, 7, { asOf })
    expectRows(rows, expectedRows('S1_prediction_distribution'))
    expect(Object.keys(rows[0]!)).toEqual(Object.keys(expectedRows('S1_prediction_distribution')[0]!))
  })

  it('the anomaly rate, whose all-null day has no rate', async () => {
    expectRows(await anomalyRate(connection, PREDICTIONS, { asOf }), expectedRows('S2_anomaly_rate'))
  })

  it('the alert on the anomaly rate', async () => {
    expectRows(await anomalyRateAlert(connection, PREDICTIONS, { asOf }), expectedRows('S2_anomaly_rate_alert'))
  })

  it('track_feature_drift, constant features included', async () => {
    const features = expectedRows('S3_feature_drift').map((row) => String(row['feature']))
    const rows = await trackFeatureDrift(connection, 'cost_features.parquet', features, '2025-12-01', '2026-01-01')
    expectRows(rows, expectedRows('S3_feature_drift'))
  })

  it('check_label_drift, from tables and from arrays', async () => {
    const wanted = expectedRow('S7_label_drift')
    const found = await checkLabelDrift(
      connection,
      { table: 'training_labels.parquet', column: 'label' },
      { table: 'production_labels.parquet', column: 'label' },
    )
    expectValue(found.ks_statistic, wanted['ks_statistic'], 'ks_statistic')
    expectValue(found.p_value, wanted['p_value'], 'p_value')
    expect(found.drift_detected).toBe(wanted['drift_detected'])
  })

  it('the feedback loop, which counts every pair', async () => {
    expectRows(await feedbackAccuracy(connection, MODELS.failure_predictor, JOBS, { asOf }), expectedRows('S8_feedback_accuracy'))
  })

  it('pipeline success', async () => {
    expectRows(await pipelineSuccess(connection, JOBS, { asOf }), expectedRows('S9_pipeline_success'))
  })

  it('track_inference_latency', async () => {
    expectRows(await trackInferenceLatency(connection, PREDICTIONS, 7, { asOf }), expectedRows('S10_inference_latency'))
  })

  it('the alert on the drift of the anomaly rate', async () => {
    const wanted = expectedRows('S14_rate_alert_ungated')
    expectRows(await anomalyRateDrift(connection, PREDICTIONS, { asOf, threshold: null }), wanted)
    expectRows(await anomalyRateDrift(connection, PREDICTIONS, { asOf }), wanted)
    expect(await anomalyRateDrift(connection, PREDICTIONS, { asOf, threshold: 14 })).toEqual([])
  })

  it('the model health summary', async () => {
    expectRows(await modelHealthSummary(connection, MODELS, { asOf }), expectedRows('S16_health_summary'))
  })

  it('prediction volume', async () => {
    expectRows(await predictionVolume(connection, MODELS, { asOf }), expectedRows('S17_prediction_volume'))
  })

  it('leaves no answer out: there are twelve, and the custom metric is tested with its monitor', () => {
    expect(
      expectedKeys()
        .map((key) => key.replace(/_.*/, ''))
        .toSorted(),
    ).toEqual(['S1', 'S2', 'S2', 'S3', 'S7', 'S8', 'S9', 'S10', 'S14', 'S16', 'S17', 'custom'].toSorted())
  })
})
