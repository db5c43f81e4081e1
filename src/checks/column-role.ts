/** What a column is to the model, and with it the theme and the severity of what happens to it. */
import type { Monitor } from '../config/project.ts'
import { SEVERITIES } from './draft.ts'
import type { FindingTheme, Severity } from './finding.ts'

export type ColumnRole = 'prediction' | 'probability' | 'label' | 'timestamp' | 'model_id' | 'feature'

export function columnRole(monitor: Monitor, columnName: string): ColumnRole {
  if (columnName === monitor.prediction) return 'prediction'
  if (columnName === monitor.label) return 'label'
  if (columnName === monitor.timestamp) return 'timestamp'
  if (columnName === monitor.modelId) return 'model_id'
  const { probability } = monitor
  if (typeof probability === 'string') return columnName === probability ? 'probability' : 'feature'
  for (const column of probability?.values() ?? []) if (column === columnName) return 'probability'
  return 'feature'
}

const isOutcome = (role: ColumnRole): boolean => role === 'prediction' || role === 'probability' || role === 'label'

/** Drift of what the model says, and of the label, is shown before drift of what it is told. */
export function driftHarm(monitor: Monitor, columnName: string): { readonly theme: FindingTheme; readonly severity: Severity } {
  return isOutcome(columnRole(monitor, columnName))
    ? { theme: 'prediction', severity: SEVERITIES.predictionDrift }
    : { theme: 'feature', severity: SEVERITIES.featureDrift }
}

/** Broken values, in the prediction or elsewhere. */
export function dataHarm(monitor: Monitor, columnName: string): { readonly theme: 'data'; readonly severity: Severity } {
  return {
    theme: 'data',
    severity: isOutcome(columnRole(monitor, columnName)) ? SEVERITIES.dataOfPrediction : SEVERITIES.dataOfFeature,
  }
}
