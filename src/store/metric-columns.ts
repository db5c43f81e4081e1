/**
 * The columns of the two metric tables, in the order of Lakehouse Monitoring, and how each is made from what is stored.
 * Used by the views and by `export`. Meanings: docs/metric-tables.md.
 */
import { QUANTILES_SQL } from './quantile-knots.ts'
import { memberPointer, quoteName, quoteText } from './sql-text.ts'

/**
 * How a value is written as JSON: as it is, an instant, `{start, end}`, an integer that may pass 2^53, a list
 * of quantiles that is stored as its knots, or JSON text already.
 */
type ColumnShape = 'plain' | 'text' | 'instant' | 'window' | 'bigint' | 'nested' | 'quantiles' | 'json' | 'reasons'

export interface OutputColumn {
  readonly name: string
  readonly sql: string
  readonly shape: ColumnShape
}

export interface NamedMetric {
  readonly name: string
  readonly source: 'further' | 'custom'
  /** `number` where every value so far is a number, else `json`. */
  readonly type: 'number' | 'json'
}

const column = (name: string, shape: ColumnShape = 'plain', sql = quoteName(name)): OutputColumn => ({ name, shape, sql })

const windowSql = (prefix: string): string =>
  `case when ${prefix}_start is not null then {'start': ${prefix}_start, 'end': ${prefix}_end} end`

export const WINDOW = column('window', 'window', windowSql('window'))

const PER_CLASS = 'struct(one_vs_all map(varchar, double), macro double, weighted double)'

/** Columns that stand in the JSON text `quality`, with their type. */
export const QUALITY_COLUMNS: ReadonlyMap<string, string> = new Map([
  ['accuracy_score', 'double'],
  ['confusion_matrix', 'struct(prediction varchar, label varchar, "count" bigint)[]'],
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
  ['predictive_parity', 'map(varchar, double)'],
  ['predictive_equality', 'map(varchar, double)'],
  ['equal_opportunity', 'map(varchar, double)'],
  ['statistical_parity', 'map(varchar, double)'],
])

const PROFILE_BEFORE_MODEL: readonly OutputColumn[] = [
  WINDOW,
  column('log_type', 'text'),
  column('logging_table_commit_version', 'plain', 'null::integer'),
  column('monitor_version', 'bigint', 'coalesce(monitor_version, 0)'),
  column('granularity', 'text'),
  column('slice_key', 'text'),
  column('slice_value', 'text'),
]

const PROFILE_AFTER_MODEL: readonly OutputColumn[] = [
  column('column_name', 'text'),
  column('count', 'bigint'),
  column('data_type', 'text'),
  column('num_nulls', 'bigint'),
  column('avg'),
  column('quantiles', 'quantiles', QUANTILES_SQL),
  column('min'),
  column('max'),
  column('stddev'),
  column('num_zeros', 'bigint'),
  column('num_nan', 'bigint'),
  column('min_length'),
  column('max_length'),
  column('avg_length'),
  column('non_null_columns', 'nested', 'cast(non_null_columns::json as varchar[])'),
  column('frequent_items', 'nested', `cast(frequent_items::json as struct(item varchar, "count" bigint)[])`),
  column('median'),
  column('distinct_count', 'bigint'),
  column('percent_nan'),
  column('percent_null'),
  column('percent_zeros'),
  column('percent_distinct'),
  ...[...QUALITY_COLUMNS].map(([name, type]) =>
    column(name, type === 'double' ? 'plain' : 'nested', `cast(json_extract(quality, ${memberPointer(name)}) as ${type})`),
  ),
]

const pair = (first: string, a: string, second: string, b: string): string =>
  `case when ${a} is not null then {'${first}': ${a}, '${second}': ${b}} end`

const DRIFT_BEFORE_MODEL: readonly OutputColumn[] = [
  WINDOW,
  column('granularity', 'text'),
  column('monitor_version', 'bigint', 'coalesce(monitor_version, 0)'),
  column('slice_key', 'text'),
  column('slice_value', 'text'),
]

const DRIFT_AFTER_MODEL: readonly OutputColumn[] = [
  column('column_name', 'text'),
  column('data_type', 'text'),
  column('window_cmp', 'window', windowSql('window_cmp')),
  column('drift_type', 'text'),
  column('count_delta', 'bigint'),
  column('avg_delta'),
  column('percent_null_delta'),
  column('percent_zeros_delta'),
  column('percent_distinct_delta'),
  column('non_null_columns_delta', 'nested', pair('added', 'columns_added', 'missing', 'columns_missing')),
  column('js_distance'),
  column('ks_test', 'nested', pair('statistic', 'ks_statistic', 'pvalue', 'ks_pvalue')),
  column('wasserstein_distance'),
  column('population_stability_index'),
  column('chi_squared_test', 'nested', pair('statistic', 'chi_squared_statistic', 'pvalue', 'chi_squared_pvalue')),
  column('tv_distance'),
  column('l_infinity_distance'),
]

export interface MetricTableShape {
  readonly table: 'profile' | 'drift'
  /** The model-id column of each monitor that has one: column name -> monitors. */
  readonly modelIds: ReadonlyMap<string, readonly string[]>
  readonly metrics: readonly NamedMetric[]
}

/**
 * Lakehouse Monitoring's columns, then ours: `monitor`, `label_coverage`, further metrics, custom metrics, `reasons`.
 * SQL knows no difference between upper and lower case in names, so a later name that is taken gets its source in front.
 */
export function metricColumns(shape: MetricTableShape): readonly OutputColumn[] {
  const profile = shape.table === 'profile'
  const models = [...shape.modelIds].map(([name, monitors]) =>
    column(name, 'text', `case when monitor in (${monitors.map(quoteText).join(', ')}) then coalesce(model_id, '*') end`),
  )
  const before = profile ? PROFILE_BEFORE_MODEL : DRIFT_BEFORE_MODEL
  const after = profile ? PROFILE_AFTER_MODEL : DRIFT_AFTER_MODEL
  const fixed = new Set([...before, ...after].map((c) => c.name.toLowerCase()))
  for (const name of ['monitor', 'reasons', ...(profile ? ['label_coverage'] : [])]) fixed.add(name)
  const taken = new Set(fixed)
  const free = (name: string, prefix: string): string => {
    let candidate = name
    for (let n = 1; taken.has(candidate.toLowerCase()); n++) candidate = n === 1 ? `${prefix}_${name}` : `${prefix}_${name}_${n}`
    taken.add(candidate.toLowerCase())
    return candidate
  }
  const named = (metric: NamedMetric): OutputColumn => {
    const value = `json_extract(${metric.source}, ${memberPointer(metric.name)})`
    return metric.type === 'number'
      ? column(metric.name, 'plain', `cast(${value} as double)`)
      : column(metric.name, 'json', value)
  }
  const coverage = shape.metrics.find((m) => m.name === 'label_coverage' && m.source === 'further')
  const others = shape.metrics.filter((m) => m !== coverage)
  return [
    ...before,
    ...models.map((c) => ({ ...c, name: free(c.name, 'model') })),
    ...after,
    column('monitor', 'text'),
    ...(profile ? [coverage ? named(coverage) : column('label_coverage', 'plain', 'null::double')] : []),
    ...others.map((metric) => ({ ...named(metric), name: free(metric.name, metric.source) })),
    column('reasons', 'reasons', 'reasons::json'),
  ]
}

/** `a as "x", b as "y"`. */
export const selectList = (columns: readonly OutputColumn[]): string =>
  columns.map((c) => `${c.sql} as ${quoteName(c.name)}`).join(',\n  ')
