/**
 * How much a monitor's windows differ from each other when nothing is wrong. Measured once per granularity by `measureWobble`
 * (over the reference's windows, or over the last windows whose verdict was ok) and then used by every window of a run.
 */
import { type Segment, segmentId } from '../core/window.ts'
import type { Wobble } from '../stats/wobble.ts'
import type { StoredSegment } from '../store/store.ts'

/** One window of the stretch that wobble is measured on: its segments, the whole table among them. */
export type WobbleWindow = readonly Pick<StoredSegment, 'segment' | 'rows' | 'columns' | 'quality'>[]

/** Which counts wobble: a column's bins, its missing rows, correct predictions, the positive class's precision and recall, the mean error. */
export type WobbleKind = 'bins' | 'missing' | 'accuracy' | 'precision' | 'recall' | 'error'

/** Over all bins (or both outcomes of a share), and for ordered bins in direction; null when too few windows. */
export interface WobbleEntry {
  readonly x: Wobble | null
  readonly t: Wobble | null
}

/** Entries by `wobbleKey(segment, kind, column)`. */
export interface WobbleTable {
  readonly source: 'reference' | 'ok windows'
  readonly entries: ReadonlyMap<string, WobbleEntry>
}

export const wobbleKey = (segment: Segment, kind: WobbleKind, columnName: string): string =>
  `${kind}|${segmentId(segment)}|${columnName}`

export function wobbleOf(table: WobbleTable | null, segment: Segment, kind: WobbleKind, columnName: string): WobbleEntry | null {
  return table?.entries.get(wobbleKey(segment, kind, columnName)) ?? null
}
