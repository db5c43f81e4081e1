import { type ColumnFacts, shareOf, type TableFacts } from './table-facts.ts'

export interface Excluded {
  readonly column: ColumnFacts
  readonly why: string
}

const ID_NAME =
  /^(id|uuid|guid|key|index|idx|row_?(id|number|num)|column0|unnamed.*|__index.*)$|(_id|_uuid|_guid|_key|Id|ID)$|^id_/
const CODE_NAME =
  /(^|_)(id|code|zip|zipcode|postcode|postal|type|class|category|segment|group|status|state|level|zone|region|channel|store|branch|agent|cluster)$/i

/** Columns that name a row rather than describe it: they always "drift". */
export function guessExcluded(table: TableFacts, taken: ReadonlySet<string>): Excluded[] {
  const found: Excluded[] = []
  for (const column of table.columns) {
    if (taken.has(column.name)) continue
    const filled = table.rows - column.nulls
    const why = idReason(column, filled) ?? otherReason(column, filled)
    if (why) found.push({ column, why })
  }
  return found
}

/** The facts of a column that tell whether it names a row. */
export type IdFacts = Pick<ColumnFacts, 'name' | 'kind' | 'nulls' | 'distinct' | 'min' | 'max' | 'whole'>

/** Why a column names a row rather than describes it: a running number, an id. Null: it does not. */
export const idReasonOf = (column: IdFacts, rows: number): string | null => idReason(column, rows - column.nulls) ?? null

function idReason(column: IdFacts, filled: number): string | undefined {
  // Distinct values are counted approximately: a tenth too few is not rare.
  if (filled < 20 || shareOf(column.distinct, filled) < 0.8) return undefined
  const named = ID_NAME.test(column.name) || /^index$/i.test(column.name)
  const isText = column.kind === 'text' || column.kind === 'categorical'
  const isWhole = column.kind === 'numeric' && column.whole
  const counts = isWhole && column.min !== null && column.max !== null && column.max - column.min < 1.2 * filled
  if (counts && !named) return 'counts the rows: a running number'
  if ((isText || isWhole) && named) return 'nearly every value is another one, and it is named like an id'
  return isText ? 'nearly every value is another one' : undefined
}

function otherReason(column: ColumnFacts, filled: number): string | undefined {
  if (filled === 0) return 'has no values'
  return column.kind === 'other' ? `is ${column.engineType}, which has no distribution to compare` : undefined
}

/** Whole numbers that are codes, not amounts. */
export function guessTypes(table: TableFacts, taken: ReadonlySet<string>): Excluded[] {
  return table.columns.flatMap((column) => {
    const isCode = column.kind === 'numeric' && column.whole && column.distinct > 2 && column.distinct <= 1000
    if (taken.has(column.name) || !isCode || !(CODE_NAME.test(column.name) || ID_NAME.test(column.name))) return []
    return [{ column, why: `${column.distinct} whole numbers, named like a code` }]
  })
}

/** At most two columns with a handful of well-filled values each. */
export function guessSlices(table: TableFacts, taken: ReadonlySet<string>): Excluded[] {
  const rows = Math.max(1, table.rows)
  const fitting = table.columns.filter((column) => {
    if (taken.has(column.name) || column.kind === 'timestamp' || column.kind === 'other' || column.kind === 'numeric')
      return false
    if (column.distinct < 2 || column.distinct > 6 || shareOf(column.nulls, rows) > 0.05 || column.frequent.length < 2)
      return false
    return column.frequent.every((item) => item.count >= 0.05 * rows)
  })
  return fitting
    .sort((a, b) => a.distinct - b.distinct)
    .slice(0, 2)
    .map((column) => ({ column, why: `${column.distinct} values, each with at least 5 % of the rows` }))
}
