/** test/golden/operations.json, typed. */
import { readFileSync } from 'node:fs'

export interface GoldenRun {
  readonly name: string | null
  readonly start: string | null
  readonly end: string | null
  readonly state: string | null
  readonly error: string | null
  readonly start_us: number | null
  readonly end_us: number | null
}

export interface GoldenCounts {
  readonly name: string | null
  readonly runs: number
  readonly successes: number
  readonly success_rate: number | null
  readonly failures: number
  readonly unfinished: number
  readonly median: number | null
  readonly p95: number | null
  readonly longest: number | null
  readonly last_error: string | null
  readonly last_us: number
}

export interface GoldenPeriod {
  readonly as_of_us: number
  readonly days_asked: number
  readonly first_date: string
  readonly last_date: string
  readonly days: readonly (GoldenCounts & { readonly date: string })[]
  readonly jobs: readonly (GoldenCounts & {
    readonly last_success_us: number | null
    readonly streak: number
    readonly streak_us: number | null
    readonly median_gap: number | null
    readonly outer_fence: number | null
    readonly all_runs: number
  })[]
}

export interface GoldenInference {
  readonly records: number
  readonly inference_duration: number
  readonly records_per_second: number | null
  readonly timed: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly errors: number
  readonly error_rate: number
}

interface Golden {
  readonly tolerance: number
  readonly zone: string
  readonly runs: readonly GoldenRun[]
  readonly periods: readonly GoldenPeriod[]
  readonly included: GoldenPeriod
  readonly inference: readonly {
    readonly at: string
    readonly at_us: number
    readonly end_us: number | null
    readonly latency_ms: number | string | null
    readonly status: string | null
  }[]
  readonly inference_expected: {
    readonly as_of_us: number
    readonly days: readonly (GoldenInference & { readonly date: string })[]
    readonly total: GoldenInference
  }
  readonly seed_durations: readonly (readonly [string, string, number | null, number | null, number | null])[]
  readonly percents: readonly (readonly [number, number, number])[]
}

export const GOLDEN = JSON.parse(readFileSync(new URL('../golden/operations.json', import.meta.url), 'utf8')) as Golden
