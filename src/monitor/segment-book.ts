/**
 * States and sorted values of root windows, by window and segment, and their unions: a week is the merge of its days,
 * a rolling reference the merge of its thirty. Unions are kept, as neighbouring windows ask for the same ones.
 */
import { mergeColumn } from '../aggregates/column-state.ts'
import { mergeQuality } from '../aggregates/quality-state.ts'
import type { ColumnState, QualityState } from '../aggregates/states.ts'
import { type Segment, segmentId } from '../core/window.ts'
import type { StoredSegment } from '../store/store.ts'
import { type LabelNames, type WindowLabels, withLabels } from './label-overlay.ts'
import { mergeSorted } from './merge-sorted.ts'

export interface SegmentData {
  readonly segment: Segment
  readonly rows: number
  readonly columns: ReadonlyMap<string, ColumnState>
  readonly quality?: QualityState
  /** Finite values ascending, where all rows of the union could be read. */
  readonly sorted?: ReadonlyMap<string, Float64Array>
}

export type SegmentMap = ReadonlyMap<string, SegmentData>
export type SortedColumns = ReadonlyMap<string, Float64Array>

/** Windows and references of at most this many rows have exact KS and Wasserstein statistics. */
export const EXACT_ROWS = 100_000

interface RootEntry {
  readonly rows: number
  readonly segments: ReadonlyMap<string, StoredSegment>
  values: ReadonlyMap<string, SortedColumns> | null
}

export class SegmentBook {
  readonly #roots = new Map<number, RootEntry>()
  readonly #valuesOnly = new Map<number, { readonly rows: number; readonly values: ReadonlyMap<string, SortedColumns> }>()
  readonly #unions = new Map<string, SegmentMap>()

  add(startUs: number, rows: number, segments: readonly StoredSegment[]): void {
    this.#roots.set(startUs, { rows, segments: new Map(segments.map((s) => [segmentId(s.segment), s])), values: null })
  }

  addValues(startUs: number, rows: number, values: ReadonlyMap<string, SortedColumns>): void {
    const entry = this.#roots.get(startUs)
    if (entry) entry.values = values
    else this.#valuesOnly.set(startUs, { rows, values })
  }

  /** Lays the outcomes of a window over its predictions; sorted values join those of the other columns. */
  addLabels(startUs: number, { states, sorted }: WindowLabels, names: LabelNames): void {
    const entry = this.#roots.get(startUs)
    if (!entry) return
    if (states) {
      const segments = withLabels([...entry.segments.values()], states, names)
      this.#roots.set(startUs, { ...entry, segments: new Map(segments.map((s) => [segmentId(s.segment), s])) })
      this.#unions.clear()
    }
    const { values } = this.#roots.get(startUs)!
    if (!sorted || !values) return
    const all = new Map([...values].map(([id, columns]) => [id, new Map(columns)]))
    for (const [id, list] of sorted) (all.get(id) ?? all.set(id, new Map()).get(id)!).set(names.label, list)
    this.addValues(startUs, this.#roots.get(startUs)!.rows, all)
  }

  /** What is stored of one root window. */
  segments(startUs: number): readonly StoredSegment[] {
    return [...(this.#roots.get(startUs)?.segments.values() ?? [])]
  }

  /** Sorted values of windows that were read for their values only, by segment. They are taken out of the book: both are large. */
  takeSortedOnly(): ReadonlyMap<string, SortedColumns> {
    const parts = new Map<string, Map<string, Float64Array>[]>()
    for (const { values } of this.#valuesOnly.values()) {
      for (const [id, sorted] of values) {
        const list = parts.get(id)
        if (list) list.push(new Map(sorted))
        else parts.set(id, [new Map(sorted)])
      }
    }
    this.#valuesOnly.clear()
    return new Map([...parts].map(([id, list]) => [id, takeMerged(list)]))
  }

  has(startUs: number): boolean {
    return this.#roots.has(startUs)
  }

  hasValues(startUs: number): boolean {
    return this.#roots.get(startUs)?.values != null
  }

  /** Forgets what starts before this instant, and the values of what starts before `valuesUs`. */
  forgetBefore(startUs: number, valuesUs: number): void {
    for (const [start, entry] of this.#roots) {
      if (start < startUs) this.#roots.delete(start)
      else if (start < valuesUs) entry.values = null
    }
    this.#unions.clear()
  }

  /** The union of these root windows; those that are not in the book have no rows. */
  union(starts: readonly number[]): SegmentMap {
    const key = starts.join(',')
    const kept = this.#unions.get(key)
    if (kept) return kept
    const made = this.#merge(starts.flatMap((start) => this.#roots.get(start) ?? []))
    if (this.#unions.size > 64) this.#unions.clear()
    this.#unions.set(key, made)
    return made
  }

  #merge(entries: readonly RootEntry[]): SegmentMap {
    const exact = entries.reduce((rows, e) => rows + e.rows, 0) <= EXACT_ROWS && entries.every((e) => e.values)
    const parts = new Map<string, StoredSegment[]>()
    for (const entry of entries) {
      for (const [id, segment] of entry.segments) {
        const list = parts.get(id)
        if (list) list.push(segment)
        else parts.set(id, [segment])
      }
    }
    const merged = new Map<string, SegmentData>()
    for (const [id, list] of parts) {
      const sorted = exact ? mergeValues(entries.flatMap((e) => e.values?.get(id) ?? [])) : undefined
      merged.set(id, { ...mergeSegments(list), ...(sorted ? { sorted } : {}) })
    }
    return merged
  }
}

/** @param parts of one segment, at least one */
export function mergeSegments(parts: readonly StoredSegment[]): SegmentData {
  const first = parts[0]!
  if (parts.length === 1) return first
  const columns = new Map<string, ColumnState>()
  for (const part of parts) {
    for (const [name, state] of part.columns) {
      const before = columns.get(name)
      columns.set(name, before ? mergeColumn(before, state) : state)
    }
  }
  let quality: QualityState | undefined
  for (const part of parts) if (part.quality) quality = quality ? mergeQuality(quality, part.quality) : part.quality
  return { segment: first.segment, rows: parts.reduce((n, p) => n + p.rows, 0), columns, ...(quality ? { quality } : {}) }
}

function mergeValues(parts: readonly SortedColumns[]): SortedColumns {
  return parts.length === 1 ? parts[0]! : takeMerged(parts.map((part) => new Map(part)))
}

/** Empties the parts column by column, so that they and their union are never held at once. */
function takeMerged(parts: readonly Map<string, Float64Array>[]): SortedColumns {
  const merged = new Map<string, Float64Array>()
  for (const name of new Set(parts.flatMap((p) => [...p.keys()]))) {
    merged.set(name, mergeSorted(parts.flatMap((p) => p.get(name) ?? [])))
    for (const part of parts) part.delete(name)
  }
  return merged
}
