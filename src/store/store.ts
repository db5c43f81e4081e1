/**
 * What the rest of the house asks of the store. The DuckDB file behind it has versioned migrations;
 * a window's rows are replaced in one transaction, so that a crash loses nothing and doubles nothing.
 */
import type { ColumnState, QualityState } from '../aggregates/states.ts'
import type { Finding } from '../checks/finding.ts'
import type { Column } from '../core/columns.ts'
import type { JsonValue } from '../core/json.ts'
import type { Segment, Window } from '../core/window.ts'
import type { DriftRow, ProfileRow } from '../metrics/rows.ts'
import type { Journal } from './journal.ts'

/** Frozen bins of one monitor: a new version when the reference's definition or content changes; old findings keep theirs. */
export interface BinsVersion {
  readonly monitor: string
  readonly version: number
  /** Hash of the reference's definition, the table's version where it is a table, and the columns. */
  readonly basis: string
  readonly createdAtUs: number
  readonly referenceRows: number
  readonly columns: ReadonlyMap<string, FrozenColumn>
  readonly sliceValues: ReadonlyMap<string, readonly string[]>
}

export interface FrozenColumn {
  readonly column: Column
  /** Numeric: fine edges, coarse edges, and the coarse bin of each fine bin. */
  readonly fine?: Float64Array
  readonly coarse?: Float64Array
  readonly coarseOfFine?: Int32Array
  readonly shift?: number
  /** Categorical: the values that are counted by name (at most 100), most frequent first. */
  readonly categories?: readonly string[]
  /** Every value of the reference where there are at most 10,000, for the check of unseen values; else null. */
  readonly knownValues?: readonly string[] | null
}

/** One segment of one window of the root granularity (or of rows), or of the reference (`window` null). */
export interface StoredSegment {
  readonly window: Window | null
  readonly segment: Segment
  readonly rows: number
  readonly columns: ReadonlyMap<string, ColumnState>
  readonly quality?: QualityState
}

export interface StoredWindow {
  readonly window: Window
  readonly rows: number
  readonly fingerprint: string | null
  readonly complete: boolean
  readonly binsVersion: number
  readonly computedAtUs: number
}

export interface RunRecord {
  readonly id: string
  readonly startedAtUs: number
  readonly finishedAtUs: number | null
  readonly command: string
  readonly asOfUs: number
  readonly configHash: string
  readonly version: string
  readonly status: 'running' | 'ok' | 'failing' | 'error' | 'interrupted'
  readonly rowsRead: number
  readonly statements: number
  readonly error: string | null
}

/** Everything of one window (any granularity) that a refresh replaces at once. */
export interface WindowResult {
  readonly monitor: string
  readonly window: StoredWindow
  /** Only for windows of the root granularity and of rows. */
  readonly segments: readonly StoredSegment[]
  readonly profile: readonly ProfileRow[]
  readonly drift: readonly DriftRow[]
  readonly findings: readonly Finding[]
  /** Checks of theme `data` that this window alone tells: recording it takes their findings from the monitor's other windows. */
  readonly onlyHere?: readonly string[]
}

export interface MonitorState {
  readonly configHash: string
  /** The monitored table's version at the last refresh, per file where it is files. */
  readonly tableVersion: string | null
  readonly files: ReadonlyMap<string, string>
  readonly info: { readonly [key: string]: JsonValue }
}

export interface FindingFilter {
  readonly monitor?: string
  readonly granularity?: string
  readonly fromUs?: number
  readonly statuses?: readonly Finding['status'][]
  readonly idPrefix?: string
  readonly columnName?: string
  /** Without slices and model ids. */
  readonly wholeOnly?: boolean
}

export type ExportTable = 'profile_metrics' | 'drift_metrics' | 'findings' | 'alerts' | 'decisions' | 'runs' | 'windows'

export interface ExportOptions {
  readonly monitors?: readonly string[]
  /** An SQL condition of the user over the exported columns; checked to be one expression. */
  readonly where?: string
  readonly format: 'json' | 'csv' | 'parquet'
  /** A file, or undefined for stdout (not for parquet). */
  readonly output?: string
  /** Receives text in pieces when output is undefined. */
  readonly write?: (text: string) => void
}

/** Which rows of a metric table. Times are microseconds since 1970-01-01 UTC. */
export interface RowFilter {
  readonly granularity?: string
  readonly fromUs?: number
  readonly toUs?: number
  /** `:table` for the row of all columns. */
  readonly columnName?: string
  /** Without slices and model ids. */
  readonly wholeOnly?: boolean
}

export interface Store {
  readonly path: string
  /** What was decided, done and said. */
  readonly journal: Journal
  beginRun(run: RunRecord): Promise<void>
  endRun(run: RunRecord): Promise<void>
  runs(limit: number): Promise<readonly RunRecord[]>

  monitorState(monitor: string): Promise<MonitorState | null>
  bins(monitor: string): Promise<BinsVersion | null>
  /** Saves a bins version with the reference's segments and BASELINE profile rows, in one transaction. */
  saveReference(bins: BinsVersion, segments: readonly StoredSegment[], profile: readonly ProfileRow[]): Promise<void>
  referenceSegments(monitor: string, version: number): Promise<readonly StoredSegment[]>

  windows(monitor: string, granularity?: string | null): Promise<readonly StoredWindow[]>
  /** States of root windows that start in `[fromUs, toUs)`. */
  segments(
    monitor: string,
    granularity: string | null,
    fromUs: number,
    toUs: number,
    options?: {
      /** Without slices and model ids. */
      readonly wholeOnly?: boolean
      /** Without slices. */
      readonly unslicedOnly?: boolean
    },
  ): Promise<readonly StoredSegment[]>
  profileRows(monitor: string, filter: RowFilter): Promise<readonly ProfileRow[]>
  driftRows(monitor: string, filter: RowFilter): Promise<readonly DriftRow[]>
  findings(filter: FindingFilter): Promise<readonly Finding[]>

  /** Replaces these windows' rows, deletes `remove`, and records the monitor's state, all in one transaction. */
  replaceWindows(
    results: readonly WindowResult[],
    remove: readonly { readonly monitor: string; readonly window: Window }[],
    state: { readonly monitor: string; readonly state: MonitorState } | null,
  ): Promise<void>
  /** Forgets everything computed for a monitor (`--full`), in one transaction. */
  forget(monitor: string): Promise<void>

  export(table: ExportTable, options: ExportOptions): Promise<number>
  close(): Promise<void>
}
