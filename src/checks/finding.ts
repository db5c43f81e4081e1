/** A check's result on one column of one segment of one window. Plain data; the columns of `leeway export findings`. */
import type { JsonValue } from '../core/json.ts'
import type { Segment, Window } from '../core/window.ts'

export type FindingStatus = 'ok' | 'warn' | 'fail' | 'no_data' | 'insufficient_data' | 'error'
export type Severity = 'critical' | 'high' | 'medium' | 'low'

/** What a finding is about, in the order of harm that people are shown. */
export type FindingTheme = 'data' | 'quality' | 'prediction' | 'feature' | 'user'

export interface Finding {
  /** Stable over re-runs: a hash of monitor, window, segment, column and check. At least 12 hexadecimal digits; people may type the first four. */
  readonly id: string
  readonly monitor: string
  readonly window: Window
  readonly segment: Segment
  /** `:table` for the whole row set. */
  readonly columnName: string
  readonly check: string
  readonly metric: string
  readonly theme: FindingTheme
  readonly value: number | null
  readonly referenceValue: number | null
  readonly status: FindingStatus
  readonly severity: Severity
  readonly threshold: number | null
  readonly nCurrent: number | null
  readonly nReference: number | null
  readonly pValue: number | null
  readonly effect: number | null
  readonly policy: string
  /** One plain sentence: what, how much, how sure, from how many rows. */
  readonly sentence: string
  /** What `explain` shows: chance bound, adjusted p, wobble, contributions per bin, direction. */
  readonly evidence: { readonly [key: string]: JsonValue }
}
