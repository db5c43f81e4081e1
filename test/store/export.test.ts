import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import type { JsonValue } from '../../src/core/json.ts'
import { DRIFT_COLUMNS, PROFILE_COLUMNS } from '../../src/metrics/table-columns.ts'
import { metricColumns } from '../../src/store/metric-columns.ts'
import type { Store } from '../../src/store/store.ts'
import { exported, temporaryFolder, temporaryStore } from './fixtures.ts'
import { bins, DAY_US, day, driftRow, finding, monitorState, profileRow, storedWindow, windowResult } from './rows.ts'

// The order of metric-tables.md, with the model-id column after slice_value.
const PROFILE =
  `window log_type logging_table_commit_version monitor_version granularity slice_key slice_value Model_Version column_name
  count data_type num_nulls avg quantiles min max stddev num_zeros num_nan min_length max_length avg_length non_null_columns
  frequent_items median distinct_count percent_nan percent_null percent_zeros percent_distinct
  accuracy_score confusion_matrix precision recall f1_score log_loss roc_auc_score mean_squared_error root_mean_squared_error
  mean_average_error mean_absolute_percentage_error r2_score predictive_parity predictive_equality equal_opportunity
  statistical_parity monitor label_coverage brier_score mood anomaly_rate`.split(/\s+/)
const DRIFT =
  `window granularity monitor_version slice_key slice_value Model_Version column_name data_type window_cmp drift_type count_delta
  avg_delta percent_null_delta percent_zeros_delta percent_distinct_delta non_null_columns_delta js_distance ks_test
  wasserstein_distance population_stability_index chi_squared_test tv_distance l_infinity_distance monitor hellinger_distance
  rate_shift`.split(/\s+/)
const FINDINGS =
  `id monitor window granularity slice_key slice_value model_id column_name check metric value reference_value status
  severity threshold n_current n_reference p_value effect policy sentence theme evidence`.split(/\s+/)

const perClass = { one_vs_all: { '0': 0.5, '1': 0.25 }, macro: 0.375, weighted: 0.4 }

/** One monitor with a model id, with every kind of value. */
async function filled(path?: string): Promise<Store> {
  const store = await temporaryStore(path)
  const window = day(17_075)
  await store.saveReference(bins('hotel', 1), [], [profileRow(null, ':table', { count: 5 })])
  await store.replaceWindows(
    [
      {
        monitor: 'hotel',
        window: storedWindow(window, 3),
        segments: [],
        profile: [
          profileRow(
            window,
            ':table',
            {
              count: 9_007_199_254_740_993n,
              non_null_columns: ['price', 'city'],
              accuracy_score: 0.1 + 0.2,
              confusion_matrix: [{ prediction: '1', label: '0', count: 7 }],
              precision: perClass,
              predictive_parity: { '1': -0.5 },
              brier_score: 0.125,
              mood: 'calm',
            },
            { custom: new Map<string, JsonValue>([['anomaly_rate', 0.5]]), reasons: new Map([['log_loss', 'no_labels']]) },
          ),
          profileRow(
            window,
            'price',
            { count: 3, avg: Number.NaN, min: -1e-320, quantiles: [1, 2, 3], frequent_items: [{ item: 'a,"b"\n', count: 2 }] },
            { segment: { sliceKey: 'city', sliceValue: '', modelId: 'v2' } },
          ),
        ],
        drift: [
          driftRow(
            window,
            ':table',
            {
              count_delta: -2,
              non_null_columns_delta: { added: 1, missing: 0 },
              ks_test: { statistic: 0.25, pvalue: 6.117e-321 },
              hellinger_distance: 0.5,
            },
            {
              windowCmp: { granularity: '1 day', startUs: window.startUs - DAY_US, endUs: window.startUs - 1 },
              custom: new Map([['rate_shift', null]]),
            },
          ),
        ],
        findings: [finding('hotel', window)],
      },
    ],
    [],
    { monitor: 'hotel', state: monitorState('c1', { model_id_column: 'Model_Version', time_zone: 'UTC' }) },
  )
  return store
}

