/**
 * How much a monitor's windows differ from each other when nothing is wrong. Measured once per granularity by `measureWobble`
 * (over the reference's windows, or over the last windows whose verdict was ok) and then used by every window of a run.
 */
import type { StoredSegment } from '../store/store.ts'

/** One window of the stretch that wobble is measured on: its segments, the whole table among them. */
export type WobbleWindow = readonly Pick<StoredSegment, 'segment' | 'rows' | 'columns' | 'quality'>[]

/** Dispersion of one kind of count (a column's bins, its missing rows, correct predictions) over windows. */
export interface WobbleEntry {
  /** Mean rows of the windows it was measured on. */
  readonly meanRows: number
  /** Per window against the rest: statistic divided by its degrees of freedom. All bins, and (ordered bins only) direction. */
  readonly x: readonly number[]
  readonly t: readonly number[]
}

/** Entries by `wobbleKey(segment, kind, column)`. */
export interface WobbleTable {
  readonly source: 'reference' | 'ok windows'
  readonly entries: ReadonlyMap<string, WobbleEntry>
}
