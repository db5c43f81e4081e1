/** Pipelines: how a table's jobs ran over the last days. Reads the table, not the store. */
import { instantsOfCron } from '../core/cron.ts'
import { percentOf } from '../core/percent.ts'
import type { BoundSource } from '../engines/engine.ts'
import type { TableReader } from '../monitor/table-days.ts'
import { dialectOf } from '../sql/dialect-of.ts'
import { type JobRunsTable, jobRunsQuery, jobStartsQuery } from '../sql/job-runs-query.ts'
import { unreadableTimesQuery } from '../sql/unreadable-times-query.ts'
import { compareJobs, statusOf } from './job-order.ts'
import type { Expectation, JobDay, JobRuns, JobSummary, PipelineReport } from './job-report.ts'
import { habitOf, type MissedRuns, missedByHabit, missedBySchedule } from './missed-runs.ts'
import { dateOfKey, type Period, periodOf } from './period.ts'
import { shortenError } from './shorten-error.ts'

export interface PipelineOptions {
  /** Runs that start later are not read. */
  readonly asOfUs: number
  /** From midnight so many days before the as-of date; default 7, which are 8 dates. */
  readonly days?: number
  /** Values that no error text may show. */
  readonly secrets?: readonly string[]
}

/** Habits, streaks and usual durations are of so many days, or of the period where it is longer: six weeks, so that a weekly job has some. */
const LOOKBACK_DAYS = 42
/** A run that takes so many times the usual 95th percentile hangs. */
const FAR_LONGER = 2
const FEWEST_DURATIONS = 5
const MOST_TIMES = 20

/**
 * Answers: how did each job of a table run, by day and over the period, and which runs are missing?
 *
 * One statement over the table. A second reads the starts of those jobs whose pauses are unusual, or of all where there is a
 * cron line; a third counts starts that cannot be read, where they are text.
 *
 * @throws LeewayError COLUMN_NOT_FOUND, COLUMN_TYPE, SQL_REFUSED, and TABLE_… where the table cannot be read
 */
export async function readPipelines(reader: TableReader, runs: JobRuns, options: PipelineOptions): Promise<PipelineReport> {
  const { engine, context } = reader
  const dialect = dialectOf(engine.name)
  const days = options.days ?? 7
  const period = periodOf(options.asOfUs, days, runs.timeZone)
  const lookbackUs = periodOf(options.asOfUs, Math.max(LOOKBACK_DAYS, days), runs.timeZone).fromUs
  const { bound, table } = await bindRuns(reader, runs, lookbackUs, options.asOfUs)

  const rows = await engine.query(jobRunsQuery(dialect, table, { ...period, lookbackUs }), [], context)
  const facts = rows.filter((row) => Number(row['whole']) === 1).map(jobFacts)
  const expectations = facts.map((fact) => expectationOf(runs, fact, options.asOfUs))

  const asked = facts.filter((fact, i) => needsStarts(expectations[i]!, fact, options.asOfUs)).map(({ name }) => name)
  // A run may start a minute before its time, and the first time may be the period's first instant.
  const startsFromUs = runs.schedule === null ? lookbackUs : period.fromUs - 60e6
  const starts = new Map<string | null, readonly number[]>()
  if (asked.length > 0) {
    const sql = jobStartsQuery(dialect, table, { asOfUs: options.asOfUs, fromUs: startsFromUs }, asked)
    for (const row of await engine.query(sql, [], context)) starts.set(nameOf(row), ascending(row['starts']))
  }
  const due = runs.schedule === null ? null : dueTimes(runs.schedule, period, runs.timeZone)
  const { instant } = bound.times[0]!
  const unreadable =
    instant.form === 'text' ? await engine.query(unreadableTimesQuery(bound.from, instant), [], context) : [{ n: 0 }]

  const jobs = facts.map((fact, i) => {
    const expectation = expectations[i]!
    const missed = missedOf(expectation, fact, starts.get(fact.name) ?? [], due, period, runs.timeZone)
    return summaryOf(runs, fact, expectation, missed, options)
  })
  return {
    jobTable: runs.name,
    timeZone: runs.timeZone,
    dates: period.dates,
    days: rows.filter((row) => Number(row['whole']) === 0).map((row) => dayOf(runs, row, options.secrets ?? [])),
    jobs: jobs.toSorted(compareJobs),
    newestRunUs: facts.reduce<number | null>((newest, { lastUs }) => Math.max(newest ?? lastUs, lastUs), null),
    unreadableStarts: Number(unreadable[0]!['n']),
    statements: 1 + Number(asked.length > 0) + Number(instant.form === 'text'),
  }
}

async function bindRuns(
  { engine }: TableReader,
  runs: JobRuns,
  fromUs: number,
  asOfUs: number,
): Promise<{ readonly bound: BoundSource; readonly table: JobRunsTable }> {
  const { nameColumn, state, error, start, end, timeZone, success, include } = runs
  const bound = await engine.bind({
    source: {
      ...(runs.table === undefined ? {} : { table: runs.table }),
      ...(runs.query === undefined ? {} : { query: runs.query }),
    },
    expressions: [nameColumn, state, ...(error === null ? [] : [error])],
    times: [start, ...(end === null ? [] : [end])].map((expression) => ({ expression, zone: timeZone })),
    fromUs,
    untilUs: asOfUs,
  })
  const table = {
    from: bound.from,
    name: bound.expressions[0]!,
    state: bound.expressions[1]!,
    error: bound.expressions[2] ?? null,
    start: bound.times[0]!,
    end: bound.times[1]?.instant ?? null,
    success,
    include,
  }
  return { bound, table }
}

