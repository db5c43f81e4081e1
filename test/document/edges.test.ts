import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { percent } from '../../src/document/percent.ts'
import {
  analyzePredictionDistribution,
  anomalyRate,
  anomalyRateAlert,
  anomalyRateDrift,
  type Connection,
  checkLabelDrift,
  connect,
  LeewayError,
  modelHealthSummary,
  openProject,
  pipelineSuccess,
  predictionVolume,
  trackFeatureDrift,
  trackInferenceLatency,
} from '../../src/index.ts'
import { createFixture, type Fixture } from '../engines/fixture.ts'

let fixture: Fixture
let connection: Connection
const rows = (select: string): string => `select * from (${select})`

beforeAll(async () => {
  fixture = await createFixture()
  connection = connect({ cwd: fixture.folder })
  // Two rows late on the 30th (UTC), one early on the 31st, one in the evening.
  const times = `select timestamptz '2026-01-30 23:30:00+00' as scored_at, 1.0 as prediction, 1 as is_anomaly
    union all select '2026-01-30 23:45:00+00', 2.0, 0 union all select '2026-01-31 00:15:00+00', 4.0, null
    union all select '2026-01-31 20:00:00+00', 'nan'::double, 1`
  await fixture.write('times.parquet', times)
  await fixture.write(
    'local.parquet',
    `select scored_at::timestamp as scored_at, prediction, is_anomaly = 1 as is_anomaly from (${times})`,
  )
  await fixture.write('empty.parquet', rows(`${times} limit 0`))
  await fixture.text('text.csv', 'scored_at,prediction\n31.01.2026 10:00,1.5\n31.01.2026 11:00,\n')
  await fixture.write(
    'hostile.parquet',
    `select timestamp '2026-01-31' as "when ""it"" was", 1.0 as "pred'iction; drop", 'x' as "job name", 'SUCCESS' as result_state`,
  )
  await fixture.write(
    'jobs.parquet',
    `select * from (values ('ML a', timestamp '2026-01-31 01:00', 'SUCCESS'), ('ML a', timestamp '2026-01-31 02:00', null),
      ('ml b', timestamp '2026-01-31 01:00', 'SUCCESS'), ('100%_ML', timestamp '2026-01-31 01:00', 'OK'),
      (null, timestamp '2026-01-31 01:00', 'OK')) as t(job_name, run_start_time, result_state)`,
  )
  await fixture.write(
    'features.parquet',
    `select date '2026-01-01' as usage_date, 1.0 as flat, null::double as gone, i::double as x from range(3) as r(i)
     union all select date '2026-01-02', 4.0, 1.0, 10.0`,
  )
  await fixture.sql(
    `create schema ml; create table ml.scores as ${times}; create view recent as select * from ml.scores`,
    'warehouse.duckdb',
  )
})
afterAll(async () => {
  await connection.close()
  await fixture.close()
})

const asOf = '2026-01-31'

