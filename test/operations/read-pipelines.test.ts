import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { percentOf } from '../../src/core/percent.ts'
import { createDuckDbEngine } from '../../src/engines/duckdb/duckdb-engine.ts'
import type { Engine } from '../../src/engines/engine.ts'
import type { JobRuns } from '../../src/operations/job-report.ts'
import { readPipelines } from '../../src/operations/read-pipelines.ts'
import { GOLDEN, type GoldenCounts, type GoldenPeriod } from './golden.ts'

let folder: string
let engine: Engine
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leeway-operations-'))
  writeFileSync(join(folder, 'runs.json'), JSON.stringify(GOLDEN.runs))
  writeFileSync(join(folder, 'empty.csv'), 'name,start,end,state\n')
  engine = createDuckDbEngine({ baseFolder: folder })
})
afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

/** All columns as they stand in the file; times as text. */
const TEXT = `select name, "start", "end", state, error from read_json('runs.json', columns = {name: 'VARCHAR', start: 'VARCHAR', "end": 'VARCHAR', state: 'VARCHAR', error: 'VARCHAR', start_us: 'BIGINT', end_us: 'BIGINT'})`
const FORMS = {
  'text without an offset': TEXT,
  'a timestamp without a zone': TEXT.replace(`"start", "end"`, `"start"::timestamp as "start", "end"::timestamp as "end"`),
  instants: TEXT.replace(`"start", "end"`, `make_timestamptz(start_us) as "start", make_timestamptz(end_us) as "end"`),
}

const runsOf = (given: Partial<JobRuns>): JobRuns => ({
  name: 'jobs',
  timeZone: GOLDEN.zone,
  nameColumn: 'name',
  start: 'start',
  end: 'end',
  state: 'state',
  error: 'error',
  success: ['SUCCESS', 'SUCCEEDED'],
  include: null,
  schedule: null,
  ...given,
})

const close = (value: number | null, wanted: number | null, what: string): void => {
  if (wanted === null || value === null) expect(value, what).toBe(wanted)
  else
    expect(Math.abs(value - wanted), `${what}: ${value} instead of ${wanted}`).toBeLessThanOrEqual(
      1e-9 * Math.max(1, Math.abs(wanted)),
    )
}

function sameCounts(
  got: {
    readonly runs: number
    readonly successes: number
    readonly successRate: number | null
    readonly failures: number
    readonly unfinished: number
    readonly durationMedianSeconds: number | null
    readonly durationP95Seconds: number | null
    readonly durationLongestSeconds: number | null
    readonly lastError: string | null
    readonly lastRunUs: number
  },
  wanted: GoldenCounts,
  what: string,
): void {
  expect([got.runs, got.successes, got.successRate, got.failures, got.unfinished, got.lastError, got.lastRunUs], what).toEqual([
    wanted.runs,
    wanted.successes,
    wanted.success_rate,
    wanted.failures,
    wanted.unfinished,
    wanted.last_error,
    wanted.last_us,
  ])
  close(got.durationMedianSeconds, wanted.median, `${what}: median`)
  close(got.durationP95Seconds, wanted.p95, `${what}: p95`)
  close(got.durationLongestSeconds, wanted.longest, `${what}: longest`)
}

async function compare(query: string, period: GoldenPeriod, given: Partial<JobRuns> = {}): Promise<void> {
  const report = await readPipelines({ engine }, runsOf({ query, ...given }), {
    asOfUs: period.as_of_us,
    days: period.days_asked,
  })
  expect([report.dates[0], report.dates.at(-1), report.dates.length]).toEqual([
    period.first_date,
    period.last_date,
    period.days_asked + 1,
  ])
  const days = new Map(report.days.map((day) => [JSON.stringify([day.jobName, day.date]), day]))
  expect(days.size).toBe(period.days.length)
  for (const wanted of period.days) {
    const key = JSON.stringify([wanted.name, wanted.date])
    sameCounts(days.get(key)!, wanted, key)
  }
  const jobs = new Map(report.jobs.map((job) => [job.jobName, job]))
  expect(new Set(jobs.keys())).toEqual(new Set(period.jobs.map(({ name }) => name)))
  for (const wanted of period.jobs) {
    const job = jobs.get(wanted.name)!
    sameCounts(job, wanted, String(wanted.name))
    expect([job.failureStreak, job.failingSinceUs, job.lastSuccessUs]).toEqual([
      wanted.streak,
      wanted.streak_us,
      wanted.last_success_us,
    ])
    if (job.expectation.kind === 'habit') {
      close(job.expectation.medianGapSeconds, wanted.median_gap, 'median gap')
      close(job.expectation.limitSeconds, Math.max(1.5 * wanted.median_gap!, wanted.outer_fence!), 'limit')
    } else expect(wanted.all_runs).toBeLessThan(5)
  }
}

