/** Aggregate expressions that describe a table's columns for `leeway init`; each answers one JSON text. */
import type { Column } from '../core/columns.ts'
import { numericValue, textValue } from './column-value.ts'
import type { Dialect } from './dialect.ts'

/** Columns that have a range: numbers, and times as microseconds. */
const hasRange = ({ kind }: Column): boolean => kind === 'numeric' || kind === 'timestamp'
const isCounted = ({ kind }: Column): boolean => kind !== 'other'

/** A list of `{nulls, n, distinct, min, max, whole}` in the order of the columns. */
export function columnFactsExpression(dialect: Dialect, columns: readonly Column[]): string {
  const items = columns.map((column) => {
    const name = dialect.quoteIdentifier(column.name)
    const parts = [`nulls := count(*) - count(${name})`]
    parts.push(`many := ${isCounted(column) ? `approx_count_distinct(${textValue(dialect, column)})` : '0'}`)
    if (hasRange(column)) {
      const value = numericValue(dialect, column)
      const finite = `filter (where isfinite(${value}))`
      parts.push(`low := min(${value}) ${finite}`, `high := max(${value}) ${finite}`)
      parts.push(`whole := bool_and(${value} = trunc(${value})) ${finite}`)
    } else parts.push('low := null::double', 'high := null::double', 'whole := false')
    return `struct_pack(${parts.join(', ')})`
  })
  return `to_json([${items.join(', ')}])::varchar`
}

/** A list of `{many, top: [{n, v}]}`: the number of distinct values and the most frequent ones. Only for columns with few values. */
export function frequentValuesExpression(dialect: Dialect, columns: readonly Column[], most: number): string {
  const items = columns.map((column) => {
    const text = textValue(dialect, column)
    const counts = `map_entries(histogram(${text}))`
    const sorted = `list_reverse_sort(list_transform(${counts}, lambda e: struct_pack(n := e.value, v := e.key)))`
    return `struct_pack(many := count(distinct ${text}), top := list_slice(${sorted}, 1, ${most}))`
  })
  return `to_json([${items.join(', ')}])::varchar`
}

/**
 * A list of rows, each a list of texts (null for missing), chosen by a hash of the row: the same rows for every column, spread over
 * the table, and the same again when asked again.
 *
 * @param share of the rows, from 0 to 1
 */
export function sampleExpression(dialect: Dialect, columns: readonly Column[], share: number, most: number): string {
  const texts = columns.map((column) => (isCounted(column) ? textValue(dialect, column) : 'null::varchar'))
  const names = columns.map((column) => dialect.quoteIdentifier(column.name))
  const chosen = share >= 1 ? '' : ` filter (where hash(${names.join(', ')}) % 1000000 < ${Math.ceil(share * 1e6)})`
  return `to_json(list_slice(list([${texts.join(', ')}])${chosen}, 1, ${most}))::varchar`
}
