/**
 * What an engine must do. Small on purpose: describe a table, index its windows, freeze a reference's bins, scan.
 * All SQL text is made in `sql/`; an engine binds, runs and decodes. The number of statements does not grow with columns,
 * windows, slices or metrics; each result says how many were run.
 */
import type { CategoriesState, ColumnState, QualityState } from '../aggregates/states.ts'
import type { LabelCondition } from '../config/project.ts'
import type { Column } from '../core/columns.ts'
import type { Granularity } from '../core/granularity.ts'
import type { Segment } from '../core/window.ts'
import type { OffsetSegment } from '../sql/offsets.ts'
import type { InstantSql } from '../sql/timestamp.ts'

/** A table as the configuration names it: a file, glob, folder, table, view (`table`) or a query. Paths are absolute. */
export interface Source {
  readonly table?: string
  readonly query?: string
  /** Then its rows are the pairs of a row and an outcome that matches it. */
  readonly labels?: LabelJoin
}

/**
 * Outcomes from another table: rows of the source (`p`) that have an outcome (`l`), once per outcome, with the columns of
 * `sql/label-join.ts` beside theirs. Windows are those of the predictions: windows of n rows count predictions, not pairs.
 */
export interface LabelJoin {
  readonly source: Source
  readonly on: LabelCondition
  /** SQL over the label table. */
  readonly value: string
  /** When the outcome became known; null: always. */
  readonly knownAt: TimestampSpec | null
  readonly match: 'all' | 'first' | 'last'
  /** Outcomes that became known later are not joined, nor those of which it is not said when. */
  readonly asOfUs: number
  /** Name of the column that the outcome becomes. */
  readonly as: string
}

/** How to read a row's instant: a column or an SQL expression; text is ISO 8601 unless a strptime format is given; without a zone it is local to `zone`. */
export interface TimestampSpec {
  readonly expression: string
  readonly format?: string
  readonly zone: string
}

export interface TableDescription {
  readonly columns: readonly Column[]
  /** Without a scan; null when unknown. */
  readonly rows: number | null
  readonly bytes: number | null
  /** Changes when the table's content may have changed: files with size and time; null when unknown. */
  readonly version: string | null
  /** Per-file versions where the table is files: path -> size and time. */
  readonly files?: ReadonlyMap<string, string>
  /** Said to the user: columns renamed or unreadable, schemas that differ between files. */
  readonly notes: readonly string[]
}

export interface SliceSpec {
  /** As written in the configuration; it becomes slice_key. */
  readonly key: string
  /** A column's values (chosen once; strings), or null for a predicate (values `true` and `false`). */
  readonly values: readonly string[] | null
}

/** Which segments: the whole table always; each slice; each model id, and each slice within each model id. */
export interface Grouping {
  readonly slices: readonly SliceSpec[]
  readonly modelId: string | null
}

export interface IndexRequest {
  readonly source: Source
  readonly timestamp: TimestampSpec
  readonly root: Granularity
  /** Rows after this instant are counted as future and not read. */
  readonly asOfUs: number
  /** Only rows at or after this instant (lookback, `--from`). */
  readonly fromUs?: number
  readonly untilUs?: number
  /** Only these files (incremental over a folder). */
  readonly files?: readonly string[]
  /** Columns whose content goes into the fingerprint. */
  readonly fingerprint: readonly Column[]
}

export interface IndexedWindow {
  readonly key: number
  readonly rows: number
  readonly minUs: number
  readonly maxUs: number
  /** Same rows, same fingerprint, whatever their order. */
  readonly fingerprint: string
}

export interface WindowIndex {
  readonly windows: readonly IndexedWindow[]
  readonly nullTimestamps: number
  readonly unreadableTimestamps: number
  readonly futureRows: number
  readonly futureMaxUs: number | null
  /** Of a source joined with outcomes: predictions that have more than one, by window key. */
  readonly several?: ReadonlyMap<number, number>
  readonly statements: number
}

/** Rows from which bins are frozen, or a slice of time. Null time bounds: the whole table. */
export interface FreezeRequest {
  readonly source: Source
  readonly timestamp: TimestampSpec | null
  readonly fromUs?: number
  readonly untilUs?: number
  readonly columns: readonly Column[]
  /** How many rows there are, where the caller knows and will count them all: the range then is that of the sample alone. */
  readonly rows?: number
  /** At most this many rows are read for edges; above it a deterministic sample is taken. */
  readonly sampleRows: number
  /** At most this many distinct values are kept per categorical column. */
  readonly maxCategories: number
  /** Expressions whose top 100 values are wanted. */
  readonly sliceColumns: readonly string[]
}

export interface FrozenSample {
  readonly rows: number
  /** Sorted finite values per numeric column (all of them, or the sample), and the column's true range (null where `rows` was given). */
  readonly numeric: ReadonlyMap<
    string,
    { readonly sorted: Float64Array; readonly complete: boolean; readonly min: number | null; readonly max: number | null }
  >
  /** Values with exact counts, most frequent first, ties by value. */
  readonly categories: ReadonlyMap<string, CategoriesState>
  readonly sliceValues: ReadonlyMap<string, readonly string[]>
  readonly statements: number
}

export interface ScanColumn {
  readonly column: Column
  /** Fine edges for a numeric column, ascending; bins (previous, edge], with under and over. */
  readonly edges?: Float64Array
  /** Constant subtracted before summing; a typical value of the column. */
  readonly shift?: number
  /** Values that must be counted exactly in every segment. */
  readonly categories?: readonly string[]
}

