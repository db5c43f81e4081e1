/** A user's expression checked and bound against a table, without reading rows. */
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import { checkExpressionTree } from '../../sql/user-expression.ts'
import { plainMessage } from './duckdb-errors.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Session } from './session.ts'

export interface BoundExpression {
  /** What to write into SQL: a column's quoted name, or the checked expression. */
  readonly expression: string
  readonly type: string
}

/**
 * A column's bare name may hold anything, so a name that is a column is that column; everything else is an SQL expression.
 * @throws LeewayError SQL_REFUSED, COLUMN_NOT_FOUND
 */
export async function bindExpression(session: Session, source: ResolvedSource, text: string): Promise<BoundExpression> {
  const column = columnNamed(source, text)
  if (column) return { expression: duckdbDialect.quoteIdentifier(column.name), type: column.type }
  await checkExpression(session, text, source.place)
  try {
    const [bound] = await session.types(`select (${text}\n) as x from ${source.from}`)
    return { expression: `(${text}\n)`, type: bound!.type }
  } catch (error) {
    throw explain(error, source, text)
  }
}

/** Is a bound expression one over a group of rows? Beside an aggregate, anything else asks to be grouped by. */
export async function isAggregate(session: Session, source: ResolvedSource, bound: BoundExpression): Promise<boolean> {
  try {
    await session.types(`select count(*), ${bound.expression} from ${source.from}`)
    return true
  } catch (error) {
    if (/GROUP BY/.test(plainMessage(error))) return false
    throw error
  }
}

const columnNamed = (source: ResolvedSource, name: string) =>
  source.columns.find((column) => column.name === name) ??
  source.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())

/** Parses with DuckDB and walks the tree. @throws LeewayError SQL_REFUSED */
export async function checkExpression(session: Session, text: string, place: string): Promise<void> {
  checkExpressionTree(await session.parse(`select (${text}\n)`), text, place)
}

function explain(error: unknown, source: ResolvedSource, text: string): LeewayError {
  const message = plainMessage(error instanceof LeewayError ? (error.cause ?? error) : error).split('\n')[0]!
  const missing = /Referenced column "(.*)" (?:not found|was not found)/s.exec(message)?.[1]
  if (missing !== undefined) {
    const near = nearestName(
      missing,
      source.columns.map((column) => column.name),
    )
    return new LeewayError('COLUMN_NOT_FOUND', `no column ${missing} in ${source.place}`, {
      place: text,
      mend: near !== undefined ? `did you mean ${near}?` : 'name a column of the table, or an SQL expression over its columns',
      cause: error,
    })
  }
  return new LeewayError('SQL_REFUSED', message, {
    place: text,
    mend: 'write one expression over the columns of the table',
    cause: error,
  })
}
