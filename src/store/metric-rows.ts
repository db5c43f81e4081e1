/** Profile and drift rows as stored rows, and back. */
import type { JsonValue } from '../core/json.ts'
import type { Segment, Window } from '../core/window.ts'
import type { DriftRow, MetricValues, ProfileRow, ReasonCode } from '../metrics/rows.ts'
import type { Cell, CellType, TableColumn } from './append-rows.ts'
import type { SqlRow } from './database.ts'
import { QUALITY_COLUMNS } from './metric-columns.ts'
import { expandQuantiles, quantileKnots } from './quantile-knots.ts'
import { strictJson, strictJsonOfEntries } from './strict-json.ts'

/** A row with everything that is not in it but stands beside it in the table, split into the stored columns once. */
interface Stored<Row> {
  readonly row: Row
  readonly monitor: string
  readonly scalars: ReadonlyMap<string, Cell>
  readonly nested: ReadonlyMap<string, Cell>
}

export type StoredProfileRow = Stored<ProfileRow>
export type StoredDriftRow = Stored<DriftRow>

const PROFILE_SCALARS: ReadonlyMap<string, CellType> = new Map([
  ['count', 'bigint'],
  ['num_nulls', 'bigint'],
  ['avg', 'double'],
  ['min', 'double'],
  ['max', 'double'],
  ['stddev', 'double'],
  ['num_zeros', 'bigint'],
  ['num_nan', 'bigint'],
  ['min_length', 'double'],
  ['max_length', 'double'],
  ['avg_length', 'double'],
  ['median', 'double'],
  ['distinct_count', 'bigint'],
  ['percent_nan', 'double'],
  ['percent_null', 'double'],
  ['percent_zeros', 'double'],
  ['percent_distinct', 'double'],
])

const DRIFT_SCALARS: ReadonlyMap<string, CellType> = new Map([
  ['count_delta', 'bigint'],
  ['avg_delta', 'double'],
  ['percent_null_delta', 'double'],
  ['percent_zeros_delta', 'double'],
  ['percent_distinct_delta', 'double'],
  ['columns_added', 'integer'],
  ['columns_missing', 'integer'],
  ['js_distance', 'double'],
  ['ks_statistic', 'double'],
  ['ks_pvalue', 'double'],
  ['wasserstein_distance', 'double'],
  ['population_stability_index', 'double'],
  ['chi_squared_statistic', 'double'],
  ['chi_squared_pvalue', 'double'],
  ['tv_distance', 'double'],
  ['l_infinity_distance', 'double'],
])

/** Values that are structs of two numbers, and the two stored columns of each. */
const DRIFT_PAIRS: ReadonlyMap<string, readonly (readonly [member: string, column: string])[]> = new Map([
  [
    'non_null_columns_delta',
    [
      ['added', 'columns_added'],
      ['missing', 'columns_missing'],
    ],
  ],
  [
    'ks_test',
    [
      ['statistic', 'ks_statistic'],
      ['pvalue', 'ks_pvalue'],
    ],
  ],
  [
    'chi_squared_test',
    [
      ['statistic', 'chi_squared_statistic'],
      ['pvalue', 'chi_squared_pvalue'],
    ],
  ],
])

const IN_PAIRS: ReadonlySet<string> = new Set([...DRIFT_PAIRS.values()].flatMap((members) => members.map(([, column]) => column)))

export function storedProfileRow(monitor: string, row: ProfileRow): StoredProfileRow {
  const scalars = new Map<string, Cell>()
  const nested = new Map<string, Cell>()
  const reasons = new Map<string, JsonValue>(row.reasons)
  const quality: [string, JsonValue][] = []
  const further: [string, JsonValue][] = []
  for (const [name, value] of row.values) {
    if (value === null || value === undefined) continue
    const type = PROFILE_SCALARS.get(name)
    if (type) scalars.set(name, scalar(name, type, value, reasons))
    else if (name === 'quantiles') setQuantiles(value, nested, reasons)
    else if (name === 'non_null_columns' || name === 'frequent_items') nested.set(name, strictJson(value))
    else (QUALITY_COLUMNS.has(name) ? quality : further).push([name, finiteOrNull(name, value, reasons)])
  }
  nested.set('quality', strictJsonOfEntries(quality))
  nested.set('further', strictJsonOfEntries(further))
  nested.set('custom', strictJsonOfEntries(finiteEntries(row.custom, reasons)))
  nested.set('reasons', strictJsonOfEntries(reasons))
  return { row, monitor, scalars, nested }
}

