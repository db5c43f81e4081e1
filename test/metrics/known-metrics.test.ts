import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/core/json.ts'
import { knownMetric, knownMetricIds, metricOnColumn, numberAt, sampleSize } from '../../src/metrics/known-metrics.ts'
import { DRIFT_COLUMNS, PROFILE_COLUMNS } from '../../src/metrics/table-columns.ts'

const values = (object: Record<string, JsonValue>) => new Map(Object.entries(object))

describe('what a check may name', () => {
  it('is every number of the tables, and each name leads to one', () => {
    const ids = knownMetricIds()
    expect(ids).toContain('avg')
    expect(ids).toContain('ks_test')
    expect(ids).toContain('ks_test.pvalue')
    expect(ids).not.toContain('quantiles')
    expect(ids).not.toContain('frequent_items')
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(knownMetric(id, '1'), id).toBeDefined()
  })

  it('a map by class, a map of intervals by class and end, also of classes with dots', () => {
    expect(knownMetric('statistical_parity')).toBeUndefined()
    expect(knownMetric('statistical_parity', '1')?.path).toBe('statistical_parity.1')
    expect(knownMetric('precision_interval', '1')?.path).toBe('precision_interval.1.lower')
    expect(knownMetric('false_positive_rate_interval', 'a.b')?.path).toBe('false_positive_rate_interval.a.b.upper')
    expect(knownMetric('precision_interval.a.b.upper')).toMatchObject({ path: 'precision_interval.a.b.upper', scale: 'share' })
    expect(knownMetric('precision_interval.upper')).toBeUndefined()
    expect(knownMetric('precision_interval.1')).toBeUndefined()
    const row = values({ precision_interval: { 'a.b': { lower: 0.25, upper: 0.5 } }, statistical_parity: { 'a.b': -0.1 } })
    expect(numberAt(row, 'precision_interval.a.b.upper')).toBe(0.5)
    expect(numberAt(row, 'statistical_parity.a.b')).toBe(-0.1)
  })

  it('a struct by its main field, a field, or a class', () => {
    expect(knownMetric('precision')).toMatchObject({ path: 'precision.macro', scale: 'share', better: 'higher', onTable: true })
    expect(knownMetric('precision.weighted')?.path).toBe('precision.weighted')
    expect(knownMetric('precision.one_vs_all.a.b')?.path).toBe('precision.one_vs_all.a.b')
    expect(knownMetric('statistical_parity.yes')?.path).toBe('statistical_parity.yes')
    expect(knownMetric('precision.mikro')).toBeUndefined()
    expect(knownMetric('precision.one_vs_all.')).toBeUndefined()
    expect(knownMetric('statistical_parity')).toBeUndefined()
    expect(knownMetric('avg.macro')).toBeUndefined()
  })

  it('knows percentages from shares, and a p-value from its statistic', () => {
    expect(knownMetric('percent_null')?.scale).toBe('percent')
    expect(knownMetric('missing_rate')?.scale).toBe('share')
    expect(knownMetric('avg')?.scale).toBeNull()
    expect(knownMetric('chi_squared_test.pvalue')).toMatchObject({ unit: 'share', range: [0, 1], better: 'higher' })
  })

  it('PSI on categories is the column of its own', () => {
    expect(metricOnColumn('population_stability_index', 'numeric')?.id).toBe('population_stability_index')
    expect(metricOnColumn('population_stability_index', 'categorical')?.id).toBe('categorical_psi')
    expect(metricOnColumn('population_stability_index', 'timestamp')).toBeUndefined()
    expect(metricOnColumn('accuracy_score', ':table')?.id).toBe('accuracy_score')
    expect(metricOnColumn('avg', ':table')).toBeUndefined()
  })
})

it('reads a number by its path, and null where there is none', () => {
  const row = values({
    avg: 2,
    ks_test: { statistic: 0.1, pvalue: 0.5 },
    precision: { one_vs_all: { 'a.b': 0.7 }, macro: null },
    map: { x: 1 },
  })
  expect(numberAt(row, 'avg')).toBe(2)
  expect(numberAt(row, 'ks_test.pvalue')).toBe(0.5)
  expect(numberAt(row, 'precision.one_vs_all.a.b')).toBe(0.7)
  expect(numberAt(row, 'map.x')).toBe(1)
  for (const path of ['precision.macro', 'precision', 'none', 'none.x', 'precision.one_vs_all.z', 'map.toString'])
    expect(numberAt(row, path)).toBeNull()
})

it('reads the sample size that a metric rests on', () => {
  const column = { columnName: 'x', values: values({ count: 90, num_nulls: 10 }) }
  expect(sampleSize(column, 'values')).toBe(90)
  expect(sampleSize(column, 'rows')).toBe(100)
  const table = { columnName: ':table', values: values({ count: 100, labelled_count: 40 }) }
  expect(sampleSize(table, 'rows')).toBe(100)
  expect(sampleSize(table, 'labelled')).toBe(40)
})

describe('the tables keep the column order of Lakehouse Monitoring', () => {
  const names = (columns: readonly { name: string; lakehouse: boolean }[]) =>
    columns.filter((c) => c.lakehouse).map((c) => c.name)

  it('in profile_metrics', () => {
    expect(names(PROFILE_COLUMNS).slice(0, 29)).toEqual(
      (
        'window log_type logging_table_commit_version monitor_version granularity slice_key slice_value column_name count data_type ' +
        'num_nulls avg quantiles min max stddev num_zeros num_nan min_length max_length avg_length non_null_columns frequent_items ' +
        'median distinct_count percent_nan percent_null percent_zeros percent_distinct'
      ).split(' '),
    )
  })

  it('in drift_metrics', () => {
    expect(names(DRIFT_COLUMNS)).toEqual(
      (
        'window granularity monitor_version slice_key slice_value column_name data_type window_cmp drift_type count_delta avg_delta ' +
        'percent_null_delta percent_zeros_delta percent_distinct_delta non_null_columns_delta js_distance ks_test wasserstein_distance ' +
        'population_stability_index chi_squared_test tv_distance l_infinity_distance'
      ).split(' '),
    )
  })

  it('with ours behind, by name, each once', () => {
    for (const columns of [PROFILE_COLUMNS, DRIFT_COLUMNS]) {
      const ours = columns.filter((c) => !c.lakehouse).map((c) => c.name)
      expect(columns.slice(-ours.length).map((c) => c.name)).toEqual(ours)
      expect(ours).toEqual([...ours].sort())
      expect(new Set(columns.map((c) => c.name)).size).toBe(columns.length)
    }
  })
})
