/** Profile and drift rows as rows of their tables. Written by the hundred thousand, so scalars are read straight from the row's own map. */
import type { JsonValue } from '../core/json.ts'
import type { Segment, Window } from '../core/window.ts'
import type { DriftRow, MetricValues, ProfileRow, ReasonCode } from '../metrics/rows.ts'
import type { Cell, CellType, TableColumn } from './append-rows.ts'
import { QUALITY_COLUMNS } from './metric-columns.ts'
import { DRIFT_PAIRS, DRIFT_SCALARS, IN_PAIRS, isDriftColumn, PROFILE_SCALARS } from './metric-rows.ts'
import { type QuantileKnots, quantileKnots } from './quantile-knots.ts'
import { strictJson } from './strict-json.ts'

interface Stored<Row> {
  readonly monitor: string
  readonly row: Row
  /** JSON texts. */
  readonly further: string | null
  readonly custom: string | null
  readonly reasons: string | null
}

export interface StoredProfileRow extends Stored<ProfileRow> {
  readonly quality: string | null
  readonly knots: QuantileKnots | null
}

export type StoredDriftRow = Stored<DriftRow>

export function storedProfileRow(monitor: string, row: ProfileRow): StoredProfileRow {
  const reasons = reasonsOf(row)
  let quality: Members | null = null
  let further: Members | null = null
  let knots: QuantileKnots | null = null
  for (const [name, value] of row.values) {
    if (value === null || PROFILE_SCALARS.has(name) || name === 'non_null_columns' || name === 'frequent_items') continue
    // Typed arrays are welcome too: they come straight from the statistics.
    if (name === 'quantiles') knots = knotsOf(value as unknown as ArrayLike<number>, reasons)
    else if (QUALITY_COLUMNS.has(name)) quality = withMember(quality, name, value)
    else further = withMember(further, name, value)
  }
  return {
    monitor,
    row,
    quality: quality && strictJson(quality),
    further: further && strictJson(further),
    custom: customOf(row),
    reasons: reasonsText(reasons),
    knots,
  }
}

export function storedDriftRow(monitor: string, row: DriftRow): StoredDriftRow {
  let further: Members | null = null
  for (const [name, value] of row.values) {
    if (value !== null && !isDriftColumn(name)) further = withMember(further, name, value)
  }
  return {
    monitor,
    row,
    further: further && strictJson(further),
    custom: customOf(row),
    reasons: reasonsText(reasonsOf(row)),
  }
}

type Members = Record<string, JsonValue>

/** Most rows have none, and get no object. */
function withMember(members: Members | null, name: string, value: JsonValue): Members {
  const all = members ?? {}
  all[name] = value
  return all
}

const customOf = (row: { readonly custom: MetricValues }): string | null =>
  row.custom.size === 0 ? null : strictJson(Object.fromEntries(row.custom))

const reasonsText = (reasons: ReadonlyMap<string, ReasonCode>): string | null =>
  reasons.size === 0 ? null : strictJson(Object.fromEntries(reasons))

/** The row's reasons, and `not_finite` for each number that the tables cannot hold. */
function reasonsOf(row: {
  readonly values: MetricValues
  readonly custom: MetricValues
  readonly reasons: ReadonlyMap<string, ReasonCode>
}): Map<string, ReasonCode> {
  const reasons = new Map(row.reasons)
  for (const values of [row.values, row.custom])
    for (const [name, value] of values)
      if (typeof value === 'number' && !Number.isFinite(value) && !reasons.has(name)) reasons.set(name, 'not_finite')
  return reasons
}

function knotsOf(quantiles: ArrayLike<number>, reasons: Map<string, ReasonCode>): QuantileKnots | null {
  if (quantiles.length === 0) return null
  for (let i = 0; i < quantiles.length; i++) {
    if (Number.isFinite(quantiles[i])) continue
    reasons.set('quantiles', 'not_finite')
    return null
  }
  return quantileKnots(quantiles)
}

/** A number for a column of this type; null where it is not finite. */
function scalar(name: string, type: CellType, value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return !Number.isFinite(value) ? null : type === 'double' ? value : Math.round(value)
  if (typeof value === 'bigint') return type === 'bigint' ? value : Number(value)
  if (typeof value === 'string' && type === 'bigint' && /^-?\d+$/.test(value)) return value
  throw new TypeError(`metric ${name} must be a number, not ${strictJson(value)}`)
}

