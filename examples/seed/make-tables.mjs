#!/usr/bin/env node
// Makes the document's tables: the same rows each time, awkward on purpose. Usage: node make-tables.mjs [FOLDER]
//
// Fifty-nine days up to 2026-01-31. Among them: a day without rows (01-29), a day of one row (01-27), a day whose flags are all missing
// (01-25), a day without anomalies (01-26), two days with too many (01-28, 01-31); a model that falls silent (after 01-27); jobs that
// run twice a day, so that a join by day fans out; features that drift (01-01); labels that shift.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'

// Numbers between 0 and 1 that depend on a row's number and a purpose alone, and bell-shaped ones made of them.
const RANDOM = `
create macro even(i, purpose) as ((hash(i, purpose) % 1000003) + 0.5) / 1000003.0;
create macro bell(i, purpose) as sqrt(-2 * ln(even(i, purpose || ' a'))) * cos(2 * pi() * even(i, purpose || ' b'));
create macro at_time(day, i, purpose) as (day + to_microseconds(cast(86399e6 * even(i, purpose) as bigint)))::timestamp`

const TABLES = {
  cost_anomaly_predictions: `
    with days as (
      select day::date as day, case strftime(day, '%m-%d') when '01-29' then 0 when '01-27' then 1 else 200 + cast(even(epoch(day), 'rows') * 200 as int) end as rows
      from generate_series(date '2025-12-04', date '2026-01-31', interval 1 day) as t(day)
    ), each as (
      select day, (day - date '2025-12-01') * 1000 + n as i from days, lateral (select unnest(range(rows)) as n)
    )
    select 'a' || i as prediction_id, at_time(day, i, 'scored') as scored_at,
      case when even(i, 'missing') < 0.01 then null else round(0.35 + 0.12 * bell(i, 'prediction') + case when day >= date '2026-01-24' then 0.02 else 0 end, 6) end as prediction,
      case strftime(day, '%m-%d') when '01-25' then null when '01-26' then 0 when '01-27' then 0
        else cast(even(i, 'anomaly') < case when day in (date '2026-01-28', date '2026-01-31') then 0.18 else 0.055 end as bigint) end as is_anomaly,
      ['eu-1', 'eu-2', 'us-1'][1 + cast(floor(3 * even(i, 'workspace')) as int)] as workspace,
      case when day < date '2026-01-15' then '4' else '5' end as model_version,
      round(18 + 6 * exp(0.6 * bell(i, 'latency')), 2) as latency_ms
    from each order by scored_at`,
  budget_forecast_predictions: `
    select at_time(day::date, epoch(day) + n, 'budget') as scored_at, round(900 + 90 * bell(epoch(day) + n, 'budget'), 4) as prediction
    from generate_series(timestamp '2026-01-08', timestamp '2026-01-27', interval 1 day) as t(day), range(28) as r(n) order by scored_at`,
  failure_predictions: `
    with each as (
      select day::date as day, job, hash(day, job) % 1000000000 as i
      from generate_series(timestamp '2025-12-18', timestamp '2026-01-31', interval 1 day) as t(day), range(40) as r(job)
    ), scored as (select *, round(0.02 + 0.96 * even(i, 'p') * even(job, 'job'), 6) as probability from each)
    select at_time(day, i, 'failure') as scored_at, format('job-{:03d}', job) as job_id, cast(probability > 0.4 as bigint) as will_fail, probability
    from scored order by scored_at`,
  // A run fails as often as was predicted the day before; from 01-25 on the predictions know less.
  fact_job_run_timeline: `
    with each as (
      select day::date as day, job, n, hash(day - interval 1 day, job) % 1000000000 as i, hash(day, job, n) % 1000000000 as run
      from generate_series(timestamp '2025-12-19', timestamp '2026-01-31', interval 1 day) as t(day), range(40) as r(job), range(2) as t2(n)
      where n = 0 and even(hash(day, job), 'ran') < 0.9 or n = 1 and even(hash(day, job), 'again') < 0.15
    ), risky as (
      select *, case when day >= date '2026-01-26' and even(run, 'lost') < 0.5 then even(run, 'other') * 0.6
        else 0.02 + 0.96 * even(i, 'p') * even(job, 'job') end as risk from each
    ), started as (select *, at_time(day, run, 'start') as start_time, even(run, 'state') < risk as failed from risky)
    select row_number() over (order by start_time, job) as run_id, format('job-{:03d}', job) as job_id,
      case job % 4 when 0 then 'ML score ' when 1 then 'ML train ' when 2 then 'ETL load ' else 'Report ' end || format('job-{:03d}', job) as job_name,
      start_time, start_time as run_start_time, start_time + to_seconds(cast(300 + 2400 * even(run, 'end') as bigint)) as end_time,
      case when failed then 'FAILED' when even(run, 'cancel') < 0.01 then 'CANCELED' else 'SUCCESS' end as result_state,
      case when failed then ['OutOfMemoryError', 'FileNotFoundException', 'Timeout'][1 + cast(floor(3 * even(run, 'why')) as int)] end as error
    from started order by start_time`,
  cost_features: `
    select day::date as usage_date, ['eu-1', 'eu-2', 'us-1'][1 + (n % 3)] as workspace,
      100 * exp(0.5 * bell(epoch(day) + n, 'dbu')) * case when day >= timestamp '2026-01-01' then 3.5 else 1 end as daily_dbu,
      65 * exp(0.5 * bell(epoch(day) + n, 'cost')) as daily_cost,
      100 + 12 * bell(epoch(day) + n, 'week') + case when day >= timestamp '2026-01-01' then 40 else 0 end as avg_dbu_7d,
      case when day >= timestamp '2026-01-01' then 2.0 else 1.0 end as constant_flag,
      ['JOBS', 'SQL', 'ALL_PURPOSE'][1 + cast(floor(3 * even(epoch(day) + n, 'sku')) as int)] as sku
    from generate_series(timestamp '2025-12-01', timestamp '2026-01-31', interval 1 day) as t(day), range(200) as r(n) order by all`,
  training_labels: `select 10 + 2 * bell(i, 'training') as label from range(2000) as t(i)`,
  production_labels: `select 10.25 + 2 * bell(i, 'production') as label from range(1500) as t(i)`,
}

/** Writes every table as Parquet into the folder, and answers the number of rows of each. */
export async function makeTables(folder) {
  mkdirSync(folder, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
  const connection = await instance.connect()
  const rows = {}
  try {
    await connection.run("set TimeZone = 'UTC'; set threads = 1")
    await connection.run(RANDOM)
    for (const [name, query] of Object.entries(TABLES)) {
      const file = join(folder, `${name}.parquet`).replaceAll("'", "''")
      await connection.run(`copy (${query}) to '${file}' (format parquet)`)
      const [row] = (await connection.runAndReadAll(`select count(*)::double as n from '${file}'`)).getRowObjectsJS()
      rows[name] = row.n
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
  return rows
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? fileURLToPath(new URL('work/data', import.meta.url)))
  for (const [name, rows] of Object.entries(await makeTables(folder))) process.stdout.write(`${name}: ${rows} rows\n`)
}
