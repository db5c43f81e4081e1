/**
 * The outcomes of a reference: the label's frozen bins, and what the outcomes of a reference period say. They come later than the rows
 * that they belong to, so they are renewed without a new version of the bins, which those of every other column would have to follow.
 */
import type { FrozenSample, ScanRequest, TimestampSpec } from '../engines/engine.ts'
import type { RootWindow } from '../plan/refresh-plan.ts'
import { parseFingerprint } from '../plan/window-fingerprint.ts'
import type { BinsVersion, FrozenColumn, StoredSegment } from '../store/store.ts'
import { EDGE_SAMPLE_ROWS, freezeColumns, KNOWN_VALUES } from './freeze-bins.ts'
import type { LabelIndex } from './index-labels.ts'
import { withLabels } from './label-overlay.ts'
import { type LabelScan, labelScan, scanLabels } from './label-scan.ts'
import { mergeSorted } from './merge-sorted.ts'
import type { OpenTable } from './open-table.ts'
import { engineContext, type RefreshContext } from './refresh-context.ts'
import type { ScanTotals } from './scan-table.ts'
import { EXACT_ROWS } from './segment-book.ts'

export interface ReferenceLabels {
  readonly table: OpenTable
  readonly timestamp: TimestampSpec | null
  /** Null where no outcomes are joined. */
  readonly labels: LabelIndex | null
  readonly totals: ScanTotals
}

export interface OwnRows {
  readonly time: ScanRequest['time']
  readonly windows: readonly RootWindow[]
}

/** Must the label's part of these bins be renewed? They are of the same reference otherwise. */
export function hasStaleLabels({ monitor }: RefreshContext, { labels }: ReferenceLabels, bins: BinsVersion): boolean {
  if (!labels || monitor.label === undefined) return false
  if (monitor.reference?.kind === 'period') return parseFingerprint(bins.basis).labels !== labels.basis
  const frozen = bins.columns.get(monitor.label)
  return !(frozen?.fine || frozen?.categories) && labels.windows.size > 0
}

/** The rows from which the label's bins are frozen. */
export async function sampleLabel(
  context: RefreshContext,
  { table, timestamp, totals }: ReferenceLabels,
  range: { readonly fromUs?: number; readonly untilUs?: number },
): Promise<FrozenSample> {
  const column = table.columns.find((c) => c.column.name === table.labels!.column.name)!
  const sample = await context.engine.freeze(
    {
      source: table.labels!.joined,
      timestamp,
      ...range,
      columns: [column.column],
      sampleRows: EDGE_SAMPLE_ROWS,
      maxCategories: KNOWN_VALUES,
      sliceColumns: [],
    },
    engineContext(context, 'labels'),
  )
  totals.statements += sample.statements
  return sample
}

/** A sample of the other columns with that of the label. */
export const joinSamples = (rows: FrozenSample, label: FrozenSample): FrozenSample => ({
  ...rows,
  numeric: new Map([...rows.numeric, ...label.numeric]),
  categories: new Map([...rows.categories, ...label.categories]),
})

export async function refreezeLabel(
  context: RefreshContext,
  input: ReferenceLabels,
  bins: BinsVersion,
  range: { readonly fromUs?: number; readonly untilUs?: number },
): Promise<ReadonlyMap<string, FrozenColumn>> {
  const { monitor } = context
  const label = input.table.columns.filter((c) => c.column.name === monitor.label)
  const frozen = freezeColumns(monitor, label, await sampleLabel(context, input, range))
  return new Map([...bins.columns, ...frozen])
}

/** Segments of the reference's windows with their outcomes. */
export async function labelReference(
  context: RefreshContext,
  input: ReferenceLabels,
  bins: BinsVersion,
  rows: OwnRows,
  segments: readonly StoredSegment[],
): Promise<readonly StoredSegment[]> {
  const scan = scanOf(context, input, bins, rows)
  if (!scan || segments.length === 0) return segments
  const windows = rows.windows.map((root) => ({ root, states: true, values: false }))
  const outcomes = await scanLabels(context, scan, windows, input.totals)
  const byStart = new Map<number, StoredSegment[]>()
  for (const segment of segments) {
    const { startUs } = segment.window!
    const own = byStart.get(startUs)
    if (own) own.push(segment)
    else byStart.set(startUs, [segment])
  }
  return [...byStart].flatMap(([startUs, own]) => withLabels(own, outcomes.get(startUs)?.states ?? new Map(), scan))
}

/** Sorted outcomes of the reference by segment, where there are few enough of them and they are numbers. */
export async function sortedLabels(
  context: RefreshContext,
  input: ReferenceLabels,
  bins: BinsVersion,
  rows: OwnRows,
): Promise<ReadonlyMap<string, Float64Array>> {
  const scan = scanOf(context, input, bins, rows)
  const isNumeric = input.table.columns.some((c) => c.role === 'label' && c.column.kind === 'numeric')
  if (!scan || !isNumeric || pairsOf(scan, rows) > EXACT_ROWS) return new Map()
  const windows = rows.windows.map((root) => ({ root, states: false, values: true }))
  const outcomes = await scanLabels(context, scan, windows, input.totals)
  const parts = new Map<string, Float64Array[]>()
  for (const { sorted } of outcomes.values())
    for (const [id, values] of sorted ?? []) parts.set(id, [...(parts.get(id) ?? []), values])
  return new Map([...parts].map(([id, list]) => [id, mergeSorted(list)]))
}

const pairsOf = ({ windows }: LabelScan, rows: OwnRows): number =>
  rows.windows.reduce((sum, { key }) => sum + (windows.get(key)?.pairs ?? 0), 0)

function scanOf(context: RefreshContext, input: ReferenceLabels, bins: BinsVersion, rows: OwnRows): LabelScan | null {
  return input.labels && labelScan(context, input.table, bins, rows.time, input.labels.windows)
}
