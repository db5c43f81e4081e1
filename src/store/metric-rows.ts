/** What the two tables of metrics hold, and how a stored row becomes a row again. Writing: stored-metric-rows.ts. */
import type { JsonValue } from '../core/json.ts'
import type { Segment, Window } from '../core/window.ts'
import type { DriftRow, MetricValues, ProfileRow, ReasonCode } from '../metrics/rows.ts'
import type { CellType } from './append-rows.ts'
import type { SqlRow } from './database.ts'
import { QUALITY_COLUMNS } from './metric-columns.ts'
import { expandQuantiles } from './quantile-knots.ts'

export const PROFILE_SCALARS: ReadonlyMap<string, CellType> = new Map([
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

export const DRIFT_SCALARS: ReadonlyMap<string, CellType> = new Map([
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
export const DRIFT_PAIRS: ReadonlyMap<string, readonly (readonly [member: string, column: string])[]> = new Map([
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

export const IN_PAIRS: ReadonlySet<string> = new Set(
  [...DRIFT_PAIRS.values()].flatMap((members) => members.map(([, column]) => column)),
)

/** Names in `values` that have a column of their own in the tables; every other name is a further metric. */
export const isProfileColumn = (name: string): boolean =>
  PROFILE_SCALARS.has(name) || PROFILE_LISTS.has(name) || QUALITY_COLUMNS.has(name)
export const isDriftColumn = (name: string): boolean => (DRIFT_SCALARS.has(name) && !IN_PAIRS.has(name)) || DRIFT_PAIRS.has(name)

const PROFILE_LISTS: ReadonlySet<string> = new Set(['quantiles', 'non_null_columns', 'frequent_items'])

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

/** A list of numbers. */
export const itemsOf = (value: SqlRow[string]): readonly number[] =>
  (value as unknown as { readonly items: readonly number[] }).items

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
