/** What `leeway init` needs to know about a table, asked of the engine in three passes. */
import type { IdFacts } from '../config/propose/guess-columns.ts'
import type { ColumnFacts, TableFacts } from '../config/propose/table-facts.ts'
import type { Column } from '../core/columns.ts'
import { LeewayError } from '../core/errors.ts'
import type { Engine, EngineContext, Source } from '../engines/engine.ts'
import { dialectOf } from '../sql/dialect-of.ts'
import { columnFactsExpression, frequentValuesExpression, sampleExpression } from '../sql/table-facts-query.ts'

const SAMPLE_ROWS = 2_000
const FREQUENT = 20
/** Above this many distinct values none of them is frequent. */
const MANY = 10_000
/** Columns per statement: a very wide table is asked in parts. */
const CHUNK = 200

interface RangeFacts {
  readonly nulls: number
  readonly many: number
  readonly low: number | null
  readonly high: number | null
  readonly whole: boolean | null
}

interface FrequentFacts {
  readonly many: number
  readonly top: readonly { readonly n: number; readonly v: string | null }[] | null
}

export interface FactsRequest {
  readonly source: Source
  /** As the configuration should name it. */
  readonly shownAs: string
  readonly neighbours: readonly string[]
}

/** Above this many rows the approximate number of distinct values has to do. */
const EXACT_DISTINCT_ROWS = 5_000_000

/** Of these columns of a table, what tells whether they are ids: one pass, and a second over those that may be. */
export async function readIdFacts(
  engine: Engine,
  source: Source,
  columns: readonly Column[],
  context?: EngineContext,
): Promise<{ readonly rows: number; readonly columns: readonly IdFacts[] }> {
  const dialect = dialectOf(engine.name)
  const ask = async (expressions: readonly string[]): Promise<readonly (string | number | null)[]> => {
    const { rows, failures } = await engine.custom(
      {
        source,
        time: null,
        grouping: { slices: [], modelId: null },
        expressions: expressions.map((sql, i) => ({ name: `fact_${i}`, sql })),
      },
      context,
    )
    // What cannot be asked is not known to be an id: the comparison itself says what is wrong with the table.
    return failures.length > 0 ? [] : (rows[0]?.values ?? [])
  }
  const [count, ...texts] = await ask(['count(*)', ...[...parts(columns)].map((part) => columnFactsExpression(dialect, part))])
  const rows = Number(count ?? 0)
  const facts = texts.flatMap((text) => parse<RangeFacts>(text)).map((range, i) => columnFacts(columns[i]!, range, undefined, []))
  // The approximate number is off by an eighth now and then: near a limit that leaves a column out, it is counted.
  const near = facts.filter(({ distinct, nulls }) => rows <= EXACT_DISTINCT_ROWS && distinct >= 0.5 * (rows - nulls))
  const exact = near.length === 0 ? [] : await ask(near.map(({ name }) => `count(distinct ${dialect.quoteIdentifier(name)})`))
  const counted = new Map(near.map(({ name }, i) => [name, exact[i]]))
  return {
    rows,
    columns: facts.map(({ name, kind, nulls, distinct, min, max, whole }) => ({
      name,
      kind,
      nulls,
      distinct: Number(counted.get(name) ?? distinct),
      min,
      max,
      whole,
    })),
  }
}

/** @throws LeewayError TABLE_EMPTY, and what the engine says about files that cannot be read */
export async function readTableFacts(engine: Engine, request: FactsRequest, context?: EngineContext): Promise<TableFacts> {
  const { columns } = await engine.describe(request.source, context)
  const dialect = dialectOf(engine.name)
  const ask = async (sql: string): Promise<string | number | null> => {
    const { rows, failures } = await engine.custom(
      { source: request.source, time: null, grouping: { slices: [], modelId: null }, expressions: [{ name: 'facts', sql }] },
      context,
    )
    const [failure] = failures
    if (failure) throw new LeewayError('TABLE_UNREADABLE', failure.problem, { place: request.shownAs })
    return rows[0]?.values[0] ?? null
  }
  const rows = Number((await ask('count(*)')) ?? 0)
  if (rows === 0)
    throw new LeewayError('TABLE_EMPTY', 'there are no rows to look at', {
      place: request.shownAs,
      mend: 'name a file that holds predictions',
    })
  const ranges: RangeFacts[] = []
  for (const part of parts(columns)) ranges.push(...parse<RangeFacts>(await ask(columnFactsExpression(dialect, part))))
  const few = columns.filter((column, i) => column.kind !== 'timestamp' && column.kind !== 'other' && ranges[i]!.many <= MANY)
  const frequent = new Map<string, FrequentFacts>()
  for (const part of parts(few)) {
    const answers = parse<FrequentFacts>(await ask(frequentValuesExpression(dialect, part, FREQUENT)))
    for (const [i, column] of part.entries()) frequent.set(column.name, answers[i]!)
  }
  // A hash does not hit its share exactly: more rows than needed are asked for, and thinned evenly.
  const share = Math.min(1, (2 * SAMPLE_ROWS) / rows)
  const hashed = parse<readonly (string | null)[]>(await ask(sampleExpression(dialect, columns, share, 4 * SAMPLE_ROWS)))
  const kept = Math.min(hashed.length, SAMPLE_ROWS)
  const step = kept > 1 ? (hashed.length - 1) / (kept - 1) : 1
  const sampled = Array.from({ length: kept }, (_, i) => hashed[Math.round(i * step)]!)
  const samples = new Map(columns.map((column, i) => [column.name, sampled.map((row) => row[i] ?? null)]))
  return {
    path: request.shownAs,
    rows,
    columns: columns.map((column, i) =>
      columnFacts(column, ranges[i]!, frequent.get(column.name), samples.get(column.name) ?? []),
    ),
    neighbours: request.neighbours,
  }
}

function columnFacts(
  column: Column,
  range: RangeFacts,
  frequent: FrequentFacts | undefined,
  sample: readonly (string | null)[],
): ColumnFacts {
  return {
    ...column,
    nulls: Number(range.nulls),
    distinct: Number(frequent?.many ?? range.many),
    min: range.low === null ? null : Number(range.low),
    max: range.high === null ? null : Number(range.high),
    whole: range.whole === true,
    frequent: (frequent?.top ?? []).flatMap(({ n, v }) => (v === null ? [] : [{ value: v, count: Number(n) }])),
    sample,
  }
}

function* parts(columns: readonly Column[]): Generator<readonly Column[]> {
  for (let i = 0; i < columns.length; i += CHUNK) yield columns.slice(i, i + CHUNK)
}

const parse = <T>(text: string | number | null): readonly T[] =>
  typeof text === 'string' ? (JSON.parse(text) as readonly T[]) : []