export function storedDriftRow(monitor: string, row: DriftRow): StoredDriftRow {
  const scalars = new Map<string, Cell>()
  const reasons = new Map<string, JsonValue>(row.reasons)
  const further: [string, JsonValue][] = []
  for (const [name, value] of row.values) {
    if (value === null || value === undefined) continue
    const type = IN_PAIRS.has(name) ? undefined : DRIFT_SCALARS.get(name)
    const members = DRIFT_PAIRS.get(name)
    if (type) scalars.set(name, scalar(name, type, value, reasons))
    else if (members) {
      for (const [member, column] of members) {
        const part = (value as Readonly<Record<string, JsonValue>>)[member] ?? null
        if (part !== null) scalars.set(column, scalar(name, DRIFT_SCALARS.get(column)!, part, reasons))
      }
    } else further.push([name, finiteOrNull(name, value, reasons)])
  }
  const nested = new Map<string, Cell>([
    ['further', strictJsonOfEntries(further)],
    ['custom', strictJsonOfEntries(finiteEntries(row.custom, reasons))],
    ['reasons', strictJsonOfEntries(reasons)],
  ])
  return { row, monitor, scalars, nested }
}

/** Names in `values` that have a column of their own in the tables; every other name is a further metric. */
export const isProfileColumn = (name: string): boolean =>
  PROFILE_SCALARS.has(name) || PROFILE_LISTS.has(name) || QUALITY_COLUMNS.has(name)
export const isDriftColumn = (name: string): boolean => (DRIFT_SCALARS.has(name) && !IN_PAIRS.has(name)) || DRIFT_PAIRS.has(name)

const PROFILE_LISTS: ReadonlySet<string> = new Set(['quantiles', 'non_null_columns', 'frequent_items'])

/** A number for a column of this type; null, with a reason, where it is not finite. */
function scalar(name: string, type: CellType, value: JsonValue, reasons: Map<string, JsonValue>): Cell {
  const given: unknown = value
  if (typeof given === 'bigint') return type === 'bigint' ? given : Number(given)
  if (typeof given === 'string' && type === 'bigint' && /^-?\d+$/.test(given)) return given
  if (typeof given !== 'number') throw new TypeError(`metric ${name} must be a number, not ${strictJson(value)}`)
  if (Number.isFinite(given)) return type === 'double' ? given : Math.round(given)
  return notFinite(name, reasons)
}

function notFinite(name: string, reasons: Map<string, JsonValue>): null {
  if (!reasons.has(name)) reasons.set(name, 'not_finite' satisfies ReasonCode)
  return null
}

const finiteOrNull = (name: string, value: JsonValue, reasons: Map<string, JsonValue>): JsonValue =>
  typeof value === 'number' && !Number.isFinite(value) ? notFinite(name, reasons) : value

const finiteEntries = (values: MetricValues, reasons: Map<string, JsonValue>): [string, JsonValue][] =>
  [...values].map(([name, value]) => [name, finiteOrNull(name, value, reasons)])

function setQuantiles(value: JsonValue, nested: Map<string, Cell>, reasons: Map<string, JsonValue>): void {
  // Typed arrays are welcome too: they come straight from the statistics.
  const list = value as unknown as ArrayLike<number>
  if (list.length === 0) return
  for (let i = 0; i < list.length; i++) {
    if (!Number.isFinite(list[i])) {
      notFinite('quantiles', reasons)
      return
    }
  }
  const knots = quantileKnots(list)
  nested.set('quantile_ranks', knots.ranks)
  nested.set('quantile_values', knots.values)
}

type AnyStored = Stored<{
  readonly window: Window | null
  readonly segment: Segment
  readonly columnName: string
  readonly dataType: string | null
}>

const scalarColumns = (types: ReadonlyMap<string, CellType>): TableColumn<AnyStored>[] =>
  [...types].map(([name, type]) => ({ name, type, cell: (stored) => stored.scalars.get(name) ?? null }))

const nestedColumn = (name: string, type: CellType = 'text'): TableColumn<AnyStored> => ({
  name,
  type,
  cell: (stored) => stored.nested.get(name) ?? null,
})

const BEGIN: readonly TableColumn<AnyStored>[] = [
  { name: 'monitor', type: 'text', cell: (s) => s.monitor },
  { name: 'granularity', type: 'text', cell: (s) => s.row.window?.granularity ?? null },
  { name: 'window_start', type: 'instant', cell: (s) => s.row.window?.startUs ?? null },
  { name: 'window_end', type: 'instant', cell: (s) => s.row.window?.endUs ?? null },
]

const IDENTITY: readonly TableColumn<AnyStored>[] = [
  { name: 'monitor_version', type: 'bigint', cell: () => null },
  { name: 'slice_key', type: 'text', cell: (s) => s.row.segment.sliceKey },
  { name: 'slice_value', type: 'text', cell: (s) => s.row.segment.sliceValue },
  { name: 'model_id', type: 'text', cell: (s) => s.row.segment.modelId },
  { name: 'column_name', type: 'text', cell: (s) => s.row.columnName },
  { name: 'data_type', type: 'text', cell: (s) => s.row.dataType },
]

export const PROFILE_TABLE: readonly TableColumn<StoredProfileRow>[] = [
  ...BEGIN,
  { name: 'log_type', type: 'text', cell: (s) => s.row.logType },
  ...IDENTITY,
  ...scalarColumns(PROFILE_SCALARS),
  nestedColumn('quantile_ranks', 'list'),
  nestedColumn('quantile_values', 'list'),
  nestedColumn('non_null_columns'),
  nestedColumn('frequent_items'),
  nestedColumn('quality'),
  nestedColumn('further'),
  nestedColumn('custom'),
  nestedColumn('reasons'),
]

