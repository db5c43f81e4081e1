/** How bad a job's state is, and which job comes first. */
import type { JobStatus, JobSummary } from './job-report.ts'

export function statusOf(job: Omit<JobSummary, 'status'>): JobStatus {
  if (job.failureStreak > 0) return 'failing'
  if (job.overdueSinceUs !== null) return 'missed'
  if (job.runsFarTooLong) return 'slow'
  return job.failures > 0 || (job.missedRuns ?? 0) > 0 ? 'unstable' : 'ok'
}

const RANK: Readonly<Record<JobStatus, number>> = { failing: 0, missed: 1, slow: 2, unstable: 3, ok: 4 }

/** Worst first: by status, then the longer streak, the lower success rate, the name. */
export const compareJobs = (a: JobSummary, b: JobSummary): number =>
  RANK[a.status] - RANK[b.status] ||
  b.failureStreak - a.failureStreak ||
  (a.successRate ?? -1) - (b.successRate ?? -1) ||
  compareNames(a.jobName, b.jobName)

const compareNames = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1