const scalarColumn = (name: string, type: CellType): TableColumn<Stored<{ readonly values: MetricValues }>> => ({
  name,
  type,
  cell: (stored) => scalar(name, type, stored.row.values.get(name)),
})

/** Member of a struct -> its column. */
const pairColumn = (column: string, type: CellType): TableColumn<StoredDriftRow> => {
  const [name, members] = [...DRIFT_PAIRS].find(([, parts]) => parts.some(([, c]) => c === column))!
  const member = members.find(([, c]) => c === column)![0]
  return {
    name: column,
    type,
    cell: (stored) =>
      scalar(name, type, (stored.row.values.get(name) as Readonly<Record<string, JsonValue>> | null | undefined)?.[member]),
  }
}

const listColumn = (name: string): TableColumn<StoredProfileRow> => ({
  name,
  type: 'text',
  cell: (stored) => {
    const value = stored.row.values.get(name)
    return value === null || value === undefined ? null : strictJson(value)
  },
})

type AnyStored = Stored<{
  readonly window: Window | null
  readonly segment: Segment
  readonly columnName: string
  readonly dataType: string | null
}>

const BEGIN: readonly TableColumn<AnyStored>[] = [
  { name: 'monitor', type: 'text', cell: (s) => s.monitor },
  { name: 'granularity', type: 'text', cell: (s) => s.row.window?.granularity ?? null },
  { name: 'window_start', type: 'instant', cell: (s) => s.row.window?.startUs ?? null },
  { name: 'window_end', type: 'instant', cell: (s) => s.row.window?.endUs ?? null },
]

const IDENTITY: readonly TableColumn<AnyStored>[] = [
  // Known when the refresh is recorded.
  { name: 'monitor_version', type: 'bigint', cell: () => null },
  { name: 'slice_key', type: 'text', cell: (s) => s.row.segment.sliceKey },
  { name: 'slice_value', type: 'text', cell: (s) => s.row.segment.sliceValue },
  { name: 'model_id', type: 'text', cell: (s) => s.row.segment.modelId },
  { name: 'column_name', type: 'text', cell: (s) => s.row.columnName },
  { name: 'data_type', type: 'text', cell: (s) => s.row.dataType },
]

const END: readonly TableColumn<Stored<unknown>>[] = [
  { name: 'further', type: 'text', cell: (s) => s.further },
  { name: 'custom', type: 'text', cell: (s) => s.custom },
  { name: 'reasons', type: 'text', cell: (s) => s.reasons },
]

export const PROFILE_TABLE: readonly TableColumn<StoredProfileRow>[] = [
  ...BEGIN,
  { name: 'log_type', type: 'text', cell: (s) => s.row.logType },
  ...IDENTITY,
  ...[...PROFILE_SCALARS].map(([name, type]) => scalarColumn(name, type)),
  { name: 'quantile_ranks', type: 'list', cell: (s) => s.knots?.ranks ?? null },
  { name: 'quantile_values', type: 'list', cell: (s) => s.knots?.values ?? null },
  listColumn('non_null_columns'),
  listColumn('frequent_items'),
  { name: 'quality', type: 'text', cell: (s) => s.quality },
  ...END,
]

export const DRIFT_TABLE: readonly TableColumn<StoredDriftRow>[] = [
  ...BEGIN,
  { name: 'window_cmp_granularity', type: 'text', cell: (s) => s.row.windowCmp?.granularity ?? null },
  { name: 'window_cmp_start', type: 'instant', cell: (s) => s.row.windowCmp?.startUs ?? null },
  { name: 'window_cmp_end', type: 'instant', cell: (s) => s.row.windowCmp?.endUs ?? null },
  { name: 'drift_type', type: 'text', cell: (s) => s.row.driftType },
  ...IDENTITY,
  ...[...DRIFT_SCALARS].map(([name, type]) => (IN_PAIRS.has(name) ? pairColumn(name, type) : scalarColumn(name, type))),
  ...END,
]
