import { describe, expect, it } from 'vitest'
import { failedJobs, type ReadJobs } from '../../src/checklists/lines/failed-jobs.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { knownMetricIds } from '../../src/metrics/known-metrics.ts'

const jobIn = (zone: string) =>
  parseConfig(
    `version: 1
monitors:
  m: {type: snapshot, table: t.parquet}
jobs:
  ml: {table: runs.parquet, name: job_name, start: run_start_time, state: result_state, success: [SUCCESS], time_zone: ${zone}}
`,
    { file: '/nowhere/leeway.yaml', env: {}, knownMetrics: knownMetricIds(), readFile: () => '' },
  ).jobs[0]!

const us = (iso: string): number => Date.parse(iso) * 1000
type Report = Awaited<ReturnType<ReadJobs>>
const KNOWN: Report['jobs'] = [{ jobName: 'ML score', overdueSinceUs: null }]
const answer = (days: Report['days'], jobs: Report['jobs'] = KNOWN, asOf = '2026-02-01T06:00:00Z', zone = 'UTC') =>
  failedJobs(jobIn(zone), us(asOf), async () => ({ days, jobs }))
const day = (jobName: string | null, runs: number, failures: number, date = '2026-01-31') => ({ jobName, date, runs, failures })

describe('No failed inference jobs', () => {
  it('passes when every run of the newest complete day succeeded, whatever today brings', async () => {
    expect(await answer([day('ML train', 2, 0), day('ML score', 24, 0), day('ML score', 3, 3, '2026-02-01')])).toMatchObject({
      status: 'ok',
      evidence: 'ml: 26 runs on Sat 2026-01-31, none failed',
      values: { runs: 26, failures: 0 },
    })
  })

  it('fails when one did not, and names the job', async () => {
    expect(await answer([day('ML train', 2, 1), day('ML score', 24, 3), day(null, 1, 1)])).toMatchObject({
      status: 'fail',
      evidence: 'ml: 5 of 27 runs failed on Sat 2026-01-31: ML score (3 of 24), ML train (1 of 2), a job without a name (1 of 1)',
      command: ['ops'],
    })
  })

  it('warns where a run is overdue, or no job has run for weeks; a day on which none was due is fine', async () => {
    const overdue = [{ jobName: 'ML score', overdueSinceUs: us('2026-01-31T03:00:00Z') }]
    expect(await answer([], overdue)).toMatchObject({
      status: 'warn',
      evidence: 'ml: no job ran on Sat 2026-01-31; overdue: ML score since 2026-01-31 03:00',
    })
    expect(await answer([], [])).toMatchObject({ status: 'warn', evidence: expect.stringContaining('nor in the weeks before') })
    expect(await answer([])).toMatchObject({ status: 'ok', evidence: expect.stringContaining('none was due') })
  })

  it('takes the day of the zone of the jobs', async () => {
    const inTokyo = await answer([day('ML score', 1, 1, '2026-01-31')], KNOWN, '2026-01-31T16:00:00Z', 'Asia/Tokyo')
    expect(inTokyo).toMatchObject({ status: 'fail', evidence: expect.stringContaining('on Sat 2026-01-31') })
    expect(await answer([day('ML score', 1, 1, '2026-01-31')], KNOWN, '2026-01-31T16:00:00Z')).toMatchObject({ status: 'ok' })
  })
})
