import type { Column } from '../core/columns.ts'
import type { Source } from '../engines/engine.ts'
import { dialectOf } from '../sql/dialect-of.ts'
import { countAll, countEqual, isText } from '../sql/document-queries.ts'
import { daysBeforeCondition } from '../sql/outcome-day.ts'
import { askByDay, newestFirst, numberOf } from './by-day.ts'
import type { Connection } from './connection.ts'
import { findColumns } from './find-columns.ts'
import { percent } from './percent.ts'
import { type AsOf, asOfOf, contextOf, type DocumentOptions, wholeDays } from './period.ts'

export interface FeedbackAccuracyOptions extends DocumentOptions {
  /** Default: 30. */
  readonly days?: number
  /** The outcome of a prediction begins this many dates after it. Default: 1. */
  readonly daysAhead?: number
  /** Column of the prediction, 1 or true where a failure is expected. Default: `will_fail`. */
  readonly prediction?: string
  /** Column of the prediction's time. Default: `scored_at`. */
  readonly timestamp?: string
  /** Column of both tables by which they are joined. Default: `job_id`. */
  readonly key?: string
  /** Column of the outcome's time. Default: `start_time`. */
  readonly start?: string
  /** Column of the outcome. Default: `result_state`. */
  readonly state?: string
  /** The outcome that is a failure. Default: `FAILED`. */
  readonly failed?: string
}

export interface FeedbackAccuracyRow {
  /** Date of the prediction: `2026-01-30`. */
  readonly date: string
  /** Pairs of a prediction and an outcome. */
  readonly predictions: number
  readonly correct: number
  /** From 0 to 100, two decimals. */
  readonly accuracy: number
}

/** Column of the joined rows; no table of a user has it. */
const OUTCOME = '__actual_failure'

/**
 * How many predictions came true, per date, where the outcome is known: the outcome is the job's run on the day after.
 *
 * The document:
 * ```sql
 * SELECT DATE(scored_at) as date, COUNT(*) as predictions,
 *        SUM(CASE WHEN predicted_failure = actual_failure THEN 1 ELSE 0 END) as correct, ROUND(100.0 * SUM(…) / COUNT(*), 2) as accuracy
 * FROM (SELECT p.scored_at, p.will_fail as predicted_failure, CASE WHEN j.result_state = 'FAILED' THEN 1 ELSE 0 END as actual_failure
 *       FROM failure_predictions p JOIN fact_job_run_timeline j
 *         ON p.job_id = j.job_id AND DATE(p.scored_at) = DATE(j.start_time) - INTERVAL 1 DAY)
 * WHERE scored_at >= current_date() - INTERVAL 30 DAYS GROUP BY DATE(scored_at) ORDER BY date DESC
 * ```
 * Ours: `await feedbackAccuracy(connect(), 'failure_predictions.parquet', 'fact_job_run_timeline.parquet')`
 *
 * As there: the join fans out. A job that ran twice on the day after counts twice, and a prediction without a run is left out;
 * `predictions` are pairs. A run without a result counts as one that did not fail. The key `labels` of leeway.yaml says which outcome
 * counts (`match: first`), and `leeway quality` shows `scored` and `labelled` beside the pairs.
 *
 * @returns one row per date that has pairs, the newest first
 * @throws LeewayError TABLE_NOT_FOUND, COLUMN_NOT_FOUND with the nearest name, COLUMN_TYPE
 */
export async function feedbackAccuracy(
  connection: Connection,
  predictionTable: string,
  outcomeTable: string,
  options: FeedbackAccuracyOptions = {},
): Promise<readonly FeedbackAccuracyRow[]> {
  const asOf = asOfOf(connection, options)
  const context = contextOf(options)
  const predictions = await findColumns(connection, { table: predictionTable }, context)
  const outcomes = await findColumns(connection, { table: outcomeTable }, context)
  const key = options.key ?? 'job_id'
  const columns = {
    prediction: predictions(options.prediction ?? 'will_fail', ['numeric', 'boolean']),
    scored: predictions(options.timestamp ?? 'scored_at'),
    predictionKey: predictions(key),
    outcomeKey: outcomes(key),
    start: outcomes(options.start ?? 'start_time'),
    state: outcomes(options.state ?? 'result_state'),
  }
  const dialect = dialectOf(connection.engine.name)
  const answers = await askByDay(
    connection,
    {
      source: joined(connection, predictionTable, outcomeTable, columns, asOf, options),
      timestamp: columns.scored.name,
      days: wholeDays(options.days ?? 30),
      expressions: { predictions: countAll(), correct: countEqual(dialect, columns.prediction.name, OUTCOME) },
    },
    asOf,
    options,
  )
  return newestFirst(answers).map(({ date, value }) => {
    const pairs = numberOf(value('predictions')) ?? 0
    const correct = numberOf(value('correct')) ?? 0
    return { date, predictions: pairs, correct, accuracy: percent(correct, pairs, 2) ?? 0 }
  })
}

interface JoinColumns {
  readonly scored: Column
  readonly predictionKey: Column
  readonly outcomeKey: Column
  readonly start: Column
  readonly state: Column
}

function joined(
  connection: Connection,
  table: string,
  outcomeTable: string,
  columns: JoinColumns,
  asOf: AsOf,
  options: FeedbackAccuracyOptions,
): Source {
  const dialect = dialectOf(connection.engine.name)
  const { timestampFormat } = options
  const side = (column: Column, key: Column, place: string) => ({
    key: key.name,
    time: column.name,
    type: column.engineType,
    place,
  })
  return {
    table,
    labels: {
      source: { table: outcomeTable },
      on: {
        kind: 'sql',
        condition: daysBeforeCondition(dialect, {
          prediction: {
            ...side(columns.scored, columns.predictionKey, table),
            ...(timestampFormat === undefined ? {} : { format: timestampFormat }),
          },
          outcome: side(columns.start, columns.outcomeKey, outcomeTable),
          days: options.daysAhead ?? 1,
          zone: asOf.zone,
          untilUs: asOf.asOfUs,
        }),
      },
      value: isText(dialect, columns.state.name, options.failed ?? 'FAILED'),
      knownAt: null,
      match: 'all',
      asOfUs: asOf.asOfUs,
      as: OUTCOME,
    },
  }
}
