/** Slices and model versions over time: rows, state, and the metric that tells most. */
import type { Finding, FindingStatus } from '../../checks/finding.ts'
import { compareFindings } from '../../checks/order-of-harm.ts'
import type { Monitor } from '../../config/project.ts'
import { type Segment, segmentId, windowId } from '../../core/window.ts'
import { numberAt } from '../../metrics/known-metrics.ts'
import { type ProfileRow, TABLE_COLUMN } from '../../metrics/rows.ts'
import { metricSeries, windowStatus } from '../../monitor/metric-series.ts'
import type { ReportSlice } from '../report-model.ts'
import { isLoud } from './findings.ts'
import type { ShownWindow } from './windows.ts'

/** Drawn as small pictures, worst first. */
const MOST_SLICES = 40
/** Below so many rows a value is not drawn. */
const FEWEST_ROWS = 30

export interface SliceInput {
  readonly monitor: Monitor
  readonly windows: readonly ShownWindow[]
  /** Findings of each window, every segment. */
  readonly findings: readonly (readonly Finding[])[]
  /** Of every segment: the `:table` rows, and those of prediction and probability. */
  readonly rows: readonly ProfileRow[]
  readonly judged: number | null
}

export function reportSlices(input: SliceInput): readonly ReportSlice[] {
  const { monitor, windows } = input
  const segments = new Map<string, { readonly segment: Segment; readonly rows: ProfileRow[] }>()
  for (const row of input.rows) {
    const { segment } = row
    // Slices within one model version would be too many: slices over all models, and models over all slices.
    if ((segment.sliceKey === null) === (segment.modelId === null)) continue
    const known = segments.get(segmentId(segment)) ?? { segment, rows: [] }
    known.rows.push(row)
    segments.set(segmentId(segment), known)
  }
  const slices = [...segments.values()].flatMap(({ segment, rows }) => {
    const slice = oneSlice(input, segment, rows)
    const seen = slice.rows.reduce((sum, n) => sum + n, 0)
    // A value seen on a few rows only could be a person.
    return seen < monitor.minimumCategoryCount ? [] : [{ slice, worst: worstFinding(input, segment) }]
  })
  return slices
    .toSorted(
      (a, b) =>
        (a.worst && b.worst ? compareFindings(a.worst, b.worst) : Number(b.worst !== null) - Number(a.worst !== null)) ||
        (b.slice.rows[windows.length - 1] ?? 0) - (a.slice.rows[windows.length - 1] ?? 0),
    )
    .slice(0, MOST_SLICES)
    .map(({ slice }) => slice)
}

function oneSlice(
  { monitor, windows, findings, judged }: SliceInput,
  segment: Segment,
  rows: readonly ProfileRow[],
): ReportSlice {
  const id = segmentId(segment)
  const counts = new Map(
    rows.flatMap((row) =>
      row.window && row.columnName === TABLE_COLUMN ? [[windowId(row.window), numberAt(row.values, 'count') ?? 0] as const] : [],
    ),
  )
  const own = windows.map(({ window }) => counts.get(windowId(window)) ?? 0)
  const statuses = findings.map((list): FindingStatus | null =>
    windowStatus(list.filter((f) => segmentId(f.segment) === id).map(({ status }) => status)),
  )
  const worst =
    judged === null ? undefined : findings[judged]?.filter((f) => segmentId(f.segment) === id).toSorted(compareFindings)[0]
  const series = metricSeries(
    monitor,
    windows.map(({ window }, i) => ({ window, rows: own[i]! })),
    rows,
  )
  const told = [
    ...series.filter((s) => s.theme === 'quality'),
    ...series.filter((s) => s.theme === 'prediction' || s.theme === 'custom'),
  ]
  return {
    key: segment.sliceKey ?? monitor.modelId ?? 'model',
    value: segment.sliceKey === null ? (segment.modelId ?? '') : (segment.sliceValue ?? 'no value'),
    rows: own,
    statuses,
    status: judged === null ? null : (statuses[judged] ?? null),
    sentence: worst && isLoud(worst) ? worst.sentence : null,
    metrics: told.slice(0, 2).map(({ id: metric, title, unit, better, values, reference }) => ({
      id: metric,
      title,
      unit,
      better,
      values: values.map((value, i) => (own[i]! < FEWEST_ROWS ? null : value)),
      reference,
    })),
  }
}

function worstFinding({ findings, judged }: SliceInput, segment: Segment): Finding | null {
  if (judged === null) return null
  const id = segmentId(segment)
  return (findings[judged] ?? []).filter((f) => segmentId(f.segment) === id && isLoud(f)).toSorted(compareFindings)[0] ?? null
}
