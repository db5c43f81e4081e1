/** Makes sure that a user's `--where` is one condition over the exported columns, and nothing else. */
import { LeewayError } from '../core/errors.ts'
import type { Database } from './database.ts'
import { quoteText } from './sql-text.ts'

const refuse = (where: string, why: string): LeewayError =>
  new LeewayError('SQL_REFUSED', `--where ${JSON.stringify(where)} is refused: ${why}`, {
    place: '--where',
    mend: `write one condition over the exported columns, for example: status = 'fail' and "window".start >= '2026-01-24'`,
  })

/**
 * DuckDB's own parser reads the condition inside a statement; the parsed statement must be that statement and hold no subquery.
 * Nothing is run.
 * @throws SQL_REFUSED
 */
export async function checkCondition(database: Database, where: string): Promise<void> {
  const statement = `select 1 from exported where (${where}\n)`
  const [row] = await database.all(`select json_serialize_sql(${quoteText(statement)}, skip_null := false) as parsed`)
  const parsed = JSON.parse(String(row!['parsed'])) as Parsed
  if (parsed.error) throw refuse(where, parsed.error_message ?? 'it cannot be read as SQL')
  const node = parsed.statements?.length === 1 ? parsed.statements[0]!.node : undefined
  const plain =
    node?.['type'] === 'SELECT_NODE' &&
    empty(node['modifiers']) &&
    empty(node['group_expressions']) &&
    empty((node['cte_map'] as Node | undefined)?.['map']) &&
    ['having', 'qualify', 'sample'].every((clause) => node[clause] === null || node[clause] === undefined) &&
    (node['from_table'] as Node | undefined)?.['type'] === 'BASE_TABLE' &&
    (node['from_table'] as Node)['table_name'] === 'exported' &&
    (node['from_table'] as Node)['sample'] == null
  if (!plain) throw refuse(where, 'it is more than one condition')
  if (holdsSubquery(node['where_clause'])) throw refuse(where, 'it holds a subquery')
}

type Node = Readonly<Record<string, unknown>>

interface Parsed {
  readonly error: boolean
  readonly error_message?: string
  readonly statements?: readonly { readonly node: Node }[]
}

const empty = (value: unknown): boolean => value === undefined || value === null || (Array.isArray(value) && value.length === 0)

function holdsSubquery(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSubquery)
  if (typeof value !== 'object' || value === null) return false
  return (value as Node)['class'] === 'SUBQUERY' || Object.values(value).some(holdsSubquery)
}

/** DuckDB's complaint about a condition that reads well but does not fit the columns. */
export const conditionError = (where: string, error: unknown): LeewayError =>
  refuse(where, (error instanceof Error ? error.message : String(error)).split('\n\nLINE')[0]!)
