/**
 * SQL of a user inside our own statements: exactly one expression over the row (or group) at hand.
 * The engine's own parser gives the tree; what is not on the list of known harmless nodes is refused.
 */
import { LeewayError } from '../core/errors.ts'

/** Expression classes of DuckDB's parser that only compute. */
const ALLOWED_CLASSES: ReadonlySet<string> = new Set([
  'CONSTANT',
  'COLUMN_REF',
  'FUNCTION',
  'CASE',
  'CAST',
  'COMPARISON',
  'CONJUNCTION',
  'OPERATOR',
  'BETWEEN',
  'COLLATE',
  'LAMBDA',
  'LAMBDA_REF',
  'TYPE',
])

const NAMED_CLASSES: Readonly<Record<string, string>> = {
  SUBQUERY: 'a subquery',
  WINDOW: 'a window function (over …)',
  PARAMETER: 'a parameter ($1 or ?)',
  STAR: 'a star (*) outside count(*)',
  POSITIONAL_REFERENCE: 'a positional reference (#1)',
  DEFAULT: 'default',
}

/** Functions that look outside the row, change something, wait, or answer differently each time. */
const REFUSED_FUNCTIONS =
  /^(getenv|getvariable|current_setting|set_config|setseed|nextval|currval|lastval|write_log|sleep_ms|pg_.*|inet_.*|has_.*_privilege|.*_description|txid_current|current_(query|query_id|connection_id|transaction_id|schemas?|database|catalog|user|role)|session_user|user|in_search_path|query|query_table|read_.*|glob|sniff_.*|parquet_.*|duckdb_.*|pragma_.*|parse_duckdb_log_message|json_(de)?serialize_(sql|plan)|json_execute_serialized_sql|random|uuid|uuidv4|uuidv7|gen_random_uuid|error|unnest|get_block_size|which_secret|finalize|combine|map_to_pg_oid|format_pg_type|add_parquet_key|.*_scan|.*_attach|.*_execute|.*_query)$/i

interface Node {
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * @param tree what `json_serialize_sql('select (…)')` answered
 * @param text the expression as the user wrote it, for the message
 * @throws LeewayError SQL_REFUSED, saying what was found
 */
export function checkExpressionTree(tree: unknown, text: string, place?: string): void {
  const found = problemOf(tree)
  if (found === null) return
  throw new LeewayError('SQL_REFUSED', `not allowed in an expression: ${found}`, {
    place: place === undefined ? text : `${place}: ${text}`,
    mend: 'write one SQL expression over the columns of the table, without subqueries, files or further statements',
  })
}

function problemOf(tree: unknown): string | null {
  if (!isNode(tree)) return 'nothing'
  if (tree['error'] === true) return parserProblem(tree)
  const statements = tree['statements'] as readonly Node[]
  if (statements.length !== 1) return `${statements.length} statements`
  const node = statements[0]!['node'] as Node
  const clause = foreignClause(node)
  if (clause !== null) return clause
  const list = node['select_list'] as readonly Node[]
  return list.length === 1 ? refusedNode(list[0], false) : `${list.length} expressions`
}

const parserProblem = (tree: Node): string => {
  const message = String(tree['error_message'] ?? 'it does not parse')
  return /Only SELECT/i.test(message) ? 'a statement other than an expression' : `it does not parse (${message})`
}

/** Anything of a SELECT beyond its list. */
function foreignClause(node: Node): string | null {
  if (node['type'] !== 'SELECT_NODE') return 'a set operation or another statement'
  if ((node['from_table'] as Node | null)?.['type'] !== 'EMPTY') return 'a FROM clause'
  const ctes = (node['cte_map'] as { readonly map?: readonly unknown[] } | null)?.map ?? []
  const present = (key: string): boolean => {
    const value = node[key]
    return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined
  }
  if (ctes.length > 0) return 'a WITH clause'
  const clause = ['where_clause', 'group_expressions', 'group_sets', 'having', 'qualify', 'sample', 'modifiers'].find(present)
  return clause === undefined ? null : `a further clause (${clause.replace('_clause', '').replaceAll('_', ' ')})`
}

/** The first node of the tree that is not known to be harmless; null when all are. */
function refusedNode(value: unknown, insideCount: boolean): string | null {
  if (Array.isArray(value)) return first(value, (item) => refusedNode(item, insideCount))
  if (!isNode(value)) return null
  const kind = value['class']
  let starAllowed = false
  if (typeof kind === 'string') {
    if (kind === 'STAR' && insideCount && value['relation_name'] === '' && value['columns'] !== true) return null
    if (!ALLOWED_CLASSES.has(kind)) return NAMED_CLASSES[kind] ?? kind.toLowerCase().replaceAll('_', ' ')
    if (kind === 'FUNCTION') {
      const name = String(value['function_name'])
      if (REFUSED_FUNCTIONS.test(name)) return `the function ${name}`
      starAllowed = name === 'count_star' || name === 'count'
    }
  }
  return first(Object.values(value), (child) => refusedNode(child, starAllowed))
}

function first<T>(items: readonly T[], test: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = test(item)
    if (found !== null) return found
  }
  return null
}
