import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textWidth } from '../../src/cli/render/text-width.ts'
import { type CliFolder, createCliFolder, isPlain } from './fixture.ts'

/** As of Saturday 2026-01-31 12:00 UTC. */
const AS_OF = ['--as-of', '2026-01-31T12:00:00Z']

const JOBS = `jobs:
  pipelines:
    table: runs.parquet
    name: job
    start: started
    end: ended
    state: result
    error: message
    success: [OK]
`
const MONITORS = `version: 1
monitors:
  orders:
    type: inference
    table: scored.parquet
    timestamp: scored_at
    granularities: [1 day]
    problem: regression
    prediction: forecast
    operations: {latency: latency_ms, error: "status <> 200"}
  returns:
    type: inference
    table: scored.parquet
    timestamp: scored_at
    granularities: [1 day]
    problem: regression
    prediction: forecast
  stock:
    type: snapshot
    table: scored.parquet
    problem: regression
    prediction: forecast
`

let house: CliFolder
beforeAll(async () => {
  house = createCliFolder()
  // Five jobs of every day at 06:00 for 40 days, the last on the 31st: fine; fails on the last two; fails once on the 28th;
  // stopped on the 28th; hangs since 09:00 on the 31st.
  const day = `timestamp '2025-12-23 06:00' + interval 1 day * i`
  await house.sql(`copy (
    select job, ${day} as started, ${day} + interval 10 minute as ended,
      case when job = 'train' and i >= 38 or job = 'score' and i = 36 then 'FAILED' else 'OK' end as result,
      case when job = 'train' and i >= 38 then 'OutOfMemoryError:' || chr(10) || '  needed 12 GB, token tk-12345 had 8' end as message
    from range(40) t(i), (values ('fine'), ('train'), ('score'), ('sync "night"'), ('export')) j(job)
    where not (job = 'sync "night"' and i > 36)
    union all select 'export', timestamp '2026-01-31 09:00', null, null, null
  ) to '${house.path('runs.parquet')}'`)
  await house.sql(`copy (
    select timestamp '2026-01-29' + interval 90 second * i as scored_at, i * 1.0 as forecast, 20.0 + i % 100 as latency_ms,
      case when i % 50 = 0 then 500 else 200 end as status
    from range(2000) t(i)) to '${house.path('scored.parquet')}'`)
  house.config(MONITORS + JOBS)
})
afterAll(() => house.remove())

const fits = (text: string, width: number): void => {
  for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(width)
}
const narrow = { outIsTerminal: true, columns: 40, env: { NO_COLOR: '1' } }