it('exports profile rows with the columns of Lakehouse Monitoring first and in order', async () => {
  const rows = await exported(await filled(), 'profile_metrics')
  expect(rows).toHaveLength(3)
  expect(Object.keys(rows[0]!)).toEqual(PROFILE)
  expect(rows[0]).toMatchObject({
    window: null,
    log_type: 'BASELINE',
    granularity: null,
    monitor_version: 0,
    Model_Version: '*',
    count: 5,
  })
  expect(rows[1]).toMatchObject({
    window: { start: '2016-10-01T00:00:00Z', end: '2016-10-02T00:00:00Z' },
    count: '9007199254740993',
    data_type: null,
    non_null_columns: ['price', 'city'],
    accuracy_score: 0.1 + 0.2,
    confusion_matrix: [{ prediction: '1', label: '0', count: 7 }],
    precision: perClass,
    recall: null,
    predictive_parity: { '1': -0.5 },
    log_loss: null,
    brier_score: 0.125,
    mood: 'calm',
    anomaly_rate: 0.5,
    reasons: { log_loss: 'no_labels' },
  })
  expect(rows[2]).toMatchObject({
    slice_key: 'city',
    slice_value: '',
    Model_Version: 'v2',
    avg: null,
    min: -1e-320,
    quantiles: [1, 2, 3],
    frequent_items: [{ item: 'a,"b"\n', count: 2 }],
    reasons: { avg: 'not_finite' },
  })
})

it('has the columns of Lakehouse Monitoring in the order that the metrics declare', () => {
  for (const [table, declared] of [
    ['profile', PROFILE_COLUMNS],
    ['drift', DRIFT_COLUMNS],
  ] as const) {
    const names = metricColumns({ table, modelIds: new Map(), metrics: [] }).map((c) => c.name)
    expect(names.slice(0, names.indexOf('monitor'))).toEqual(declared.filter((c) => c.lakehouse).map((c) => c.name))
  }
})

it('exports drift rows and findings with their columns in order', async () => {
  const store = await filled()
  const [drift] = await exported(store, 'drift_metrics')
  expect(Object.keys(drift!)).toEqual(DRIFT)
  expect(drift).toMatchObject({
    window_cmp: { start: '2016-09-30T00:00:00Z', end: '2016-09-30T23:59:59.999999Z' },
    non_null_columns_delta: { added: 1, missing: 0 },
    ks_test: { statistic: 0.25, pvalue: 6.117e-321 },
    chi_squared_test: null,
    rate_shift: null,
  })
  const [found] = await exported(store, 'findings')
  expect(Object.keys(found!)).toEqual(FINDINGS)
  expect(found).toMatchObject({ check: 'drift', value: 0.31, n_current: 1204, p_value: 1e-12, evidence: { chance: 0.05 } })
})

it('keeps only rows that a condition over the exported columns lets through', async () => {
  const store = await filled()
  expect(
    await exported(store, 'profile_metrics', { where: `window.start >= '2016-10-01' and column_name = 'price'` }),
  ).toHaveLength(1)
  expect(await exported(store, 'profile_metrics', { where: 'quantiles[2] = 2 -- two' })).toHaveLength(1)
  expect(
    await exported(store, 'profile_metrics', { where: `precision.one_vs_all['1'] = 0.25 and anomaly_rate = 0.5` }),
  ).toHaveLength(1)
  expect(await exported(store, 'profile_metrics', { monitors: ['other'] })).toEqual([])
  expect(await exported(store, 'findings', { where: `status = 'ok'` })).toEqual([])
})

