/** Makes sure that a user's `--where` is one condition over the exported columns, and nothing else. */
import { LeewayError } from '../core/errors.ts'
import { checkExpressionTree } from '../sql/user-expression.ts'
import type { Database } from './database.ts'
import { quoteText } from './sql-text.ts'

/**
 * DuckDB's own parser reads the condition; nothing is run. On a line of its own, so that a comment at its end hides nothing.
 * @throws SQL_REFUSED
 */
export async function checkCondition(database: Database, where: string): Promise<void> {
  const [row] = await database.all(`select json_serialize_sql(${quoteText(`select (${where}\n)`)}::varchar) as tree`)
  checkExpressionTree(JSON.parse(String(row!['tree'])), where, '--where')
}

/** Columns of the exports whose names are words of SQL: people write them bare all the same. */
const RESERVED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\b(check|window)\b/gi

/** Puts quotes around bare `check` and `window`; texts and quoted names stay as they are. */
export const quoteReserved = (where: string): string =>
  where.replaceAll(RESERVED, (found: string, name: string | undefined) =>
    name === undefined ? found : `"${name.toLowerCase()}"`,
  )

/** DuckDB's complaint about a condition that reads well but does not fit the columns. */
export function conditionError(where: string, error: unknown): LeewayError {
  const message = error instanceof Error ? error.message : String(error)
  return new LeewayError('SQL_REFUSED', message.split('\n\nLINE')[0]!, {
    place: `--where: ${where}`,
    mend: `write one condition over the exported columns, for example: status = 'fail' and window.start >= '2026-01-24'`,
    cause: error,
  })
}
