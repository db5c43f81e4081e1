#!/usr/bin/env node
// Makes the document's tables, asks every function of it and runs every command on them, and prints short results.
// Usage (after npm run build): node examples/seed/run-all.mjs [FOLDER]
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  analyzePredictionDistribution,
  anomalyRate,
  anomalyRateAlert,
  anomalyRateDrift,
  checkLabelDrift,
  compareModelVersions,
  connect,
  feedbackAccuracy,
  lakehouseMonitors,
  modelHealthSummary,
  openProject,
  pipelineSuccess,
  predictionVolume,
  sendModelDriftAlert,
  shouldRetrain,
  trackFeatureDrift,
  trackInferenceLatency,
} from 'leeway'
import { makeTables } from './make-tables.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const folder = resolve(process.argv[2] ?? join(here, 'work'))
const bin = fileURLToPath(new URL('../../dist/cli.mjs', import.meta.url))
const asOf = '2026-01-31'
const tracking = process.env.MLFLOW_TRACKING_URI
const instant = '2026-01-31T23:59:59Z'

const say = (text) => process.stdout.write(`${text}\n`)
const show = (answer) => {
  const rows = Array.isArray(answer) ? answer : [answer]
  for (const row of rows.slice(0, 4)) say(`  ${JSON.stringify(row)}`)
  if (rows.length > 4) say(`  … ${rows.length} rows`)
  if (rows.length === 0) say('  (no rows)')
}

let failed = 0
async function section(title, ask) {
  say(`\n== ${title}`)
  try {
    show(await ask())
  } catch (error) {
    failed++
    say(`  FAILED: ${error.message}${error.mend ? ` (${error.mend})` : ''}`)
  }
}

// 1 is an answer too: a check failed, as it must on these tables.
function command(args, expected = [0]) {
  say(`\n$ leeway ${args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg)).join(' ')}`)
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  const lines = stdout.trimEnd().split('\n')
  for (const line of lines.slice(0, 12)) say(`  ${line}`.trimEnd())
  if (lines.length > 12) say(`  … ${lines.length} lines`)
  say(`  exit ${status}`)
  if (expected.includes(status)) return
  failed++
  say(`  FAILED: expected exit ${expected.join(' or ')}\n${stderr}`)
}

