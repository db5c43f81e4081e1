/** Rows and states for the store's tests. */
import type { ColumnState } from '../../src/aggregates/states.ts'
import type { Finding } from '../../src/checks/finding.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { type Segment, WHOLE, type Window } from '../../src/core/window.ts'
import type { DriftRow, ProfileRow } from '../../src/metrics/rows.ts'
import type { BinsVersion, MonitorState, StoredWindow, WindowResult } from '../../src/store/store.ts'

export const DAY_US = 86_400_000_000
export const day = (n: number): Window => ({ granularity: '1 day', startUs: n * DAY_US, endUs: (n + 1) * DAY_US })

export const counts = (rows: number): ColumnState => ({
  counts: { rows, nonNull: rows, nan: 0, positiveInfinity: 0, negativeInfinity: 0, zeros: 0 },
})

export const profileRow = (
  window: Window | null,
  columnName: string,
  values: Record<string, unknown>,
  more: Partial<ProfileRow> = {},
): ProfileRow => ({
  window,
  logType: window ? 'INPUT' : 'BASELINE',
  segment: WHOLE,
  columnName,
  dataType: columnName === ':table' ? null : 'double',
  values: new Map(Object.entries(values) as [string, JsonValue][]),
  custom: new Map(),
  reasons: new Map(),
  ...more,
})

export const driftRow = (
  window: Window,
  columnName: string,
  values: Record<string, unknown>,
  more: Partial<DriftRow> = {},
): DriftRow => ({
  window,
  windowCmp: null,
  driftType: 'BASELINE',
  segment: WHOLE,
  columnName,
  dataType: 'double',
  values: new Map(Object.entries(values) as [string, JsonValue][]),
  custom: new Map(),
  reasons: new Map(),
  ...more,
})

export const finding = (monitor: string, window: Window, more: Partial<Finding> = {}): Finding => ({
  id: `${monitor}-${window.startUs}-0123456789ab`,
  monitor,
  window,
  segment: WHOLE,
  columnName: 'price',
  check: 'drift',
  metric: 'population_stability_index',
  theme: 'feature',
  value: 0.31,
  referenceValue: null,
  status: 'fail',
  severity: 'high',
  threshold: 0.2,
  nCurrent: 1204,
  nReference: 16_913,
  pValue: 1e-12,
  effect: 0.4,
  policy: 'calibrated',
  sentence: 'price moved',
  evidence: { chance: 0.05 },
  ...more,
})

export const storedWindow = (window: Window, rows: number, more: Partial<StoredWindow> = {}): StoredWindow => ({
  window,
  rows,
  fingerprint: `f${rows}`,
  complete: true,
  binsVersion: 1,
  computedAtUs: 1_700_000_000_000_000,
  ...more,
})

/** A window with one segment, two profile rows, one drift row and one finding, all of which say `rows`. */
export function windowResult(monitor: string, window: Window, rows: number, segment: Segment = WHOLE): WindowResult {
  return {
    monitor,
    window: storedWindow(window, rows),
    segments: [{ window, segment, rows, columns: new Map([['price', counts(rows)]]) }],
    profile: [
      profileRow(window, ':table', { count: rows }, { segment }),
      profileRow(window, 'price', { count: rows, avg: rows / 2, quantiles: [1, 2, 3] }, { segment }),
    ],
    drift: [driftRow(window, 'price', { count_delta: rows, ks_test: { statistic: 0.1, pvalue: 0.5 } }, { segment })],
    findings: [finding(monitor, window, { segment, nCurrent: rows })],
  }
}

export const bins = (monitor: string, version: number, more: Partial<BinsVersion> = {}): BinsVersion => ({
  monitor,
  version,
  basis: `basis ${version}`,
  createdAtUs: 1_700_000_000_000_000,
  referenceRows: 100,
  columns: new Map(),
  sliceValues: new Map(),
  ...more,
})

export const monitorState = (configHash = 'c1', info: MonitorState['info'] = {}): MonitorState => ({
  configHash,
  tableVersion: 'v1',
  files: new Map(),
  info,
})
