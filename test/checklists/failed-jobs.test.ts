import { describe, expect, it } from 'vitest'
import { failedJobs, type JobDay } from '../../src/checklists/lines/failed-jobs.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { knownMetricIds } from '../../src/metrics/known-metrics.ts'

const project = parseConfig(
  `version: 1
monitors:
  m: {type: snapshot, table: t.parquet}
jobs:
  ml: {table: runs.parquet, name: job_name, start: run_start_time, state: result_state, success: [SUCCESS]}
`,
  { file: '/nowhere/leeway.yaml', env: {}, knownMetrics: knownMetricIds(), readFile: () => '' },
)
const period = { startUs: Date.parse('2026-01-31') * 1000, endUs: Date.parse('2026-02-01') * 1000 }
const answer = (days: readonly JobDay[]) =>
  failedJobs({
    project,
    period,
    when: 'on Sat 2026-01-31',
    readJobs: async (job, fromUs, toUs) => {
      expect([job.name, fromUs, toUs]).toEqual(['ml', period.startUs, period.endUs])
      return days
    },
  })
const day = (jobName: string, runs: number, failures: number): JobDay => ({ jobName, date: '2026-01-31', runs, failures })

describe('No failed inference jobs', () => {
  it('passes when every run succeeded', async () => {
    expect(await answer([day('ML train', 2, 0), day('ML score', 24, 0)])).toMatchObject({
      status: 'ok',
      evidence: '26 runs on Sat 2026-01-31, none failed',
      values: { runs: 26, failures: 0 },
    })
  })

  it('fails when one did not, and names the job', async () => {
    expect(await answer([day('ML train', 2, 1), day('ML score', 24, 3)])).toMatchObject({
      status: 'fail',
      evidence: '4 of 26 runs failed on Sat 2026-01-31: ML score (3 of 24), ML train (1 of 2)',
      command: ['ops'],
    })
  })

  it('warns when no job ran at all', async () => {
    expect(await answer([])).toMatchObject({ status: 'warn', evidence: 'no job ran on Sat 2026-01-31' })
  })

  it('does not apply without jobs, or where they cannot be read', async () => {
    const none = { ...project, jobs: [] }
    expect(await failedJobs({ project: none, period, when: '', readJobs: null })).toMatchObject({ status: 'not_applicable' })
    expect(await failedJobs({ project, period, when: '', readJobs: null })).toMatchObject({ status: 'not_applicable' })
  })
})
