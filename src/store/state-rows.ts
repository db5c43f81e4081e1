/** Windows, segments with their states, runs, findings: as stored rows, and back. */
import { decodeSegment, encodeSegment } from '../aggregates/segment-codec.ts'
import type { Finding, FindingStatus, FindingTheme, Severity } from '../checks/finding.ts'
import type { JsonValue } from '../core/json.ts'
import type { TableColumn } from './append-rows.ts'
import type { SqlRow } from './database.ts'
import { segmentOf, textOf, usOf, windowOf } from './metric-rows.ts'
import type { RunRecord, StoredSegment, StoredWindow } from './store.ts'
import { strictJson } from './strict-json.ts'

export interface OfMonitor<T> {
  readonly monitor: string
  readonly value: T
}

export const WINDOW_TABLE: readonly TableColumn<OfMonitor<StoredWindow>>[] = [
  { name: 'monitor', type: 'text', cell: (r) => r.monitor },
  { name: 'granularity', type: 'text', cell: (r) => r.value.window.granularity },
  { name: 'window_start', type: 'instant', cell: (r) => r.value.window.startUs },
  { name: 'window_end', type: 'instant', cell: (r) => r.value.window.endUs },
  { name: 'row_count', type: 'bigint', cell: (r) => r.value.rows },
  { name: 'fingerprint', type: 'text', cell: (r) => r.value.fingerprint },
  { name: 'complete', type: 'boolean', cell: (r) => r.value.complete },
  { name: 'bins_version', type: 'integer', cell: (r) => r.value.binsVersion },
  { name: 'computed_at', type: 'instant', cell: (r) => r.value.computedAtUs },
]

export const windowRecordOf = (row: SqlRow): StoredWindow => ({
  window: windowOf(row),
  rows: Number(row['row_count']),
  fingerprint: textOf(row['fingerprint']),
  complete: row['complete'] === true,
  binsVersion: Number(row['bins_version']),
  computedAtUs: usOf(row['computed_at']),
})

const SEGMENT_OF: readonly TableColumn<OfMonitor<StoredSegment>>[] = [
  { name: 'slice_key', type: 'text', cell: (r) => r.value.segment.sliceKey },
  { name: 'slice_value', type: 'text', cell: (r) => r.value.segment.sliceValue },
  { name: 'model_id', type: 'text', cell: (r) => r.value.segment.modelId },
  { name: 'row_count', type: 'bigint', cell: (r) => r.value.rows },
]

const STATE: TableColumn<OfMonitor<StoredSegment>> = {
  name: 'state',
  type: 'blob',
  cell: (r) => encodeSegment(r.value),
}

export const SEGMENT_TABLE: readonly TableColumn<OfMonitor<StoredSegment>>[] = [
  { name: 'monitor', type: 'text', cell: (r) => r.monitor },
  { name: 'granularity', type: 'text', cell: (r) => r.value.window!.granularity },
  { name: 'window_start', type: 'instant', cell: (r) => r.value.window!.startUs },
  { name: 'window_end', type: 'instant', cell: (r) => r.value.window!.endUs },
  ...SEGMENT_OF,
  STATE,
]

export const referenceSegmentTable = (version: number): readonly TableColumn<OfMonitor<StoredSegment>>[] => [
  { name: 'monitor', type: 'text', cell: (r) => r.monitor },
  { name: 'version', type: 'integer', cell: () => version },
  // Null: the reference as a whole; else one of its own windows, which its wobble is measured on.
  { name: 'granularity', type: 'text', cell: (r) => r.value.window?.granularity ?? null },
  { name: 'window_start', type: 'instant', cell: (r) => r.value.window?.startUs ?? null },
  { name: 'window_end', type: 'instant', cell: (r) => r.value.window?.endUs ?? null },
  ...SEGMENT_OF,
  STATE,
]

export function segmentRecordOf(row: SqlRow): StoredSegment {
  const state = decodeSegment((row['state'] as { readonly bytes: Uint8Array }).bytes)
  return {
    window: row['window_start'] === null ? null : windowOf(row),
    segment: segmentOf(row),
    rows: Number(row['row_count']),
    columns: state.columns,
    ...(state.quality ? { quality: state.quality } : {}),
  }
}

