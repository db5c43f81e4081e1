/** One row per date with rows: the shape of most queries of the document. */
import { LeewayError } from '../core/errors.ts'
import type { CustomRequest, CustomRow, EngineContext, IndexedWindow, Source } from '../engines/engine.ts'
import { DAY, dayText } from '../monitor/table-days.ts'
import type { Connection } from './connection.ts'
import { type AsOf, contextOf, type DocumentOptions, timestampOf } from './period.ts'

export type Cell = number | string | null

export interface DayQuestion {
  readonly source: Source
  readonly timestamp: string
  readonly days: number
  /** SQL aggregates from `sql/`, by the name under which their values come back. */
  readonly expressions: Readonly<Record<string, string>>
  /** Column whose values make further rows. */
  readonly groupBy?: string
}

export interface DayAnswer {
  /** Days since 1970-01-01. */
  readonly key: number
  readonly date: string
  readonly group: string | null
  value(name: string): Cell
}

/** Asks aggregates per date from midnight `days` days before the as-of date; dates ascend, groups within a date too. */
export async function askByDay(
  connection: Connection,
  question: DayQuestion,
  asOf: AsOf,
  options: DocumentOptions,
): Promise<readonly DayAnswer[]> {
  const names = Object.keys(question.expressions)
  const { groupBy } = question
  const rows = await askCustom(
    connection,
    {
      source: question.source,
      time: {
        timestamp: timestampOf(question.timestamp, asOf.zone, options),
        granularities: [DAY],
        asOfUs: asOf.asOfUs,
        fromUs: asOf.daysAgoUs(question.days),
      },
      grouping: { slices: [], modelId: groupBy ?? null },
      expressions: names.map((name) => ({ name, sql: question.expressions[name]! })),
    },
    contextOf(options),
  )
  return rows
    .filter((row) => (row.segment.modelId === null) === (groupBy === undefined))
    .map((row) => ({
      key: row.key,
      date: dayText(row.key),
      group: row.segment.modelId,
      value: (name: string) => row.values[names.indexOf(name)] ?? null,
    }))
    .toSorted((a, b) => a.key - b.key || compareText(a.group ?? '', b.group ?? ''))
}

/** The engine's custom aggregates, where a failed one is an error: the expressions are ours. */
export async function askCustom(
  connection: Connection,
  request: CustomRequest,
  context: EngineContext,
): Promise<readonly CustomRow[]> {
  const { rows, failures } = await connection.engine.custom(request, context)
  const [failure] = failures
  if (failure)
    throw new LeewayError('ENGINE_FAILED', `${failure.name} cannot be computed: ${failure.problem}`, {
      place: request.source.table ?? 'query',
      mend: 'look at the values of its column',
    })
  return rows
}

/** Rows, first and last instant per date, ascending. */
export async function indexDates(
  connection: Connection,
  source: Source,
  timestamp: string,
  days: number,
  asOf: AsOf,
  options: DocumentOptions,
): Promise<readonly IndexedWindow[]> {
  const { windows } = await connection.engine.indexWindows(
    {
      source,
      timestamp: timestampOf(timestamp, asOf.zone, options),
      root: DAY,
      asOfUs: asOf.asOfUs,
      fromUs: asOf.daysAgoUs(days),
      fingerprint: [],
    },
    contextOf(options),
  )
  return windows.toSorted((a, b) => a.key - b.key)
}

/** By code units, as SQL orders text. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
export const newestFirst = (days: readonly DayAnswer[]): readonly DayAnswer[] =>
  days.toSorted((a, b) => b.key - a.key || compareText(a.group ?? '', b.group ?? ''))
export const numberOf = (cell: Cell): number | null => (typeof cell === 'number' ? cell : null)