describe('dates and the as-of time', () => {
  it('cuts dates in the zone that is asked for', async () => {
    const utc = await anomalyRate(connection, 'times.parquet', { asOf })
    expect(utc.map(({ date, total }) => [date, total])).toEqual([
      ['2026-01-31', 2],
      ['2026-01-30', 2],
    ])
    const berlin = await anomalyRate(connection, 'times.parquet', { asOf, timeZone: 'Europe/Berlin' })
    expect(berlin.map(({ date, total }) => [date, total])).toEqual([['2026-01-31', 4]])
    const newYork = await anomalyRate(connection, 'times.parquet', { asOf, timeZone: 'America/New_York' })
    expect(newYork.map(({ date, total }) => [date, total])).toEqual([
      ['2026-01-31', 1],
      ['2026-01-30', 3],
    ])
  })

  it('reads a time without a zone as local', async () => {
    const rows = await anomalyRate(connection, 'local.parquet', { asOf, timeZone: 'America/New_York' })
    expect(rows.map(({ date, total }) => [date, total])).toEqual([
      ['2026-01-31', 2],
      ['2026-01-30', 2],
    ])
  })

  it('reads the whole of an as-of date, and nothing after an as-of instant', async () => {
    const count = async (at: string | Date): Promise<number | undefined> =>
      (await anomalyRate(connection, 'times.parquet', { asOf: at }))[0]?.total
    expect(await count('2026-01-31')).toBe(2)
    expect(await count('2026-01-31T12:00:00Z')).toBe(1)
    expect(await count(new Date('2026-01-31T20:00:00Z'))).toBe(2)
    expect(await anomalyRate(connection, 'times.parquet', { asOf: '2026-01-29' })).toEqual([])
  })

  it('begins n days before at midnight, so that 0 days are the as-of date', async () => {
    const dates = async (days: number): Promise<readonly string[]> =>
      (await trackInferenceLatency(connection, 'times.parquet', days, { asOf })).map(({ date }) => date)
    expect(await dates(0)).toEqual(['2026-01-31'])
    expect(await dates(1)).toEqual(['2026-01-31', '2026-01-30'])
  })

  it('reads a text time by the format that is given', async () => {
    const answer = await analyzePredictionDistribution(connection, 'text.csv', 7, { asOf, timestampFormat: '%d.%m.%Y %H:%M' })
    expect(answer).toMatchObject([{ date: '2026-01-31T00:00:00', count: 2, avg_prediction: 1.5, std_prediction: null }])
  })

  it('refuses an as-of time, a zone and a number of days that are none', async () => {
    await expect(anomalyRate(connection, 'times.parquet', { asOf: 'yesterday' })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(anomalyRate(connection, 'times.parquet', { timeZone: 'Europe/Berln' })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(anomalyRate(connection, 'times.parquet', { days: 1.5 })).rejects.toMatchObject({ code: 'USAGE' })
    expect(() => connect({ timeZone: '+01:00' })).toThrow(/time zone/)
  })
})

describe('values', () => {
  it('answers null where a number would be NaN, and keeps the count', async () => {
    const [, last] = await analyzePredictionDistribution(connection, 'times.parquet', 7, { asOf })
    expect(last).toEqual({
      date: '2026-01-31T00:00:00',
      count: 2,
      avg_prediction: null,
      std_prediction: null,
      min_prediction: 4,
      max_prediction: null,
      median_prediction: 4,
    })
  })

  it('counts true as 1 where the flag is true or false', async () => {
    expect(await anomalyRate(connection, 'local.parquet', { asOf })).toEqual([
      { date: '2026-01-31', total: 2, anomalies: 1, anomaly_pct: 50 },
      { date: '2026-01-30', total: 2, anomalies: 1, anomaly_pct: 50 },
    ])
  })

  it('rounds halves up exactly, where binary numbers would not', () => {
    expect(percent(1, 32, 2)).toBe(3.13)
    expect(percent(-1, 32, 2)).toBe(-3.13)
    // 100 * 1.005 is 100.49999999999999 in doubles; SQL's decimal is 100.5.
    expect(percent(201, 20_000, 2)).toBe(1.01)
    expect(percent(1, 3)).toBe(33.33333333333333)
    expect(percent(0.5, 2, 1)).toBe(25)
    expect(percent(null, 2, 2)).toBeNull()
    expect(percent(0, 0, 2)).toBeNull()
  })

  it('has no drift of the rate, and no alert, where today has no rows', async () => {
    expect(await anomalyRateDrift(connection, 'times.parquet', { asOf: '2026-02-02' })).toEqual([])
    expect(await anomalyRateDrift(connection, 'times.parquet', { asOf: '2026-02-02', threshold: null })).toEqual([
      { today_rate: null, baseline_rate: 50, drift: null, alert: false },
    ])
  })

  it('takes the limits of the alert as given, its edges included', async () => {
    const at = async (low: number, high: number) =>
      (await anomalyRateAlert(connection, 'times.parquet', { asOf, low, high })).map(({ status }) => status)
    expect(await at(50, 50)).toEqual([])
    expect(await at(50.1, 60)).toEqual(['TOO_LOW', 'TOO_LOW'])
    expect(await at(0, 49.9)).toEqual(['TOO_HIGH', 'TOO_HIGH'])
  })

  it('counts a run without a result as no success, and matches names as SQL does', async () => {
    expect(await pipelineSuccess(connection, 'jobs.parquet', { asOf })).toEqual([
      { job_name: '100%_ML', date: asOf, runs: 1, successes: 0, success_rate: 0 },
      { job_name: 'ML a', date: asOf, runs: 2, successes: 1, success_rate: 50 },
    ])
    const names = async (like: string): Promise<readonly string[]> =>
      (await pipelineSuccess(connection, 'jobs.parquet', { asOf, like })).map(({ job_name }) => job_name)
    expect(await names('ml _')).toEqual(['ml b'])
    expect(await names('%\\%%')).toEqual(['100%_ML'])
    const ok = await pipelineSuccess(connection, 'jobs.parquet', { asOf, like: '100%', success: ['SUCCESS', 'OK'] })
    expect(ok).toMatchObject([{ successes: 1, success_rate: 100 }])
  })

  it('measures a constant feature in its own unit, and says where there is nothing to measure', async () => {
    const drift = await trackFeatureDrift(connection, 'features.parquet', ['flat', 'gone', 'x'], '2026-01-01', '2026-01-02')
    expect(drift).toEqual([
      { feature: 'flat', ref_mean: 1, curr_mean: 4, drift_score: 3, status: 'DRIFT' },
      { feature: 'gone', ref_mean: null, curr_mean: 1, drift_score: null, status: 'NO_DATA' },
      { feature: 'x', ref_mean: 1, curr_mean: 10, drift_score: 9, status: 'DRIFT' },
    ])
    const missing = trackFeatureDrift(connection, 'features.parquet', ['x'], '2026-01-01', '2026-01-03')
    await expect(missing).rejects.toMatchObject({ code: 'TABLE_EMPTY', message: 'no rows on 2026-01-03' })
    const noDate = trackFeatureDrift(connection, 'features.parquet', ['x'], 'January', '2026-01-03')
    await expect(noDate).rejects.toMatchObject({ code: 'USAGE' })
  })

  it('leaves missing labels out, and needs some', async () => {
    const { ks_statistic } = await checkLabelDrift(null, [1, null, 2, Number.NaN], new Float64Array([3, 4]))
    expect(ks_statistic).toBe(1)
    await expect(checkLabelDrift(null, [null], [1])).rejects.toMatchObject({ code: 'STATS_EMPTY' })
    await expect(checkLabelDrift(null, [1], { table: 'a.csv', column: 'b' })).rejects.toMatchObject({ code: 'USAGE' })
    const found = await checkLabelDrift(connection, { table: 'features.parquet', column: 'gone' }, [1])
    expect(found).toEqual({ ks_statistic: 0, p_value: 1, drift_detected: false })
  })
})

describe('tables', () => {
  it('answers an empty table with no rows', async () => {
    expect(await analyzePredictionDistribution(connection, 'empty.parquet', 7, { asOf })).toEqual([])
    expect(await anomalyRate(connection, 'empty.parquet', { asOf })).toEqual([])
    expect(await anomalyRateAlert(connection, 'empty.parquet', { asOf })).toEqual([])
    expect(await modelHealthSummary(connection, { a: 'empty.parquet' }, { asOf })).toEqual([])
    expect(await predictionVolume(connection, { a: 'empty.parquet' }, { asOf })).toEqual([])
  })

  it('names the nearest column for one that is misspelt, and refuses text where numbers are needed', async () => {
    const misspelt = anomalyRate(connection, 'times.parquet', { asOf, anomaly: 'is_anomly' })
    await expect(misspelt).rejects.toMatchObject({ code: 'COLUMN_NOT_FOUND', mend: 'did you mean is_anomaly?' })
    const time = trackInferenceLatency(connection, 'times.parquet', 7, { asOf, timestamp: 'scored_a' })
    await expect(time).rejects.toMatchObject({ code: 'COLUMN_NOT_FOUND', mend: 'did you mean scored_at?' })
    const text = analyzePredictionDistribution(connection, 'jobs.parquet', 7, {
      prediction: 'job_name',
      timestamp: 'run_start_time',
    })
    await expect(text).rejects.toMatchObject({ code: 'COLUMN_TYPE' })
    await expect(anomalyRate(connection, 'tims.parquet')).rejects.toMatchObject({ code: 'TABLE_NOT_FOUND' })
    await expect(predictionVolume(connection, {})).rejects.toBeInstanceOf(LeewayError)
  })

  it('takes names and patterns whatever they hold', async () => {
    const answer = await analyzePredictionDistribution(connection, 'hostile.parquet', 7, {
      asOf,
      timestamp: 'when "it" was',
      prediction: "pred'iction; drop",
    })
    expect(answer).toMatchObject([{ count: 1, median_prediction: 1 }])
    const jobs = { asOf, name: 'job name', start: 'when "it" was' }
    expect(await pipelineSuccess(connection, 'hostile.parquet', { ...jobs, like: "'; drop table x; --" })).toEqual([])
    expect(await pipelineSuccess(connection, 'hostile.parquet', { ...jobs, like: '%', success: ["a'b"] })).toMatchObject([
      { job_name: 'x', successes: 0 },
    ])
  })

  it('reads tables and views of a database, and a folder and a glob of files', async () => {
    const warehouse = connect({ engine: 'duckdb', path: 'warehouse.duckdb', cwd: fixture.folder })
    try {
      for (const table of ['ml.scores', 'recent', 'ML.SCORES'])
        expect(await anomalyRate(warehouse, table, { asOf })).toHaveLength(2)
      await expect(anomalyRate(warehouse, 'ml.score')).rejects.toMatchObject({ mend: 'did you mean ml.scores?' })
    } finally {
      await warehouse.close()
    }
    expect(await anomalyRate(connection, 'tim*.parquet', { asOf })).toHaveLength(2)
  })

  it('goes over a connection of a project, with its zone', async () => {
    const yaml =
      'version: 1\ntime_zone: Europe/Berlin\nconnections: {w: {engine: duckdb, path: warehouse.duckdb}}\nmonitors: {m: {type: snapshot, connection: w, table: recent}}\n'
    const project = await openProject({ cwd: fixture.folder, yaml })
    expect(await anomalyRate(project.connection('w'), 'recent', { asOf })).toMatchObject([{ date: asOf, total: 4 }])
    expect(() => project.connection('x')).toThrow(/no connection "x"/)
    await project.close()
    expect(() => project.connection('w')).toThrow(/closed/)
    await fixture.text('leeway.yaml', yaml)
    const named = connect({ config: fixture.path('leeway.yaml'), connection: 'w' })
    expect(await predictionVolume(named, { m: { table: 'ml.scores' } }, { asOf })).toEqual([
      { date: asOf, model_name: 'm', predictions: 4 },
    ])
    await named.close()
  })

  it('refuses an engine that this version does not have', () => {
    expect(() => connect({ engine: 'spark' })).toThrow(/not part of this version/)
  })
})
