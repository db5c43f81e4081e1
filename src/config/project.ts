/** A checked leeway.yaml, defaults filled in and paths absolute. Secrets are resolved but kept in `secrets` for redaction. */
import type { ColumnKind } from '../core/columns.ts'
import type { Granularity } from '../core/granularity.ts'

export type PolicyName = 'calibrated' | 'classic' | 'evidently' | 'nannyml'
export type CheckSeverity = 'critical' | 'high' | 'medium' | 'low'

export interface Project {
  readonly name: string
  readonly configFile: string | null
  readonly folder: string
  readonly timeZone: string
  readonly storePath: string
  readonly connections: ReadonlyMap<string, Connection>
  readonly monitors: readonly Monitor[]
  /** Hash of the configuration's meaning, for the report's footer and the runs table. */
  readonly hash: string
  /** Keys that this version checks but does not use yet, with their place: said on stderr. */
  readonly notBuilt: readonly { readonly key: string; readonly place: string }[]
  /** Values that must never be printed. */
  readonly secrets: readonly string[]
  /** Where each key stands in the file; absent when there is no file (`compare`). */
  readonly source?: ConfigSource
}

/** Keys from the top of the file: `['monitors', 'hotel', 'checks', 0, 'metric']`. */
export type ConfigPath = readonly (string | number)[]

/** A stretch of one line. Lines and columns count from 1, columns in UTF-16 units, `endColumn` is exclusive. */
export interface Place {
  /** As people type it: `leeway.yaml`. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endColumn: number
  /** The line's text, literal secrets masked. */
  readonly excerpt: string
}

export interface ConfigSource {
  readonly file: string
  /**
   * Where the value of a key stands (or the key itself), or of the nearest part around it that is written.
   * A monitor's key that comes from `defaults` is found there. Null when nothing is written.
   */
  placeOf(path: ConfigPath, part?: 'key' | 'value'): Place | null
  /** Is something written at exactly this path (or, for a monitor's key, under `defaults`)? */
  has(path: ConfigPath): boolean
}

export interface Connection {
  readonly name: string
  readonly engine: 'duckdb' | 'spark' | 'databricks'
  /** DuckDB database file, opened read-only; absent: files only. */
  readonly path?: string
  readonly memoryLimit?: string
  readonly threads?: number
  readonly spillFolder?: string
}

export interface Monitor {
  readonly name: string
  readonly type: 'inference' | 'time_series' | 'snapshot'
  readonly connection: string
  readonly table?: string
  readonly query?: string
  readonly timeZone: string
  readonly timestamp?: string
  readonly timestampFormat?: string
  readonly granularities: readonly Granularity[]
  readonly lookback?: Duration
  readonly problem?: 'classification' | 'regression'
  readonly prediction?: string
  /** Column of P(positive), or class text -> column. */
  readonly probability?: string | ReadonlyMap<string, string>
  readonly positive?: string
  readonly label?: string
  /** The label stands in another table (a later version joins it). */
  readonly labelsElsewhere: boolean
  readonly modelId?: string
  readonly features: { readonly include: readonly string[] | null; readonly exclude: readonly string[] }
  readonly types: ReadonlyMap<string, ColumnKind>
  readonly slices: readonly string[]
  readonly reference: Reference | null
  readonly bins: number
  readonly customMetrics: readonly CustomMetric[]
  readonly policy: PolicyName
  readonly policySettings: CalibratedSettings
  readonly checks: readonly CheckConfig[]
  /** Columns that together must be unique. */
  readonly key: readonly string[] | null
  /** A finding when the newest complete window is older than this. */
  readonly freshness?: Duration
  /** Categories seen fewer times than this are never named in a report. */
  readonly minimumCategoryCount: number
  readonly place: string
}

export interface Duration {
  readonly n: number
  readonly unit: 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years'
  readonly text: string
}

export type Reference =
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'period'; readonly fromUs: number; readonly toUs: number }
  | { readonly kind: 'rolling'; readonly length: Duration; readonly lag: Duration | null }
  | { readonly kind: 'seasonal'; readonly every: Duration; readonly count: number }
  | { readonly kind: 'previous' }

export interface CustomMetric {
  readonly name: string
  readonly type: 'aggregate' | 'derived' | 'drift'
  readonly definition: string
  /** `[':table']` when not given. */
  readonly inputColumns: readonly string[]
  readonly place: string
}

export interface CalibratedSettings {
  readonly failP: number
  readonly warnP: number
  readonly failSize: number
  readonly warnSize: number
}

export interface Limits {
  readonly below?: number
  readonly above?: number
  readonly changeAbove?: number
  readonly dropAbove?: number
  readonly riseAbove?: number
}

export interface CheckConfig {
  readonly name: string
  readonly metric: string
  /** Patterns with `*`; null: the `:table` row or every column the metric applies to. */
  readonly columns: readonly string[] | null
  readonly against:
    | null
    | { readonly kind: 'reference' }
    | { readonly kind: 'previous' }
    | { readonly kind: 'last'; readonly length: Duration }
  readonly warn: Limits | null
  readonly fail: Limits | null
  readonly severity: CheckSeverity | null
  readonly place: string
}
