/** Rows and flagged rows per date: what three of the document's queries stand on. */
import { dialectOf } from '../sql/dialect-of.ts'
import { countAll, sumOf } from '../sql/document-queries.ts'
import { askByDay, askCustom, numberOf } from './by-day.ts'
import type { Connection } from './connection.ts'
import { findColumns } from './find-columns.ts'
import { type AsOf, asOfOf, contextOf, type DocumentOptions, timestampOf, wholeDays } from './period.ts'

export interface AnomalyOptions extends DocumentOptions {
  /** Column of the flag, 0 and 1 or true and false. Default: `is_anomaly`. */
  readonly anomaly?: string
  /** Default: `scored_at`. */
  readonly timestamp?: string
}

export interface AnomalyCounts {
  readonly total: number
  /** Null where every flag is missing. */
  readonly anomalies: number | null
}

export interface DatedAnomalyCounts extends AnomalyCounts {
  readonly date: string
}

/** Oldest date first. */
export async function anomalyCountsByDay(
  connection: Connection,
  table: string,
  days: number,
  options: AnomalyOptions,
): Promise<readonly DatedAnomalyCounts[]> {
  const { expressions, asOf } = await question(connection, table, options)
  const answers = await askByDay(
    connection,
    { source: { table }, timestamp: options.timestamp ?? 'scored_at', days: wholeDays(days), expressions },
    asOf,
    options,
  )
  return answers.map(({ date, value }) => ({
    date,
    total: numberOf(value('total')) ?? 0,
    anomalies: numberOf(value('anomalies')),
  }))
}

/** Over stretches of time `[startUs, endUs)`, which may overlap, in their order. */
export async function anomalyCountsOf(
  connection: Connection,
  table: string,
  stretches: (asOf: AsOf) => readonly { readonly startUs: number; readonly endUs: number }[],
  options: AnomalyOptions,
): Promise<readonly AnomalyCounts[]> {
  const { expressions, asOf } = await question(connection, table, options)
  const intervals = stretches(asOf)
  const rows = await askCustom(
    connection,
    {
      source: { table },
      time: {
        timestamp: timestampOf(options.timestamp ?? 'scored_at', asOf.zone, options),
        granularities: [],
        asOfUs: asOf.asOfUs,
      },
      intervals,
      grouping: { slices: [], modelId: null },
      expressions: [
        { name: 'total', sql: expressions.total },
        { name: 'anomalies', sql: expressions.anomalies },
      ],
    },
    contextOf(options),
  )
  return intervals.map((_, i) => {
    const row = rows.find(({ key }) => key === i)
    return { total: numberOf(row?.values[0] ?? null) ?? 0, anomalies: numberOf(row?.values[1] ?? null) }
  })
}

async function question(connection: Connection, table: string, options: AnomalyOptions) {
  const asOf = asOfOf(connection, options)
  const column = await findColumns(connection, { table }, contextOf(options))
  const anomaly = column(options.anomaly ?? 'is_anomaly', ['numeric', 'boolean']).name
  return { asOf, expressions: { total: countAll(), anomalies: sumOf(dialectOf(connection.engine.name), anomaly) } }
}
