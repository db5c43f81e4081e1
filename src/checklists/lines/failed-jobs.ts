/** Did a job fail? About the project's job tables, not about a monitor. */
import type { Job, Project } from '../../config/project.ts'
import { listed, notApplicable, plural } from '../answers.ts'
import type { LineAnswer } from '../checklist.ts'

/** Runs of one job on one date. */
export interface JobDay {
  /** Null: runs without a name. */
  readonly jobName: string | null
  /** `2026-01-31`, in the time zone of the jobs. */
  readonly date: string
  readonly runs: number
  readonly failures: number
}

/** Reads the runs of a job table that started in a stretch of time. */
export type ReadJobs = (job: Job, fromUs: number, toUs: number) => Promise<readonly JobDay[]>

export interface JobsRequest {
  readonly project: Project
  readonly period: { readonly startUs: number; readonly endUs: number }
  /** "on Sat 2026-01-31" */
  readonly when: string
  /** Null: this version reads no jobs. */
  readonly readJobs: ReadJobs | null
}

export async function failedJobs({ project, period, when, readJobs }: JobsRequest): Promise<LineAnswer> {
  if (project.jobs.length === 0)
    return notApplicable('no jobs are configured: "jobs" in leeway.yaml names tables of runs', ['doctor'])
  if (readJobs === null) return notApplicable('this version does not read the configured jobs', ['doctor'])
  const days: JobDay[] = []
  for (const job of project.jobs) days.push(...(await readJobs(job, period.startUs, period.endUs)))
  const runs = days.reduce((sum, day) => sum + day.runs, 0)
  const failing = days.filter(({ failures }) => failures > 0).toSorted((a, b) => b.failures - a.failures)
  const failures = failing.reduce((sum, day) => sum + day.failures, 0)
  const values = {
    runs,
    failures,
    jobs: days.map((day) => ({ job_name: day.jobName, date: day.date, runs: day.runs, failures: day.failures })),
  }
  const command = ['ops']
  if (runs === 0) return { status: 'warn', evidence: `no job ran ${when}`, values, command }
  if (failures === 0) return { status: 'ok', evidence: `${plural(runs, 'run')} ${when}, none failed`, values, command }
  const names = listed(failing.map((day) => `${day.jobName ?? 'runs without a name'} (${day.failures} of ${day.runs})`))
  return { status: 'fail', evidence: `${failures} of ${plural(runs, 'run')} failed ${when}: ${names}`, values, command }
}