describe('job runs per day and job', () => {
  for (const [form, query] of Object.entries(FORMS))
    it(`are those of pandas where times are ${form}, also on days on which the clocks change`, async () => {
      for (const period of GOLDEN.periods) await compare(query, period)
    })

  it('are only those of names like the pattern, in which a backslash makes a sign plain', async () => {
    await compare(TEXT, GOLDEN.included, { include: '100\\%\\_ML\\\\%' })
    expect(GOLDEN.included.jobs.map(({ name }) => name)).toEqual(['100%_ML\\x'])
  })

  it('come newest date first, then by name', async () => {
    const { days } = await readPipelines({ engine }, runsOf({ query: TEXT }), { asOfUs: GOLDEN.periods[0]!.as_of_us })
    const keys = days.map(({ date }) => date)
    expect(keys).toEqual(keys.toSorted().toReversed())
  })

  it('of an empty table are none', async () => {
    const empty = runsOf({ table: join(folder, 'empty.csv'), error: null })
    const report = await readPipelines({ engine }, empty, { asOfUs: GOLDEN.periods[0]!.as_of_us })
    expect(report).toMatchObject({ days: [], jobs: [], newestRunUs: null, unreadableStarts: 0 })
  })

  it('are read by one statement where nothing is unusual, and by no more than three', async () => {
    const query = `select 'a' as name, timestamp '2026-01-01' + interval 1 day * i as "start", 'SUCCESS' as state from range(60) t(i)`
    const steady = runsOf({ query, end: null, error: null, timeZone: 'UTC' })
    const report = await readPipelines({ engine }, steady, { asOfUs: Date.parse('2026-03-01T12:00:00Z') * 1000 })
    expect(report.statements).toBe(1)
    expect(report.jobs[0]).toMatchObject({ status: 'ok', missedRuns: 0, successRate: 100, durationP95Seconds: null })
    const text = await readPipelines({ engine }, runsOf({ query: TEXT }), { asOfUs: GOLDEN.periods[0]!.as_of_us })
    expect(text.statements).toBeLessThanOrEqual(3)
  })

  it('count starts that are text and no time, instead of dropping them in silence', async () => {
    const query = `select * from (values ('a', '2026-03-01 10:00', 'OK'), ('a', '1st of March', 'OK'), ('b', null, 'OK')) t(name, "start", state)`
    const runs = runsOf({ query, end: null, error: null, success: ['OK'] })
    const report = await readPipelines({ engine }, runs, { asOfUs: Date.parse('2026-03-02T00:00:00Z') * 1000 })
    expect(report).toMatchObject({ unreadableStarts: 1 })
    expect(report.days).toHaveLength(1)
  })

  it('take states and names of any type as text: a whole number has no decimal point', async () => {
    const query = `select 7 as name, timestamp '2026-03-01' as "start", 0.0::double as state union all select 7, timestamp '2026-03-01', 1.0`
    const runs = runsOf({ query, end: null, error: null, success: ['0'] })
    const { days } = await readPipelines({ engine }, runs, { asOfUs: Date.parse('2026-03-02T00:00:00Z') * 1000 })
    expect(days).toMatchObject([{ jobName: '7', runs: 2, successes: 1, failures: 1, successRate: 50 }])
  })

  it('never show a secret in an error text, also not half of one', async () => {
    const secret = 'k9#secret-value'
    const query = `select 'a' as name, timestamp '2026-03-01' as "start", 'FAILED' as state, repeat('x', 190) || ' ${secret} y' as error`
    const { days } = await readPipelines({ engine }, runsOf({ query, end: null }), {
      asOfUs: Date.parse('2026-03-02T00:00:00Z') * 1000,
      secrets: [secret],
    })
    expect(days[0]!.lastError).toBe(`${'x'.repeat(190)} [redacte…`)
  })

  it('read columns whose names the statement uses itself', async () => {
    const query = `select 'a' as "key", timestamp '2026-03-01' as us, 'OK' as ok, 'no' as name, 1 as __lw_name, 'e' as error`
    const runs = runsOf({ query, nameColumn: 'key', start: 'us', end: null, state: 'ok', error: null, success: ['OK'] })
    const { days } = await readPipelines({ engine }, runs, { asOfUs: Date.parse('2026-03-02T00:00:00Z') * 1000 })
    expect(days).toMatchObject([{ jobName: 'a', runs: 1, successes: 1 }])
  })
})

describe('a run that hangs', () => {
  const asOfUs = Date.parse('2026-03-02T00:00:00Z') * 1000
  const query = (last: string): string =>
    `select 'a' as name, s as "start", s + interval 10 minute as "end", 'SUCCESS' as state
     from (select timestamp '2026-02-20 12:00' + interval 1 day * i as s from range(9) t(i)) union all ${last}`

  it('is one without an end that takes more than twice what 95 % of them take', async () => {
    const hangs = query(`select 'a', timestamp '2026-03-01 23:00', null, null`)
    const { jobs } = await readPipelines({ engine }, runsOf({ query: hangs, error: null, timeZone: 'UTC' }), { asOfUs })
    expect(jobs[0]).toMatchObject({ status: 'slow', runsFarTooLong: true, usualP95Seconds: 600, unfinished: 1, failures: 0 })
  })

  it('is none while it takes less than that', async () => {
    const runs = query(`select 'a', timestamp '2026-03-01 23:45', null, 'RUNNING'`)
    const { jobs } = await readPipelines({ engine }, runsOf({ query: runs, error: null, timeZone: 'UTC' }), { asOfUs })
    expect(jobs[0]).toMatchObject({ status: 'ok', runsFarTooLong: false, unfinished: 1 })
  })
})

describe('percentOf', () => {
  it('rounds half up as Spark rounds a decimal', () => {
    for (const [part, whole, wanted] of GOLDEN.percents) expect(percentOf(part, whole), `${part} of ${whole}`).toBe(wanted)
    expect(percentOf(0, 0)).toBeNull()
  })
})
