/** Did a job fail? About one of the project's job tables, not about a monitor. */
import type { Job } from '../../config/project.ts'
import { dayKey, dayText } from '../../monitor/table-days.ts'
import type { JobDay, JobSummary } from '../../operations/job-report.ts'
import { instantText } from '../../report/view/time-text.ts'
import { listed, notApplicable, plural } from '../answers.ts'
import type { LineAnswer } from '../checklist.ts'
import { inPeriod, lastComplete, sizeOf } from '../period.ts'

/** Runs per job and day up to an instant, and what is known of each job; the day before the instant is among them. */
export type ReadJobs = (
  job: Job,
  asOfUs: number,
) => Promise<{
  readonly days: readonly Pick<JobDay, 'jobName' | 'date' | 'runs' | 'failures'>[]
  readonly jobs: readonly Pick<JobSummary, 'jobName' | 'overdueSinceUs'>[]
}>

export const noJobs = (): LineAnswer =>
  notApplicable('no jobs are configured: "jobs" in leeway.yaml names tables of runs', ['doctor'])

const nameOf = ({ jobName }: { readonly jobName: string | null }): string => jobName ?? 'a job without a name'

/** Fails when a run of the newest complete day failed; warns where a run is overdue, or no job has run for weeks. */
export async function failedJobs(job: Job, asOfUs: number, readJobs: ReadJobs): Promise<LineAnswer> {
  const period = lastComplete(sizeOf('daily'), asOfUs, job.timeZone)
  const when = inPeriod(period, job.timeZone)
  const date = dayText(dayKey(period.startUs, job.timeZone))
  const report = await readJobs(job, asOfUs)
  const days = report.days.filter((day) => day.date === date)
  const runs = days.reduce((sum, day) => sum + day.runs, 0)
  const failing = days.filter(({ failures }) => failures > 0).toSorted((a, b) => b.failures - a.failures)
  const failures = failing.reduce((sum, day) => sum + day.failures, 0)
  const overdue = report.jobs.flatMap(({ overdueSinceUs, jobName }) =>
    overdueSinceUs === null ? [] : [{ jobName, overdueSinceUs }],
  )
  const late = listed(overdue.map((o) => `${nameOf(o)} since ${instantText(o.overdueSinceUs, job.timeZone, true)}`))
  const parts = [
    failures > 0
      ? `${failures} of ${plural(runs, 'run')} failed ${when}: ${listed(failing.map((day) => `${nameOf(day)} (${day.failures} of ${day.runs})`))}`
      : runs > 0
        ? `${plural(runs, 'run')} ${when}, none failed`
        : `no job ran ${when}`,
    ...(overdue.length > 0 ? [`overdue: ${late}`] : []),
    ...(runs === 0 && overdue.length === 0 ? [report.jobs.length === 0 ? 'nor in the weeks before' : 'none was due'] : []),
  ]
  return {
    status: failures > 0 ? 'fail' : overdue.length > 0 || report.jobs.length === 0 ? 'warn' : 'ok',
    evidence: `${job.name}: ${parts.join('; ')}`,
    values: {
      job_table: job.name,
      runs,
      failures,
      jobs: days.map((day) => ({ job_name: day.jobName, date: day.date, runs: day.runs, failures: day.failures })),
      overdue: overdue.map((o) => ({ job_name: o.jobName, since: new Date(o.overdueSinceUs / 1000).toISOString() })),
    },
    command: ['ops'],
  }
}