export const DRIFT_TABLE: readonly TableColumn<StoredDriftRow>[] = [
  ...BEGIN,
  { name: 'window_cmp_granularity', type: 'text', cell: (s) => s.row.windowCmp?.granularity ?? null },
  { name: 'window_cmp_start', type: 'instant', cell: (s) => s.row.windowCmp?.startUs ?? null },
  { name: 'window_cmp_end', type: 'instant', cell: (s) => s.row.windowCmp?.endUs ?? null },
  { name: 'drift_type', type: 'text', cell: (s) => s.row.driftType },
  ...IDENTITY,
  ...scalarColumns(DRIFT_SCALARS),
  nestedColumn('further'),
  nestedColumn('custom'),
  nestedColumn('reasons'),
]

// Reading back.

/** Microseconds of an instant column; every stored instant is below 2^53. */
export const usOf = (value: SqlRow[string] | undefined): number => Number((value as { readonly micros: bigint }).micros)

export const textOf = (value: SqlRow[string] | undefined): string | null => (typeof value === 'string' ? value : null)

export const windowOf = (row: SqlRow, prefix = 'window', granularity = 'granularity'): Window => ({
  granularity: textOf(row[granularity]),
  startUs: usOf(row[`${prefix}_start`]),
  endUs: usOf(row[`${prefix}_end`]),
})

export const segmentOf = (row: SqlRow): Segment => ({
  sliceKey: textOf(row['slice_key']),
  sliceValue: textOf(row['slice_value']),
  modelId: textOf(row['model_id']),
})

const parsed = <T>(value: SqlRow[string] | undefined): T | undefined =>
  typeof value === 'string' ? (JSON.parse(value) as T) : undefined

const entriesOf = (value: SqlRow[string] | undefined): [string, JsonValue][] =>
  Object.entries(parsed<Record<string, JsonValue>>(value) ?? {})

/** A whole number as JSON says it: a number where it is exact, else text. */
const numberOf = (value: bigint | number): JsonValue =>
  typeof value === 'number' ? value : Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()

function addScalars(values: Map<string, JsonValue>, row: SqlRow, types: ReadonlyMap<string, CellType>): void {
  for (const name of types.keys()) {
    const value = row[name]
    if (typeof value === 'number' || typeof value === 'bigint') values.set(name, numberOf(value))
  }
}

const itemsOf = (value: SqlRow[string]): readonly number[] => (value as { readonly items: readonly number[] }).items

export function profileRowOf(row: SqlRow): ProfileRow {
  const values = new Map<string, JsonValue>()
  addScalars(values, row, PROFILE_SCALARS)
  const [ranks, knots] = [row['quantile_ranks'], row['quantile_values']]
  if (ranks && knots) values.set('quantiles', expandQuantiles({ ranks: itemsOf(ranks), values: itemsOf(knots) }))
  for (const name of ['non_null_columns', 'frequent_items']) {
    const value = parsed<JsonValue>(row[name])
    if (value !== undefined) values.set(name, value)
  }
  for (const [name, value] of [...entriesOf(row['quality']), ...entriesOf(row['further'])]) values.set(name, value)
  return {
    window: row['window_start'] === null ? null : windowOf(row),
    logType: row['log_type'] === 'BASELINE' ? 'BASELINE' : 'INPUT',
    ...commonOf(row, values),
  }
}

export function driftRowOf(row: SqlRow): DriftRow {
  const scalars = new Map<string, JsonValue>()
  addScalars(scalars, row, DRIFT_SCALARS)
  const values = new Map<string, JsonValue>()
  for (const [name, value] of scalars) if (!IN_PAIRS.has(name)) values.set(name, value)
  for (const [name, members] of DRIFT_PAIRS) {
    if (members.some(([, column]) => scalars.has(column)))
      values.set(name, Object.fromEntries(members.map(([member, column]) => [member, scalars.get(column) ?? null])))
  }
  for (const [name, value] of entriesOf(row['further'])) values.set(name, value)
  return {
    window: windowOf(row),
    windowCmp: row['window_cmp_start'] === null ? null : windowOf(row, 'window_cmp', 'window_cmp_granularity'),
    driftType: row['drift_type'] === 'BASELINE' ? 'BASELINE' : 'CONSECUTIVE',
    ...commonOf(row, values),
  }
}

function commonOf(row: SqlRow, values: MetricValues): Omit<DriftRow, 'window' | 'windowCmp' | 'driftType'> {
  return {
    segment: segmentOf(row),
    columnName: textOf(row['column_name'])!,
    dataType: textOf(row['data_type']),
    values,
    custom: new Map(entriesOf(row['custom'])),
    reasons: new Map(entriesOf(row['reasons']) as [string, ReasonCode][]),
  }
}
