/**
 * The columns of the two metric tables, in their order, with Spark types: Lakehouse Monitoring's first, as its real tables show
 * them, then ours by id. This is the only place that knows the order; docs/metric-tables.md explains the columns.
 *
 * Custom metrics follow under their own names, then `monitor`. The model id stands after `slice_value` under the user's own name.
 */
import { METRICS } from './registry.ts'

export interface TableColumn {
  readonly name: string
  /** Spark simple type text. */
  readonly type: string
  /** `row`: who and when, from the row itself; `metric`: from the row's values. */
  readonly from: 'row' | 'metric'
  /** Lakehouse Monitoring has this column too. */
  readonly lakehouse: boolean
}

const INTERVAL = 'struct<start:timestamp,end:timestamp>'
const PER_CLASS = 'struct<one_vs_all:map<string,double>,macro:double,weighted:double>'
const TEST = 'struct<statistic:double,pvalue:double>'

const PROFILE_ROW = [
  ['window', INTERVAL],
  ['log_type', 'string'],
  ['logging_table_commit_version', 'int'],
  ['monitor_version', 'bigint'],
  ['granularity', 'string'],
  ['slice_key', 'string'],
  ['slice_value', 'string'],
  ['column_name', 'string'],
] as const

const PROFILE_LAKEHOUSE = [
  ['num_nulls', 'bigint'],
  ['avg', 'double'],
  ['quantiles', 'array<double>'],
  ['min', 'double'],
  ['max', 'double'],
  ['stddev', 'double'],
  ['num_zeros', 'bigint'],
  ['num_nan', 'bigint'],
  ['min_length', 'double'],
  ['max_length', 'double'],
  ['avg_length', 'double'],
  ['non_null_columns', 'array<string>'],
  ['frequent_items', 'array<struct<item:string,count:bigint>>'],
  ['median', 'double'],
  ['distinct_count', 'bigint'],
  ['percent_nan', 'double'],
  ['percent_null', 'double'],
  ['percent_zeros', 'double'],
  ['percent_distinct', 'double'],
  ['accuracy_score', 'double'],
  ['confusion_matrix', 'array<struct<prediction:string,label:string,count:bigint>>'],
  ['precision', PER_CLASS],
  ['recall', PER_CLASS],
  ['f1_score', PER_CLASS],
  ['log_loss', 'double'],
  ['roc_auc_score', PER_CLASS],
  ['mean_squared_error', 'double'],
  ['root_mean_squared_error', 'double'],
  ['mean_average_error', 'double'],
  ['mean_absolute_percentage_error', 'double'],
  ['r2_score', 'double'],
  ['predictive_parity', 'map<string,double>'],
  ['predictive_equality', 'map<string,double>'],
  ['equal_opportunity', 'map<string,double>'],
  ['statistical_parity', 'map<string,double>'],
] as const

const DRIFT_ROW = [
  ['window', INTERVAL],
  ['granularity', 'string'],
  ['monitor_version', 'bigint'],
  ['slice_key', 'string'],
  ['slice_value', 'string'],
  ['column_name', 'string'],
  ['data_type', 'string'],
  ['window_cmp', INTERVAL],
  ['drift_type', 'string'],
] as const

const DRIFT_LAKEHOUSE = [
  ['count_delta', 'bigint'],
  ['avg_delta', 'double'],
  ['percent_null_delta', 'double'],
  ['percent_zeros_delta', 'double'],
  ['percent_distinct_delta', 'double'],
  ['non_null_columns_delta', 'struct<added:int,missing:int>'],
  ['js_distance', 'double'],
  ['ks_test', TEST],
  ['wasserstein_distance', 'double'],
  ['population_stability_index', 'double'],
  ['chi_squared_test', TEST],
  ['tv_distance', 'double'],
  ['l_infinity_distance', 'double'],
] as const

type Listed = readonly (readonly [name: string, type: string])[]

const listed = (columns: Listed, from: TableColumn['from']): TableColumn[] =>
  columns.map(([name, type]) => ({ name, type, from, lakehouse: true }))

/** Metrics of ours, by id: what a metric's file declares is a column at once. */
function ours(inDrift: boolean, lakehouse: readonly TableColumn[]): TableColumn[] {
  const known = new Set(lakehouse.map((column) => column.name))
  return METRICS.filter((metric) => (metric.kind === 'drift') === inDrift && !known.has(metric.id))
    .map((metric): TableColumn => ({ name: metric.id, type: metric.type, from: 'metric', lakehouse: false }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const profile: readonly TableColumn[] = [
  ...listed(PROFILE_ROW, 'row'),
  ...listed([['count', 'bigint']], 'metric'),
  ...listed([['data_type', 'string']], 'row'),
  ...listed(PROFILE_LAKEHOUSE, 'metric'),
]
const drift: readonly TableColumn[] = [...listed(DRIFT_ROW, 'row'), ...listed(DRIFT_LAKEHOUSE, 'metric')]

export const PROFILE_COLUMNS: readonly TableColumn[] = [...profile, ...ours(false, profile)]
export const DRIFT_COLUMNS: readonly TableColumn[] = [...drift, ...ours(true, drift)]
