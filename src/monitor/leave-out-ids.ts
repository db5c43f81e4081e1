/** Columns that name a row rather than describe it always "drift": a comparison leaves them out, by the same rule as `leeway init`. */
import { idReasonOf } from '../config/propose/guess-columns.ts'
import type { Column } from '../core/columns.ts'
import { matchPattern } from '../core/match-pattern.ts'
import type { Engine, EngineContext, Source } from '../engines/engine.ts'
import { readIdFacts } from './read-table-facts.ts'

export interface LeftOut {
  readonly columnName: string
  readonly why: string
}

export interface IdRequest {
  readonly reference: Source
  readonly current: Source
  /** Columns that are compared whatever they look like, and columns that are left out anyhow; `*` allowed. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

const WHOLE_TYPE = /^(tinyint|smallint|int|bigint|decimal\(\d+,0\))$/

/** Numbers with a fraction are no ids; asking them all would cost a pass over every column. */
const couldBeId = ({ kind, dataType }: Column): boolean =>
  kind === 'text' || kind === 'categorical' || (kind === 'numeric' && WHOLE_TYPE.test(dataType))

/** Columns that are ids in both tables, unless that would leave nothing to compare. */
export async function findIds(engine: Engine, request: IdRequest, context?: EngineContext): Promise<readonly LeftOut[]> {
  const named = (patterns: readonly string[], { name }: Column): boolean => patterns.some((p) => matchPattern(p, name))
  const [before, now] = [await engine.describe(request.reference, context), await engine.describe(request.current, context)]
  const compared = before.columns.filter((c) => !named(request.exclude, c) && now.columns.some((own) => own.name === c.name))
  const asked = compared.filter((column) => couldBeId(column) && !named(request.include, column))
  const inReference = await idsAmong(engine, request.reference, asked, context)
  // A column that became unique, or stopped being so, did change: only what is an id on both sides is left out.
  const inCurrent = await idsAmong(
    engine,
    request.current,
    now.columns.filter(({ name }) => inReference.has(name)),
    context,
  )
  if (inCurrent.size === compared.length) return []
  return [...inCurrent].map(([columnName, why]) => ({ columnName, why }))
}

async function idsAmong(
  engine: Engine,
  source: Source,
  columns: readonly Column[],
  context?: EngineContext,
): Promise<ReadonlyMap<string, string>> {
  if (columns.length === 0) return new Map()
  const facts = await readIdFacts(engine, source, columns, context)
  return new Map(
    facts.columns.flatMap((column) => {
      const why = idReasonOf(column, facts.rows)
      return why === null ? [] : [[column.name, why] as const]
    }),
  )
}