type Row = Readonly<Record<string, unknown>>

interface JobFacts {
  readonly name: string | null
  readonly row: Row
  readonly runs: number
  readonly firstUs: number
  readonly lastUs: number
  readonly gap25: number | null
  readonly gap50: number | null
  readonly gap75: number | null
  /** The longest pause that ended in the period. */
  readonly recentGapSeconds: number | null
}

const numberOf = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value))
const nameOf = (row: Row): string | null => (row['name'] === null ? null : String(row['name']))

const jobFacts = (row: Row): JobFacts => ({
  name: nameOf(row),
  row,
  runs: Number(row['all_runs']),
  firstUs: Number(row['first_us']),
  lastUs: Number(row['last_us']),
  gap25: numberOf(row['gap25']),
  gap50: numberOf(row['gap50']),
  gap75: numberOf(row['gap75']),
  recentGapSeconds: numberOf(row['recent_gap']),
})

const ascending = (list: unknown): readonly number[] => (list as readonly (bigint | number)[]).map(Number).sort((a, b) => a - b)

const expectationOf = ({ schedule }: JobRuns, fact: JobFacts, asOfUs: number): Expectation =>
  schedule === null ? habitOf(fact, asOfUs) : { kind: 'schedule', line: schedule }

function needsStarts(expectation: Expectation, { lastUs, recentGapSeconds }: JobFacts, asOfUs: number): boolean {
  if (expectation.kind === 'unknown') return false
  if (expectation.kind === 'schedule') return true
  return (asOfUs - lastUs) / 1e6 > expectation.limitSeconds || (recentGapSeconds ?? 0) > expectation.limitSeconds
}

interface DueTimes {
  readonly dueUs: readonly number[]
  readonly nextUs: number | null
}

const YEAR_US = 366 * 86_400_000_000

function dueTimes(line: string, { fromUs, asOfUs }: Period, timeZone: string): DueTimes {
  const cron = { line, timeZone }
  return {
    dueUs: instantsOfCron(cron, fromUs, asOfUs + 1),
    nextUs: instantsOfCron(cron, asOfUs + 1, asOfUs + YEAR_US, 1)[0] ?? null,
  }
}

/** Null where it is not known what to expect. */
function missedOf(
  expectation: Expectation,
  { firstUs }: JobFacts,
  starts: readonly number[],
  due: DueTimes | null,
  { fromUs, asOfUs }: Period,
  zone: string,
): MissedRuns | null {
  if (expectation.kind === 'unknown') return null
  if (expectation.kind === 'schedule') return missedBySchedule(due!.dueUs, due!.nextUs, starts, firstUs, asOfUs)
  return missedByHabit(starts, expectation, fromUs, asOfUs, zone)
}

function counts(row: Row, secrets: readonly string[]) {
  const [runs, successes, unfinished] = [Number(row['runs']), Number(row['successes']), Number(row['unfinished'])]
  return {
    runs,
    successes,
    failures: runs - successes - unfinished,
    unfinished,
    durationMedianSeconds: numberOf(row['p50']),
    durationP95Seconds: numberOf(row['p95']),
    durationLongestSeconds: numberOf(row['longest']),
    lastError: row['last_error'] === null ? null : shortenError(String(row['last_error']), secrets),
  }
}

function dayOf(runs: JobRuns, row: Row, secrets: readonly string[]): JobDay {
  const counted = counts(row, secrets)
  return {
    jobTable: runs.name,
    jobName: nameOf(row),
    date: dateOfKey(Number(row['key'])),
    ...counted,
    successRate: percentOf(counted.successes, counted.runs)!,
    lastRunUs: Number(row['last_us']),
  }
}

function summaryOf(
  runs: JobRuns,
  { name, row, lastUs }: JobFacts,
  expectation: Expectation,
  missed: MissedRuns | null,
  { asOfUs, secrets }: PipelineOptions,
): JobSummary {
  const counted = counts(row, secrets ?? [])
  const usualP95Seconds = Number(row['ended']) >= FEWEST_DURATIONS ? numberOf(row['usual_p95']) : null
  const runningSinceUs = numberOf(row['running_us'])
  const summary = {
    jobTable: runs.name,
    jobName: name,
    ...counted,
    successRate: percentOf(counted.successes, counted.runs),
    lastRunUs: lastUs,
    lastSuccessUs: numberOf(row['last_success_us']),
    failureStreak: Number(row['streak']),
    failingSinceUs: numberOf(row['streak_us']),
    expectation,
    missedRuns: missed === null ? null : missed.atUs.length,
    missedAtUs: missed?.atUs.slice(0, MOST_TIMES) ?? [],
    overdueSinceUs: missed?.overdueSinceUs ?? null,
    runningSinceUs,
    runsFarTooLong:
      runningSinceUs !== null && usualP95Seconds !== null && (asOfUs - runningSinceUs) / 1e6 > FAR_LONGER * usualP95Seconds,
    usualP95Seconds,
  }
  return { ...summary, status: statusOf(summary) }
}