export interface ScanWindow {
  readonly key: number
  readonly startUs: number
  readonly endUs: number
  readonly rows: number
  /** Also return the finite values of numeric columns (only for windows of at most 100,000 rows). */
  readonly values: boolean
  /** False: values only. */
  readonly states: boolean
}

export interface QualityRequest {
  readonly problem: 'classification' | 'regression'
  readonly prediction: string
  readonly label: string
  /** P(positive) with the positive class, or per class text its column. */
  readonly probability?: { readonly column: string; readonly positive: string } | ReadonlyMap<string, string>
  /** Fine edges of the prediction, by which residuals are binned; absent: those of its column in the same request. */
  readonly predictionEdges?: Float64Array
}

export interface ScanRequest {
  readonly source: Source
  /** Null: the whole table is one window (snapshot, reference table). */
  readonly time: { readonly timestamp: TimestampSpec; readonly root: Granularity; readonly asOfUs: number } | null
  readonly windows: readonly ScanWindow[]
  readonly grouping: Grouping
  readonly columns: readonly ScanColumn[]
  readonly quality: QualityRequest | null
  readonly keepCategories: number
}

export interface SegmentStates {
  /** Index into `ScanRequest.windows`. */
  readonly window: number
  readonly segment: Segment
  readonly rows: number
  readonly columns: ReadonlyMap<string, ColumnState>
  readonly quality?: QualityState
}

export interface SegmentValues {
  readonly window: number
  readonly segment: Segment
  /** Finite values, ascending, per numeric column. */
  readonly sorted: ReadonlyMap<string, Float64Array>
}

export interface ScanResult {
  readonly segments: readonly SegmentStates[]
  readonly values: readonly SegmentValues[]
  readonly statements: number
  readonly rowsRead: number
  /** Said to the user: a very wide table that was read in parts, and the like. */
  readonly notes: readonly string[]
}

export interface CustomExpression {
  readonly name: string
  /** Checked single SQL aggregate expression with templates already filled. */
  readonly sql: string
}

/** Custom aggregates do not merge: they are asked at every granularity directly. */
export interface CustomRequest {
  readonly source: Source
  readonly time: {
    readonly timestamp: TimestampSpec
    readonly granularities: readonly Granularity[]
    readonly asOfUs: number
    readonly fromUs?: number
    readonly untilUs?: number
  } | null
  readonly grouping: Grouping
  readonly expressions: readonly CustomExpression[]
  /**
   * Instead of windows: stretches of time that may overlap; the row's key is the interval's index, or its own key: intervals of one key
   * are pooled. Needs `time`; its granularities are ignored.
   */
  readonly intervals?: readonly { readonly startUs: number; readonly endUs: number; readonly key?: number }[]
}

export interface CustomRow {
  /** Index into granularities; 0 without time. */
  readonly granularity: number
  readonly key: number
  readonly segment: Segment
  /** In the order of `expressions`; null where SQL says null, NaN or an infinity; text results are text. */
  readonly values: readonly (number | string | null)[]
}

/** Names and expressions of a configuration, to be made ready for a statement that a builder of `sql/` writes. */
export interface BindRequest {
  readonly source: Source
  /** Columns, or SQL expressions over them. */
  readonly expressions: readonly string[]
  readonly times: readonly TimestampSpec[]
  /** Local times are read exactly in this range; outside they may be off by a change of the zone's offset. */
  readonly fromUs: number
  readonly untilUs: number
}

export interface BoundSource {
  /** What stands after FROM. */
  readonly from: string
  /** In the order asked: what to write into SQL, and the engine's type. */
  readonly expressions: readonly { readonly sql: string; readonly type: string }[]
  readonly times: readonly { readonly instant: InstantSql; readonly segments: readonly OffsetSegment[] }[]
}

export interface Progress {
  readonly rows: number
  readonly totalRows: number | null
}

export interface EngineContext {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

export interface Engine {
  readonly name: string
  describe(source: Source, context?: EngineContext): Promise<TableDescription>
  /** Binds expressions against the table without running them; returns the first problem per expression, or its type. */
  checkExpressions(
    source: Source,
    expressions: readonly string[],
  ): Promise<
    readonly (
      | { readonly type: string /** Over a group of rows, not one row. */; readonly aggregate: boolean }
      | { readonly problem: string }
    )[]
  >
  indexWindows(request: IndexRequest, context?: EngineContext): Promise<WindowIndex>
  freeze(request: FreezeRequest, context?: EngineContext): Promise<FrozenSample>
  scan(request: ScanRequest, context?: EngineContext): Promise<ScanResult>
  custom(
    request: CustomRequest,
    context?: EngineContext,
  ): Promise<{
    readonly rows: readonly CustomRow[]
    readonly statements: number
    /** Expressions that failed while running; their values are null. */
    readonly failures: readonly { readonly name: string; readonly problem: string }[]
  }>
  /** A column or table name as this engine's SQL writes it. */
  quoteName(name: string): string
  /**
   * Checks names and expressions against the table without reading it, for a statement that `query` then runs.
   * Errors: COLUMN_NOT_FOUND, COLUMN_TYPE (a time that is none), SQL_REFUSED, and those of the table.
   */
  bind(request: BindRequest): Promise<BoundSource>
  /** A small ad-hoc grouped query for commands (health, volume, ops). Values bound, names quoted by `sql/`. */
  query(
    sql: string,
    parameters?: readonly (string | number | boolean | null)[],
    context?: EngineContext,
  ): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}
