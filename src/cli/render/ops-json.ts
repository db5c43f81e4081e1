/** The JSON of `leeway ops`: the document's own column names, ours beside them; documented in docs/command-line.md. */
import type { Job, Monitor } from '../../config/project.ts'
import type { JsonValue } from '../../core/json.ts'
import type { Expectation, JobDay, JobSummary } from '../../operations/job-report.ts'
import type { InferenceCounts } from '../../operations/read-inference.ts'
import type { Answered, ProjectOperations } from '../../operations/read-operations.ts'
import { isoInstant } from './when.ts'

const iso = (us: number | null): string | null => (us === null ? null : isoInstant(us))

export function opsJson({ pipelines, inference }: ProjectOperations, asOfUs: number, days: number): JsonValue {
  return {
    as_of: isoInstant(asOfUs),
    days,
    pipelines: pipelines.flatMap(({ report }) => report?.days.map(dayJson) ?? []),
    jobs: pipelines.flatMap(({ report }) => report?.jobs.map(jobJson) ?? []),
    inference: inference.flatMap(({ report }) =>
      (report?.days ?? []).map((day) => ({ date: day.date, model_name: day.monitor, ...countsJson(day) })),
    ),
    models: inference.flatMap(({ of, report }) =>
      report ? [{ model_name: of.name, time_zone: report.timeZone, ...countsJson(report.total) }] : [],
    ),
    unreadable_starts: pipelines.reduce((sum, { report }) => sum + (report?.unreadableStarts ?? 0), 0),
    errors: [...pipelines.flatMap(errorJson('jobs')), ...inference.flatMap(errorJson('monitors'))],
  }
}

const countedJson = (row: JobDay | JobSummary) => ({
  runs: row.runs,
  successes: row.successes,
  success_rate: row.successRate,
  failures: row.failures,
  unfinished: row.unfinished,
  duration_median_seconds: row.durationMedianSeconds,
  duration_p95_seconds: row.durationP95Seconds,
  duration_longest_seconds: row.durationLongestSeconds,
  last_error: row.lastError,
  last_run: isoInstant(row.lastRunUs),
})

const dayJson = (day: JobDay) => ({ job_name: day.jobName, date: day.date, ...countedJson(day), job_table: day.jobTable })

const jobJson = (job: JobSummary) => ({
  job_name: job.jobName,
  status: job.status,
  ...countedJson(job),
  last_success: iso(job.lastSuccessUs),
  failure_streak: job.failureStreak,
  failing_since: iso(job.failingSinceUs),
  expected: expectedJson(job.expectation),
  missed_runs: job.missedRuns,
  missed_at: job.missedAtUs.map(isoInstant),
  overdue_since: iso(job.overdueSinceUs),
  running_since: iso(job.runningSinceUs),
  runs_far_too_long: job.runsFarTooLong,
  usual_p95_seconds: job.usualP95Seconds,
  job_table: job.jobTable,
})

function expectedJson(expectation: Expectation): JsonValue {
  if (expectation.kind === 'schedule') return { by: 'schedule', schedule: expectation.line }
  if (expectation.kind === 'unknown') return { by: 'nothing', runs: expectation.runs, days: expectation.days }
  return { by: 'habit', median_gap_seconds: expectation.medianGapSeconds, limit_seconds: expectation.limitSeconds }
}

const countsJson = (counts: InferenceCounts) => ({
  records: counts.records,
  inference_duration: counts.durationSeconds,
  records_per_second: counts.recordsPerSecond,
  records_per_hour: counts.recordsPerHour,
  timed: counts.timed,
  latency_median_seconds: counts.latencyMedianSeconds,
  latency_p95_seconds: counts.latencyP95Seconds,
  latency_p99_seconds: counts.latencyP99Seconds,
  latency_longest_seconds: counts.latencyLongestSeconds,
  errors: counts.errors,
  error_rate: counts.errorRate,
})

const errorJson =
  (part: 'jobs' | 'monitors') =>
  ({ of, error }: Answered<Job | Monitor, unknown>): JsonValue[] =>
    error
      ? [{ part, name: of.name, code: error.code, message: error.message, place: error.place ?? null, mend: error.mend ?? null }]
      : []
