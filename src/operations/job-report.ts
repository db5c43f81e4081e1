/** What is known of job runs: plain values for the command line, the checklists and the library. Times are microseconds UTC. */
import type { Job } from '../config/project.ts'

/** A table of job runs, as `jobs:` describes it; any of these can be made by hand. */
export type JobRuns = Omit<Job, 'connection' | 'place'>

/** One job on one day of its zone. */
export interface JobDay {
  /** The table's name under `jobs:`. */
  readonly jobTable: string
  /** Null: the table has runs without a name. */
  readonly jobName: string | null
  /** `2026-01-31` */
  readonly date: string
  readonly runs: number
  readonly successes: number
  /** 0 to 100, two decimals, rounded half up. */
  readonly successRate: number
  readonly failures: number
  /** Neither succeeded nor failed yet: no state, or no end where ends are known. */
  readonly unfinished: number
  /** Of runs with an end, by linear interpolation; null where there are none. */
  readonly durationMedianSeconds: number | null
  readonly durationP95Seconds: number | null
  readonly durationLongestSeconds: number | null
  /** Text of the day's latest failure that has one: one line, shortened, without secrets. */
  readonly lastError: string | null
  readonly lastRunUs: number
}

/**
 * `failing`: the last run that ended has failed. `missed`: a run is overdue now. `slow`: a run takes far longer than usual.
 * `unstable`: something failed or was missed in the period, and it runs again.
 */
export type JobStatus = 'failing' | 'missed' | 'slow' | 'unstable' | 'ok'

/** When a job's runs are expected. */
export type Expectation =
  | { readonly kind: 'schedule'; readonly line: string }
  | {
      readonly kind: 'habit'
      readonly medianGapSeconds: number
      /** Longer without a run is looked at. */
      readonly limitSeconds: number
    }
  /** Too few runs, or too short a time, to know. */
  | { readonly kind: 'unknown'; readonly runs: number; readonly days: number }

/** One job over the whole period. */
export interface JobSummary {
  readonly jobTable: string
  readonly jobName: string | null
  readonly status: JobStatus
  readonly runs: number
  readonly successes: number
  /** Null without runs. */
  readonly successRate: number | null
  readonly failures: number
  readonly unfinished: number
  readonly durationMedianSeconds: number | null
  readonly durationP95Seconds: number | null
  readonly durationLongestSeconds: number | null
  readonly lastError: string | null
  /** Start of the newest run, also of one before the period. */
  readonly lastRunUs: number
  readonly lastSuccessUs: number | null
  /** Failures in a row up to now, unfinished runs apart. */
  readonly failureStreak: number
  readonly failingSinceUs: number | null
  readonly expectation: Expectation
  /** Runs of the period that should have started and did not; null where that is not known. */
  readonly missedRuns: number | null
  /** When they were expected, oldest first, at most 20. */
  readonly missedAtUs: readonly number[]
  /** When the first run was expected of those that are missing now. */
  readonly overdueSinceUs: number | null
  /** Start of the period's oldest run that has not ended; null without one, or where ends are not known. */
  readonly runningSinceUs: number | null
  /** It runs longer than twice the 95th percentile of the look-back's durations. */
  readonly runsFarTooLong: boolean
  /** 95th percentile of the look-back's durations. */
  readonly usualP95Seconds: number | null
}

export interface PipelineReport {
  readonly jobTable: string
  readonly timeZone: string
  /** The period's dates, oldest first. */
  readonly dates: readonly string[]
  /** Newest date first, then by name. */
  readonly days: readonly JobDay[]
  /** Worst first, then by name. A job that was last seen before the look-back is forgotten. */
  readonly jobs: readonly JobSummary[]
  /** Newest start of any job; null without runs. */
  readonly newestRunUs: number | null
  /** Rows whose start is text that cannot be read as a time: not counted. */
  readonly unreadableStarts: number
  readonly statements: number
}
