/**
 * What the checks are given: one window of one granularity of one monitor, with everything it is compared with. Plain data.
 *
 * States (`ColumnState`, `QualityState`) and rows (`ProfileRow`, `DriftRow`) are taken as the store and the metrics make them:
 * a `StoredSegment` and its profile rows are a `Side`. Nothing here is converted by the caller.
 */
import type { ColumnState, QualityState } from '../aggregates/states.ts'
import type { Segment, Window } from '../core/window.ts'
import type { DriftRow, ProfileRow } from '../metrics/rows.ts'
import type { FrozenColumn } from '../store/store.ts'
import type { WobbleTable } from './wobble-table.ts'

/** Rows of one segment over one stretch of time: the window, the reference, the window before, or a period. */
export interface Side {
  readonly rows: number
  /** Merged states by column. Columns that the table does not have (any more) are absent. */
  readonly columns: ReadonlyMap<string, ColumnState>
  readonly quality?: QualityState
  /** Profile rows by column name, `:table` included; custom metrics in their `custom`. */
  readonly profile: ReadonlyMap<string, ProfileRow>
}

export interface SegmentEvidence {
  readonly segment: Segment
  readonly current: Side
  /** Null: no reference is configured, or it has no rows for this segment (tell them apart by `WindowEvidence.hasReference`). */
  readonly reference: Side | null
  /** The calendar's window just before; null where it has no rows. */
  readonly previous: Side | null
  /** The rows of the period before the window, pooled, by the duration's text; which ones are wanted: `wantedPeriods(monitor)`. */
  readonly periods: ReadonlyMap<string, Side>
  /** BASELINE drift rows by column name (`:table` included), and CONSECUTIVE ones. */
  readonly baselineDrift: ReadonlyMap<string, DriftRow>
  readonly consecutiveDrift: ReadonlyMap<string, DriftRow>
}

/** A column whose type is not the one that the bins were frozen with. */
export interface TypeChange {
  readonly columnName: string
  readonly from: string
  readonly to: string
}

/** Facts of one refresh of a monitor. They are judged once, so they are given with the monitor's newest window only. */
export interface RefreshFacts {
  readonly asOfUs: number
  /** Rows of the table that the refresh looked at, for shares. */
  readonly rows: number
  readonly nullTimestamps: number
  readonly unreadableTimestamps: number
  /** Rows after now. Null when the user gave the as-of time: later rows are then expected. */
  readonly futureRows: number | null
  readonly futureMaxUs: number | null
  /** Columns of the frozen reference that the table has no more; columns that the reference does not have. */
  readonly missingColumns: readonly string[]
  readonly newColumns: readonly string[]
  readonly changedTypes: readonly TypeChange[]
  /** End of the newest complete window that has rows; null when there is none. */
  readonly newestCompleteEndUs: number | null
}

export interface WindowEvidence {
  readonly window: Window
  /** False: rows may still come; volume waits for the window's end. */
  readonly complete: boolean
  /** Rows of the whole window (0 for a calendar window without rows: only the volume is judged). */
  readonly rows: number
  /** The whole table first, then slices and model ids. Empty when the window has no rows. */
  readonly segments: readonly SegmentEvidence[]
  /** Frozen bins by column: also the columns to judge, in the table's order. */
  readonly bins: ReadonlyMap<string, FrozenColumn>
  /** A reference is configured. */
  readonly hasReference: boolean
  /** The window's rows are among the reference's rows: they are taken out before comparing. */
  readonly insideReference: boolean
  /** How the reference is called in a sentence: `the reference`, `the same weekday of the last 4 weeks`. */
  readonly referenceName: string
  /** How this data wobbles from window to window, from `measureWobble` over the reference's windows or the last ok ones; null: unknown. */
  readonly wobble: WobbleTable | null
  /**
   * Rows of earlier complete windows of the same place in the week, newest first, at most 8 are used: the same weekday for days, the same
   * weekday and time for shorter windows, simply the last ones for weeks and longer. Null: not judged (snapshots, windows of n rows).
   */
  readonly volumeHistory: readonly number[] | null
  /** Rows whose declared key occurs more than once, beyond the first; null: no key declared or not counted. */
  readonly duplicates: number | null
  readonly facts: RefreshFacts | null
  /** When the quality of this window is final, while outcomes may still come (`labels.mature_after`). Absent: it is. */
  readonly provisionalUntilUs?: number
}
