/** Findings as the table that MLflow shows and `mlflow.load_table` reads: `{columns, data}`. */
import type { Finding } from '../../../checks/finding.ts'

const iso = (us: number): string => new Date(us / 1000).toISOString()
const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)

const COLUMNS: Readonly<Record<string, (finding: Finding) => string | number | null>> = {
  id: (f) => f.id,
  monitor: (f) => f.monitor,
  window_start: (f) => iso(f.window.startUs),
  window_end: (f) => iso(f.window.endUs),
  granularity: (f) => f.window.granularity,
  slice_key: (f) => f.segment.sliceKey,
  slice_value: (f) => f.segment.sliceValue,
  model_id: (f) => f.segment.modelId,
  column_name: (f) => f.columnName,
  check: (f) => f.check,
  metric: (f) => f.metric,
  value: (f) => finite(f.value),
  reference_value: (f) => finite(f.referenceValue),
  status: (f) => f.status,
  severity: (f) => f.severity,
  threshold: (f) => finite(f.threshold),
  n_current: (f) => f.nCurrent,
  n_reference: (f) => f.nReference,
  p_value: (f) => finite(f.pValue),
  effect: (f) => finite(f.effect),
  policy: (f) => f.policy,
  sentence: (f) => f.sentence,
}

export const FINDINGS_FILE = 'findings.json'
/** By which MLflow knows that the file is a table. */
export const TABLE_TAG = ['mlflow.loggedArtifacts', JSON.stringify([{ path: FINDINGS_FILE, type: 'table' }])] as const

export const findingsTable = (findings: readonly Finding[]): string =>
  JSON.stringify({
    columns: Object.keys(COLUMNS),
    data: findings.map((finding) => Object.values(COLUMNS).map((read) => read(finding))),
  })
