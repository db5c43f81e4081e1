/**
 * The library: everything the command line does, as functions. Silent by default; the clock, the environment and the talk are given.
 *
 * `openProject` opens a leeway.yaml: run, preview, findings, profile, drift, export, report. `compare` takes two tables and needs no
 * configuration. `leeway/stats` holds the pure statistics.
 */
export type { Checklist, ChecklistItem, ChecklistLine, ChecklistName, LineStatus } from './checklists/checklist.ts'
export type { Finding, FindingStatus, FindingTheme, Severity } from './checks/finding.ts'
export type { MonitorSummary, MonitorVerdict } from './checks/summarise-monitor.ts'
export { ConfigError, type Problem } from './config/problem.ts'
export type { CheckConfig, Monitor, PolicyName, Project, Reference } from './config/project.ts'
export { type ErrorCode, LeewayError } from './core/errors.ts'
export type { JsonValue } from './core/json.ts'
export { VERSION } from './core/version.ts'
export type { Segment, Window } from './core/window.ts'
export * from './document/index.ts'
export type { Progress } from './engines/engine.ts'
export type { RecordedFeedback } from './feedback/record-feedback.ts'
export type { FeedbackSummary } from './feedback/summarise-feedback.ts'
export {
  compareModelVersions,
  type VersionRow,
} from './integrations/mlflow/compare-model-versions.ts'
export { type MlflowClient, type MlflowClientOptions, mlflowClient } from './integrations/mlflow/mlflow-client.ts'
export { type DriftAlertOptions, type SentDriftAlert, sendModelDriftAlert } from './integrations/mlflow/send-drift-alert.ts'
export { type CompareOptions, type Comparison, compare } from './library/compare.ts'
export {
  type CreateMonitorOptions,
  type LakehouseMonitor,
  lakehouseMonitors,
  type MonitorFileOptions,
} from './library/lakehouse-monitors.ts'
export {
  type OpenedProject,
  type OpenProjectOptions,
  openProject,
  type ProjectChecklistOptions,
  type ProjectDecideOptions,
  type ProjectExportOptions,
  type ProjectFeedback,
  type ProjectFeedbackInput,
  type ProjectRunOptions,
  type ProjectTick,
} from './library/open-project.ts'
export { defineMetric, type Metric } from './metrics/define-metric.ts'
export type { DriftRow, MetricValues, ProfileRow, ReasonCode } from './metrics/rows.ts'
export type { ComparedColumn } from './monitor/compared-columns.ts'
export type { LeftOut } from './monitor/leave-out-ids.ts'
export type { RefreshOutcome, RefreshPreview } from './monitor/refresh-monitor.ts'
export type { MonitorRun, ProjectRun } from './monitor/run-project.ts'
export type { ActionEffects, ActionLimits } from './retraining/actions/action-effects.ts'
export type { ActionReport } from './retraining/actions/perform-actions.ts'
export { type DecidedMonitor, type DecideOptions, decide, type ProjectDecision } from './retraining/decide.ts'
export type { LastRetraining, RetrainingVerdict } from './retraining/last-retraining.ts'
export type { MlflowPort } from './retraining/mlflow-port.ts'
export {
  type ShouldRetrainAnswer,
  type ShouldRetrainArguments,
  type ShouldRetrainInput,
  shouldRetrain,
} from './retraining/should-retrain.ts'
export type { Trigger, TriggerName } from './retraining/trigger.ts'
export type { Decision, Feedback, JournalFilter, Tick } from './store/journal.ts'
export type { ExportTable, FindingFilter, RowFilter, RunRecord } from './store/store.ts'