describe('leeway ops', () => {
  it('begins with what fails, what is missing and what hangs, and lists the worst job first', async () => {
    const { code, out, err } = await house.leeway(['ops', ...AS_OF])
    expect([code, err]).toEqual([0, ''])
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /^1 of 5 jobs fails \(train\); a run is missing \(sync "night"\); a run takes far longer than usual \(export\)\./,
    )
    const rows = out.split('\n').filter((line) => /^(fine|train|score|sync|export)/.test(line))
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 2).join(': '))).toEqual([
      'train: FAILS 2x',
      'sync "night": MISSED',
      'export: SLOW',
      'score: unstable',
      'fine: ok',
    ])
    expect(rows[0]).toMatch(/██████▁▁ +75\.0 % +2\/8 +10 min +OutOfMemory/)
    expect(out).toMatch(/sync "night" {2}\d runs were expected from 2026-01-29 06:00 on/)
    expect(out).toContain('export  runs since 2026-01-31 09:00 (3 h); 95 % take at most 10 min')
    fits(out, 80)
    expect(isPlain(out)).toBe(true)
  })

  it('shows each model with its latency and errors, and one model day by day', async () => {
    const all = (await house.leeway(['ops', ...AS_OF])).out
    // 2000 records to 2026-01-31T01:58:30; latencies 20 to 119 ms, evenly.
    expect(all).toMatch(/^orders +\S+ +2,000 +40 +70 ms +114 ms +118 ms +2 %$/m)
    expect(all).toMatch(/^returns +\S+ +2,000 +40$/m)
    const one = (await house.leeway(['ops', '--monitor', 'orders', ...AS_OF])).out
    expect(one).toMatch(/^2026-01-30 +960 +24 h +40 +/m)
    expect(one).toMatch(/^2026-01-28 +0$/m)
    fits(one, 80)
  })

  it('fits a terminal of 40 columns', async () => {
    for (const args of [[], ['--monitor', 'orders'], ['--days', '30', '--all']]) {
      const { out } = await house.leeway(['ops', ...AS_OF, ...args], narrow)
      fits(out, 40)
      expect(out).toMatch(/^train +FAILS 2x/m)
    }
  })

  it("carries the document's column names in its JSON, and more", async () => {
    const { out, err } = await house.leeway(['ops', '--json', ...AS_OF])
    expect(err).toBe('')
    const ops = JSON.parse(out)
    expect(ops).toMatchObject({ as_of: '2026-01-31T12:00:00.000Z', days: 7, errors: [], unreadable_starts: 0 })
    expect(
      ops.pipelines.find((p: { job_name: string; date: string }) => p.job_name === 'train' && p.date === '2026-01-31'),
    ).toEqual({
      job_name: 'train',
      date: '2026-01-31',
      runs: 1,
      successes: 0,
      success_rate: 0,
      failures: 1,
      unfinished: 0,
      duration_median_seconds: 600,
      duration_p95_seconds: 600,
      duration_longest_seconds: 600,
      last_error: 'OutOfMemoryError: needed 12 GB, token tk-12345 had 8',
      last_run: '2026-01-31T06:00:00.000Z',
      job_table: 'pipelines',
    })
    const jobs = new Map(ops.jobs.map((job: { job_name: string }) => [job.job_name, job]))
    expect(jobs.get('train')).toMatchObject({ status: 'failing', failure_streak: 2, failing_since: '2026-01-30T06:00:00.000Z' })
    expect(jobs.get('sync "night"')).toMatchObject({
      status: 'missed',
      missed_runs: 3,
      missed_at: ['29', '30', '31'].map((date) => `2026-01-${date}T06:00:00.000Z`),
      overdue_since: '2026-01-29T06:00:00.000Z',
      expected: { by: 'habit', median_gap_seconds: 86_400, limit_seconds: 129_600 },
    })
    expect(jobs.get('export')).toMatchObject({
      status: 'slow',
      running_since: '2026-01-31T09:00:00.000Z',
      runs_far_too_long: true,
    })
    expect(ops.inference[0]).toMatchObject({
      date: '2026-01-31',
      model_name: 'orders',
      records: 80,
      inference_duration: 7110,
      latency_longest_seconds: 0.119,
    })
    expect(ops.models.map((m: { model_name: string }) => m.model_name)).toEqual(['orders', 'returns'])
  })

  it('takes missed runs from a cron line', async () => {
    house.config(`${MONITORS}${JOBS}    schedule: "0 6,18 * * *"\n    include: "s%"\n`)
    const { out } = await house.leeway(['ops', '--json', '--days', '1', ...AS_OF])
    house.config(MONITORS + JOBS)
    const jobs = JSON.parse(out).jobs
    expect(jobs.map((job: { job_name: string }) => job.job_name)).toEqual(['sync "night"', 'score'])
    expect(jobs[1]).toMatchObject({ missed_at: ['2026-01-30T18:00:00.000Z'], expected: { by: 'schedule' }, status: 'unstable' })
    expect(jobs[0]).toMatchObject({ missed_runs: 3, overdue_since: '2026-01-30T06:00:00.000Z' })
  })

  it('says how to add a table of job runs where none is configured', async () => {
    house.config(MONITORS)
    const text = await house.leeway(['ops', ...AS_OF])
    const json = await house.leeway(['ops', '--json', ...AS_OF])
    house.config(MONITORS + JOBS)
    expect(text.code).toBe(0)
    expect(text.out).toMatch(/^No jobs are watched\.$/m)
    expect(text.out).toMatch(/^ {2}jobs:\n {4}pipelines:/m)
    expect(JSON.parse(json.out).pipelines).toEqual([])
    expect(json.err).toContain('"jobs" is not in the configuration')
  })

  it('names the line and the nearest column, and reads nothing', async () => {
    house.config(
      `${MONITORS.replace('latency: latency_ms', 'latency: latency_s')}${JOBS.replace('result', 'resullt').replace('end: ended', 'end: job || 1')}`,
    )
    const { code, out, err } = await house.leeway(['ops', ...AS_OF])
    const doctor = await house.leeway(['doctor'])
    house.config(MONITORS + JOBS)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/leeway.yaml:10:27 +error +unknown column "latency_s"/)
    expect(err).toMatch(/leeway.yaml:29:12 +error +unknown column "resullt"/)
    expect(err).toContain('Nearest: result')
    expect(doctor.code).toBe(3)
    expect(doctor.out).toMatch(/FAIL +columns +leeway.yaml:29:12 +unknown column "resullt"/)
    expect(doctor.out).toContain('Nearest: latency_ms')
  })

  it('refuses what is no condition, no number and no time, with the type that was found', async () => {
    house.config(
      `${MONITORS.replace('error: "status <> 200"', 'error: status').replace('latency: latency_ms', 'latency: "count(*)"')}${JOBS.replace('end: ended', 'end: length(job)')}`,
    )
    const { code, err } = await house.leeway(['ops', ...AS_OF])
    house.config(MONITORS + JOBS)
    expect(code).toBe(2)
    expect(err).toContain('status is INTEGER')
    expect(err).toContain('one value of many rows')
    expect(err).toContain('length(job) is BIGINT')
  })

  it('reads the other tables when one is missing, and ends with 3', async () => {
    house.config(MONITORS + JOBS.replace('runs.parquet', 'gone.parquet'))
    const { code, out } = await house.leeway(['ops', ...AS_OF])
    const json = await house.leeway(['ops', '--json', ...AS_OF])
    house.config(MONITORS + JOBS)
    expect(code).toBe(3)
    expect(out).toMatch(/1 table could not be read\./)
    expect(out).toMatch(/^orders +/m)
    expect(json.code).toBe(3)
    expect(JSON.parse(json.out).errors).toMatchObject([{ part: 'jobs', name: 'pipelines', code: 'TABLE_NOT_FOUND' }])
  })

  it('hides a secret of the configuration in an error text', async () => {
    house.config(
      `${MONITORS}${JOBS}    query: "select *, '\${env:TOKEN}' as t from 'runs.parquet'"\n`.replace(
        '    table: runs.parquet\n',
        '',
      ),
    )
    const { out } = await house.leeway(['ops', '--json', ...AS_OF], { env: { TOKEN: 'tk-12345' } })
    house.config(MONITORS + JOBS)
    expect(out).toContain('token [redacted] had 8')
    expect(out).not.toContain('tk-12345')
  })

  it('asks whether the table is up to date when no job runs any more', async () => {
    const { out } = await house.leeway(['ops', '--as-of', '2026-02-04'])
    expect(out).toContain('no job runs any more')
    expect(out).toMatch(/Is the table up\s+to\s+date\?/)
    fits(out, 80)
  })

  it('tells a period without runs from jobs that all run', async () => {
    house.config(`${MONITORS}${JOBS}    include: fine\n`)
    const calm = await house.leeway(['ops', ...AS_OF])
    const later = await house.leeway(['ops', '--as-of', '2026-06-01'])
    house.config(MONITORS + JOBS)
    expect(calm.out).toMatch(/^The one job runs, and nothing failed or was missed\.$/m)
    expect(later.out).toMatch(/^No job has run in the last six weeks\.$/m)
  })

  it.each(['0', '-1', 'seven', '1.5', '400'])('refuses --days %s', async (days) => {
    const { code, err } = await house.leeway(['ops', `--days=${days}`])
    expect(code).toBe(2)
    expect(err).toContain('from 1 to 366')
  })
})