it.each([
  ['a second statement', `1=1; drop table runs`],
  ['a closing bracket', `1=1) union all select * from (select 1`],
  ['a subquery', `count in (select count from read_csv('/etc/passwd'))`],
  ['a misspelt column', `colum_name = 'price'`],
  ['nothing', ``],
  ['an unfinished text', `column_name = 'price`],
])('refuses a condition that holds %s, and goes on working', async (_what, where) => {
  const store = await filled()
  await expect(exported(store, 'profile_metrics', { where })).rejects.toMatchObject({ code: 'SQL_REFUSED' })
  expect(await exported(store, 'runs')).toEqual([])
})

it('gives every monitor in one export its own model-id column, and unites their metrics', async () => {
  const store = await filled()
  const other = windowResult('rooms', day(1), 4, { sliceKey: null, sliceValue: null, modelId: 'x' })
  await store.replaceWindows([other], [], { monitor: 'rooms', state: monitorState('c', { model_id_column: 'count' }) })
  await store.replaceWindows([windowResult('plain', day(1), 4)], [], { monitor: 'plain', state: monitorState('c') })
  const rows = await exported(store, 'profile_metrics', { where: `column_name = ':table' and log_type = 'INPUT'` })
  expect(rows.map((r) => [r['monitor'], r['Model_Version'], r['model_count'], r['brier_score']])).toEqual([
    ['hotel', '*', null, 0.125],
    ['plain', null, null, null],
    ['rooms', null, 'x', null],
  ])
})

it('lists windows without rows between the first and the last with count 0, across a change of the clock', async () => {
  const store = await temporaryStore()
  const local = (date: string): number => Date.parse(date) * 1000
  // New York springs forward on 10 March 2024: that day has 23 hours.
  const first = { granularity: '1 day', startUs: local('2024-03-09T05:00:00Z'), endUs: local('2024-03-10T05:00:00Z') }
  const last = { granularity: '1 day', startUs: local('2024-03-12T04:00:00Z'), endUs: local('2024-03-13T04:00:00Z') }
  const state = monitorState('c', { time_zone: 'America/New_York' })
  await store.replaceWindows([windowResult('m', first, 2), windowResult('m', last, 3)], [], { monitor: 'm', state })
  await store.replaceWindows([windowResult('m', { granularity: '100 rows', startUs: 0, endUs: 1 }, 100)], [], null)
  const rows = await exported(store, 'windows', { where: `granularity = '1 day'` })
  expect(
    rows.map((r) => [(r['window'] as Record<string, string>)['start'], r['count'], r['complete'], r['fingerprint']]),
  ).toEqual([
    ['2024-03-09T05:00:00Z', 2, true, 'f2'],
    ['2024-03-10T05:00:00Z', 0, true, null],
    ['2024-03-11T04:00:00Z', 0, true, null],
    ['2024-03-12T04:00:00Z', 3, true, 'f3'],
  ])
})

it('has empty tables of alerts and decisions from the start', async () => {
  const store = await temporaryStore()
  for (const table of ['alerts', 'decisions', 'runs', 'windows', 'findings', 'profile_metrics', 'drift_metrics'] as const)
    expect(await exported(store, table)).toEqual([])
})

it('writes CSV with nested values as JSON text, a null as nothing and an empty text as ""', async () => {
  const store = await filled()
  const pieces: string[] = []
  const count = await store.export('profile_metrics', {
    format: 'csv',
    where: `column_name = 'price'`,
    write: (text) => pieces.push(text),
  })
  expect(count).toBe(1)
  const [header, ...rest] = pieces.join('').split('\n')
  expect(header).toBe([...PROFILE, 'reasons'].join(','))
  expect(rest.join('\n')).toBe(
    '"{""start"":""2016-10-01T00:00:00Z"",""end"":""2016-10-02T00:00:00Z""}",INPUT,,0,1 day,city,"",v2,price,3,double,,,"[1,2,3]",-1e-320' +
      `,,,,,,,,,"[{""item"":""a,\\""b\\""\\n"",""count"":2}]"${','.repeat(23)}hotel,,,,,"{""avg"":""not_finite""}"\n`,
  )
})

