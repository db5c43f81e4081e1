import { dialectOf } from '../sql/dialect-of.ts'
import { allLike, countAll, countOfTexts } from '../sql/document-queries.ts'
import { askByDay, newestFirst, numberOf } from './by-day.ts'
import type { Connection } from './connection.ts'
import { findColumns } from './find-columns.ts'
import { percent } from './percent.ts'
import { asOfOf, contextOf, type DocumentOptions, wholeDays } from './period.ts'

export interface PipelineSuccessOptions extends DocumentOptions {
  /** Default: 7. */
  readonly days?: number
  /** Pattern of SQL's LIKE for the names of jobs; a backslash escapes. Default: `%ML%`. */
  readonly like?: string
  /** States that count as success. Default: `['SUCCESS']`. */
  readonly success?: readonly string[]
  /** Column of the job's name. Default: `job_name`. */
  readonly name?: string
  /** Column of the run's start. Default: `run_start_time`. */
  readonly start?: string
  /** Column of the run's result. Default: `result_state`. */
  readonly state?: string
}

export interface PipelineSuccessRow {
  readonly job_name: string
  /** `2026-01-31` */
  readonly date: string
  readonly runs: number
  readonly successes: number
  /** From 0 to 100, two decimals. */
  readonly success_rate: number
}

/**
 * Runs and successes per job and date.
 *
 * The document:
 * ```sql
 * SELECT job_name, DATE(run_start_time) as date, COUNT(*) as runs,
 *        SUM(CASE WHEN result_state = 'SUCCESS' THEN 1 ELSE 0 END) as successes,
 *        ROUND(100.0 * SUM(CASE WHEN result_state = 'SUCCESS' THEN 1 ELSE 0 END) / COUNT(*), 2) as success_rate
 * FROM fact_job_run_timeline WHERE job_name LIKE '%ML%' AND run_start_time >= current_date() - INTERVAL 7 DAYS
 * GROUP BY job_name, DATE(run_start_time) ORDER BY date DESC
 * ```
 * Ours: `await pipelineSuccess(connect(), 'fact_job_run_timeline.parquet')`
 *
 * As there: a run that has not ended counts as one without success, and a job that did not run at all has no row
 * (`leeway ops` tells missed runs).
 *
 * @returns the newest date first, within a date by job name; the document leaves that open
 * @throws LeewayError TABLE_NOT_FOUND, COLUMN_NOT_FOUND with the nearest name
 */
export async function pipelineSuccess(
  connection: Connection,
  jobRunTable: string,
  options: PipelineSuccessOptions = {},
): Promise<readonly PipelineSuccessRow[]> {
  const source = { table: jobRunTable }
  const asOf = asOfOf(connection, options)
  const column = await findColumns(connection, source, contextOf(options))
  const name = column(options.name ?? 'job_name').name
  const state = column(options.state ?? 'result_state').name
  const dialect = dialectOf(connection.engine.name)
  const answers = await askByDay(
    connection,
    {
      source,
      timestamp: options.start ?? 'run_start_time',
      days: wholeDays(options.days ?? 7),
      groupBy: name,
      expressions: {
        wanted: allLike(dialect, name, options.like ?? '%ML%'),
        runs: countAll(),
        successes: countOfTexts(dialect, state, options.success ?? ['SUCCESS']),
      },
    },
    asOf,
    options,
  )
  return newestFirst(answers)
    .filter(({ value }) => value('wanted') === 1)
    .map(({ date, group, value }) => {
      const runs = numberOf(value('runs')) ?? 0
      const successes = numberOf(value('successes')) ?? 0
      return { job_name: group ?? '', date, runs, successes, success_rate: percent(successes, runs, 2) ?? 0 }
    })
}
