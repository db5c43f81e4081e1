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
  readonly jobs: readonly Job[]
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
  /** The label stands in another table, and is joined under the name `label`. */
  readonly labels: Labels | null
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
  readonly retraining: Retraining | null
  readonly mlflow: MlflowSettings | null
  readonly documentation: Documentation | null
  readonly operations: Operations | null
  readonly outcomeValues: OutcomeValues | null
  readonly place: string
}

/** Outcomes in a table of their own. In SQL the predictions are `p`, the labels `l`. */
export interface Labels {
  readonly table?: string
  readonly query?: string
  readonly on: LabelCondition
  /** A column or SQL expression of the label table. */
  readonly value: string
  /** A column or SQL expression: when the outcome became known. */
  readonly knownAt: string | null
  readonly match: 'all' | 'first' | 'last'
  /** Quality of a window that ended less long ago is provisional. */
  readonly matureAfter: Duration | null
}

export type LabelCondition =
  | { readonly kind: 'columns'; readonly pairs: readonly { readonly prediction: string; readonly label: string }[] }
  | { readonly kind: 'sql'; readonly condition: string }

/** A text of leeway.yaml whose references may be unset: only what needs it fails, and then names it. */
export interface LateText {
  /** As written, references and all: it may be shown. */
  readonly written: string
  /** Null when a reference in it is not set. It may hold a secret. */
  readonly value: string | null
}

export interface Retraining {
  readonly trainedAt:
    | null
    | { readonly kind: 'date'; readonly us: number }
    | { readonly kind: 'mlflow'; readonly model: string }
    | { readonly kind: 'query'; readonly sql: string }
  readonly triggers: RetrainingTriggers
  /** What was done is not done again for so long: a new model takes time. Null: by every decision. */
  readonly cooldown: Duration | null
  readonly actions: readonly RetrainingAction[]
}

export interface RetrainingTriggers {
  readonly predictionDriftSigmas: number
  /** So many drifted features, or more. */
  readonly driftedFeatures: number
  readonly conceptDriftP: number
  readonly ageDays: number
  readonly performanceDrop: number
}

export type RetrainingAction =
  | { readonly kind: 'webhook'; readonly url: LateText; readonly headers: ReadonlyMap<string, LateText> }
  | { readonly kind: 'command'; readonly command: readonly LateText[] }
  | {
      readonly kind: 'databricks_job'
      readonly host: LateText
      readonly token: LateText
      readonly jobId: string
      readonly parameters: ReadonlyMap<string, LateText>
    }
  | { readonly kind: 'mlflow_tag'; readonly key: string }

export type MlflowLog = 'findings' | 'alerts' | 'metrics' | 'report'

export interface MlflowSettings {
  /** Null: MLFLOW_TRACKING_URI of the environment. */
  readonly trackingUri: LateText | null
  readonly model: string
  readonly registry: 'workspace' | 'unity_catalog' | null
  readonly experiment: string
  readonly token: LateText | null
  readonly username: LateText | null
  readonly password: LateText | null
  readonly log: readonly MlflowLog[]
}

export interface Documentation {
  readonly owner: string | null
  readonly description: string | null
  readonly runbook: string | null
  /** `2026-01-31` */
  readonly updated: string | null
}

export interface Operations {
  /** Column or SQL expression of one prediction's duration. */
  readonly latency: { readonly expression: string; readonly unit: 'seconds' | 'milliseconds' | 'microseconds' } | null
  readonly interval: { readonly start: string; readonly end: string } | null
  /** SQL condition of a failed request. */
  readonly error: string | null
}

/** What the cells of the confusion matrix are worth; a cell that is not listed is worth 0. */
export interface OutcomeValues {
  readonly unit: string | null
  readonly cells: readonly { readonly prediction: string; readonly label: string; readonly value: number }[]
}

/** A table of job runs. */
export interface Job {
  readonly name: string
  readonly connection: string
  readonly table?: string
  readonly query?: string
  readonly timeZone: string
  readonly nameColumn: string
  readonly start: string
  readonly end: string | null
  readonly state: string
  readonly error: string | null
  readonly success: readonly string[]
  /** Pattern of SQL's `like`. */
  readonly include: string | null
  /** Cron line of five fields. */
  readonly schedule: string | null
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