it('writes Parquet with nested types, and a file appears whole or not at all', async () => {
  const store = await filled()
  const folder = temporaryFolder()
  const file = join(folder, "it's.parquet")
  expect(await store.export('profile_metrics', { format: 'parquet', output: file })).toBe(3)
  await expect(store.export('runs', { format: 'csv', output: join(folder, 'missing', 'x.csv') })).rejects.toMatchObject({
    code: 'OUTPUT_UNWRITABLE',
  })
  await expect(store.export('runs', { format: 'parquet', output: join(folder, 'missing', 'x') })).rejects.toMatchObject({
    code: 'OUTPUT_UNWRITABLE',
  })
  await expect(store.export('runs', { format: 'parquet' })).rejects.toMatchObject({ code: 'USAGE' })
  expect(await store.export('runs', { format: 'json', output: join(folder, 'runs.json') })).toBe(0)
  expect(readdirSync(folder).sort()).toEqual(["it's.parquet", 'runs.json'])
  expect(readFileSync(join(folder, 'runs.json'), 'utf8')).toBe('[]\n')

  const connection = await (await DuckDBInstance.create()).connect()
  const reader = await connection.runAndReadAll(
    `select "window".start::varchar, precision.one_vs_all['1'], quantiles[2], frequent_items[1].count, typeof(precision), typeof("window")
     from read_parquet('${file.replace("'", "''")}') where log_type = 'INPUT' order by column_name`,
  )
  expect(reader.getRowsJson()).toEqual([
    [
      expect.stringMatching(/^2016-/),
      0.25,
      null,
      null,
      expect.stringContaining('MAP(VARCHAR, DOUBLE)'),
      expect.stringContaining('TIMESTAMP WITH TIME ZONE'),
    ],
    [expect.stringMatching(/^2016-/), null, 2, '2', expect.any(String), expect.any(String)],
  ])
})

it('leaves views that any tool can query, and follows a change of the custom metrics', async () => {
  const path = join(temporaryFolder(), 'store.duckdb')
  const store = await filled(path)
  const run = {
    id: 'r',
    startedAtUs: 1,
    finishedAtUs: 2,
    command: 'run',
    asOfUs: 1,
    configHash: 'c',
    version: '0',
    status: 'ok' as const,
    rowsRead: 0,
    statements: 0,
    error: null,
  }
  const columns = async (): Promise<unknown[]> => {
    await store.close()
    const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
    const connection = await instance.connect()
    const reader = await connection.runAndReadAll(`select column_name from (describe "hotel_profile_metrics")`)
    const value = await connection.runAndReadAll(
      `select quantiles[500], ks_test.pvalue from hotel_profile_metrics, hotel_drift_metrics where quantiles is not null`,
    )
    expect(value.getRowsJS()).toEqual([[null, 6.117e-321]])
    connection.closeSync()
    instance.closeSync()
    return reader.getRowsJS().map((row) => row[0])
  }
  expect(await columns()).toEqual([...PROFILE, 'reasons'])

  const again = await temporaryStore(path)
  await again.beginRun(run)
  await again.replaceWindows([], [], { monitor: 'hotel', state: monitorState('c2', { model_id_column: 'model' }) })
  await again.replaceWindows(
    [
      {
        ...windowResult('hotel', day(17_075), 1),
        profile: [profileRow(day(17_075), 'price', { quantiles: [1] }, { custom: new Map([['cost', 1]]) })],
        drift: [driftRow(day(17_075), 'price', { ks_test: { statistic: 1, pvalue: 6.117e-321 } })],
      },
    ],
    [],
    null,
  )
  await again.endRun(run)
  await again.close()
  expect(await columns()).toEqual([
    ...PROFILE.map((n) => (n === 'Model_Version' ? 'model' : n)).filter(
      (n) => !['brier_score', 'mood', 'anomaly_rate'].includes(n),
    ),
    'cost',
    'reasons',
  ])
})