const config = join(folder, 'leeway.yaml')
if (existsSync(config) && !readFileSync(config, 'utf8').includes('\nproject: seed\n')) {
  say(`${folder} holds a project of its own: name another folder`)
  process.exit(2)
}
rmSync(join(folder, '.leeway'), { recursive: true, force: true })
rmSync(join(folder, 'made'), { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
copyFileSync(join(here, 'leeway.yaml'), config)
const tables = await makeTables(join(folder, 'data'))
say(`tables in ${join(folder, 'data')}: ${Object.keys(tables).join(', ')}`)

const connection = connect({ cwd: join(folder, 'data') })
const predictions = 'cost_anomaly_predictions.parquet'
const jobs = 'fact_job_run_timeline.parquet'
const models = {
  cost_anomaly_detector: predictions,
  budget_forecaster: 'budget_forecast_predictions.parquet',
  failure_predictor: 'failure_predictions.parquet',
}

await section('analyzePredictionDistribution', () => analyzePredictionDistribution(connection, predictions, 7, { asOf }))
await section('anomalyRate', () => anomalyRate(connection, predictions, { asOf }))
await section('anomalyRateAlert', () => anomalyRateAlert(connection, predictions, { asOf }))
await section('trackFeatureDrift', () =>
  trackFeatureDrift(
    connection,
    'cost_features.parquet',
    ['daily_dbu', 'daily_cost', 'avg_dbu_7d', 'constant_flag'],
    '2025-12-01',
    '2026-01-01',
  ),
)
await section('lakehouseMonitors.create', async () => {
  const monitor = await lakehouseMonitors.create(
    {
      table_name: 'catalog.schema.cost_anomaly_predictions',
      profile_type: 'INFERENCE_LOG',
      time_series_column: 'scored_at',
      granularities: ['1 day'],
      prediction_column: 'prediction',
      custom_metrics: [
        { name: 'anomaly_rate', definition: 'SUM(CASE WHEN is_anomaly = 1 THEN 1 ELSE 0 END) / COUNT(*)', type: 'aggregate' },
      ],
    },
    { cwd: join(folder, 'made'), table: `../data/${predictions}` },
  )
  const run = await monitor.run({ asOfUs: Date.parse(instant) * 1000 })
  return { name: monitor.name, status: monitor.status, config: monitor.config.slice(folder.length + 1), run: run.run.status }
})
await section('checkLabelDrift', () =>
  checkLabelDrift(
    connection,
    { table: 'training_labels.parquet', column: 'label' },
    { table: 'production_labels.parquet', column: 'label' },
  ),
)
await section('feedbackAccuracy', () => feedbackAccuracy(connection, models.failure_predictor, jobs, { asOf }))
await section('pipelineSuccess', () => pipelineSuccess(connection, jobs, { asOf }))
await section('trackInferenceLatency', () => trackInferenceLatency(connection, predictions, 7, { asOf }))
await section('shouldRetrain', () =>
  shouldRetrain({ prediction_drift_score: 2.5, feature_drift_count: 2, days_since_training: 45, accuracy_drop: 0.03 }),
)
await section('compareModelVersions', () =>
  tracking ? compareModelVersions('cost_anomaly_detector', 5) : 'left out: MLFLOW_TRACKING_URI is not set',
)
await section('anomalyRateDrift', () => anomalyRateDrift(connection, predictions, { asOf }))
await section('sendModelDriftAlert', () =>
  tracking ? sendModelDriftAlert('cost_anomaly_detector', 'prediction', 2.5, 2) : 'left out: MLFLOW_TRACKING_URI is not set',
)
await section('modelHealthSummary', () => modelHealthSummary(connection, models, { asOf }))
await section('predictionVolume', () => predictionVolume(connection, models, { asOf }))
await connection.close()

const at = ['--as-of', instant]
command(['doctor'])
command(['run', '--dry-run', ...at])
command(['run', ...at], [1])
command(['show'])
command(['show', 'cost_anomaly_detector'])
const project = await openProject(folder)
const alerts = await project.findings({ monitor: 'cost_anomaly_detector', statuses: ['fail'], wholeOnly: true })
// That of the 28th: the 31st is still open.
const alert = alerts.findLast(
  ({ check, window }) => check === 'rate limits' && window.endUs <= Date.parse(`${asOf}T00:00:00Z`) * 1000,
)
await project.close()
command(['explain', alert.id.slice(0, 12)])
command(['health', ...at])
command(['volume', ...at])
command(['ops', ...at])
command(['quality', '--monitor', 'failure_predictor', ...at])
command(['decide', ...at])
if (tracking) command(['versions', 'cost_anomaly_detector'])
command(['feedback', 'add', alert.id.slice(0, 12), '--right', '--acted', '2026-01-29T09:00', '--by', 'ada'])
command(['feedback', 'summary', ...at])
command(['checklist', 'daily', ...at], [0, 1])
command(['checklist', 'weekly', ...at], [0, 1])
command(['checklist', 'monthly', ...at], [0, 1])
command(['checklist', 'tick', 'weekly', 'alerts', '--by', 'ada', ...at])
command(['export', 'profile_metrics', '-o', 'profile_metrics.parquet'])
command(['export', 'drift_metrics', '-o', 'drift_metrics.parquet'])
command(['export', 'findings', '--where', "status = 'fail'", '-o', 'failures.csv'])
command(['report', '-o', 'report.html'])
command(['compare', 'data/training_labels.parquet', 'data/production_labels.parquet'], [0, 1])
command(['init', '--print', 'data/failure_predictions.parquet'])

say(failed === 0 ? '\nall of it answered' : `\n${failed} did not answer`)
process.exitCode = failed === 0 ? 0 : 1