export const RUN_TABLE: readonly TableColumn<RunRecord>[] = [
  { name: 'id', type: 'text', cell: (r) => r.id },
  { name: 'started_at', type: 'instant', cell: (r) => r.startedAtUs },
  { name: 'finished_at', type: 'instant', cell: (r) => r.finishedAtUs },
  { name: 'command', type: 'text', cell: (r) => r.command },
  { name: 'as_of', type: 'instant', cell: (r) => r.asOfUs },
  { name: 'config_hash', type: 'text', cell: (r) => r.configHash },
  { name: 'version', type: 'text', cell: (r) => r.version },
  { name: 'status', type: 'text', cell: (r) => r.status },
  { name: 'rows_read', type: 'bigint', cell: (r) => r.rowsRead },
  { name: 'statements', type: 'bigint', cell: (r) => r.statements },
  { name: 'error', type: 'text', cell: (r) => r.error },
]

export const runRecordOf = (row: SqlRow): RunRecord => ({
  id: textOf(row['id'])!,
  startedAtUs: usOf(row['started_at']),
  finishedAtUs: row['finished_at'] === null ? null : usOf(row['finished_at']),
  command: textOf(row['command'])!,
  asOfUs: usOf(row['as_of']),
  configHash: textOf(row['config_hash'])!,
  version: textOf(row['version'])!,
  status: textOf(row['status']) as RunRecord['status'],
  rowsRead: Number(row['rows_read']),
  statements: Number(row['statements']),
  error: textOf(row['error']),
})

/** A limit or value that is not finite is stored as missing: the tables and their JSON are strict. */
const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)

export const FINDING_TABLE: readonly TableColumn<Finding>[] = [
  { name: 'id', type: 'text', cell: (f) => f.id },
  { name: 'monitor', type: 'text', cell: (f) => f.monitor },
  { name: 'granularity', type: 'text', cell: (f) => f.window.granularity },
  { name: 'window_start', type: 'instant', cell: (f) => f.window.startUs },
  { name: 'window_end', type: 'instant', cell: (f) => f.window.endUs },
  { name: 'slice_key', type: 'text', cell: (f) => f.segment.sliceKey },
  { name: 'slice_value', type: 'text', cell: (f) => f.segment.sliceValue },
  { name: 'model_id', type: 'text', cell: (f) => f.segment.modelId },
  { name: 'column_name', type: 'text', cell: (f) => f.columnName },
  { name: 'check_name', type: 'text', cell: (f) => f.check },
  { name: 'metric', type: 'text', cell: (f) => f.metric },
  { name: 'theme', type: 'text', cell: (f) => f.theme },
  { name: 'value', type: 'double', cell: (f) => finite(f.value) },
  { name: 'reference_value', type: 'double', cell: (f) => finite(f.referenceValue) },
  { name: 'status', type: 'text', cell: (f) => f.status },
  { name: 'severity', type: 'text', cell: (f) => f.severity },
  { name: 'threshold', type: 'double', cell: (f) => finite(f.threshold) },
  { name: 'n_current', type: 'double', cell: (f) => finite(f.nCurrent) },
  { name: 'n_reference', type: 'double', cell: (f) => finite(f.nReference) },
  { name: 'p_value', type: 'double', cell: (f) => finite(f.pValue) },
  { name: 'effect', type: 'double', cell: (f) => finite(f.effect) },
  { name: 'policy', type: 'text', cell: (f) => f.policy },
  { name: 'sentence', type: 'text', cell: (f) => f.sentence },
  { name: 'evidence', type: 'text', cell: (f) => strictJson(f.evidence) },
]

const doubleOf = (value: SqlRow[string] | undefined): number | null => (typeof value === 'number' ? value : null)

export const findingOf = (row: SqlRow): Finding => ({
  id: textOf(row['id'])!,
  monitor: textOf(row['monitor'])!,
  window: windowOf(row),
  segment: segmentOf(row),
  columnName: textOf(row['column_name'])!,
  check: textOf(row['check_name'])!,
  metric: textOf(row['metric'])!,
  theme: textOf(row['theme']) as FindingTheme,
  value: doubleOf(row['value']),
  referenceValue: doubleOf(row['reference_value']),
  status: textOf(row['status']) as FindingStatus,
  severity: textOf(row['severity']) as Severity,
  threshold: doubleOf(row['threshold']),
  nCurrent: doubleOf(row['n_current']),
  nReference: doubleOf(row['n_reference']),
  pValue: doubleOf(row['p_value']),
  effect: doubleOf(row['effect']),
  policy: textOf(row['policy'])!,
  sentence: textOf(row['sentence'])!,
  evidence: JSON.parse(textOf(row['evidence'])!) as Readonly<Record<string, JsonValue>>,
})
