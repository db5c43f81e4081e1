import type { Dialect } from './dialect.ts'

/** A custom aggregate whose templates are filled: SQL text as the user wrote it, and column names to be quoted. */
export type AggregatePart = { readonly text: string } | { readonly column: string }

export const aggregateSql = (dialect: Dialect, parts: readonly AggregatePart[]): string =>
  parts.map((part) => ('column' in part ? dialect.quoteIdentifier(part.column) : part.text)).join('')

/** Rows whose key occurred before: all rows less the distinct keys; a null in a key is a value like any other. */
export const duplicateRowsSql = (dialect: Dialect, key: readonly string[]): string => {
  const parts = key.map((name) => `coalesce(cast(${dialect.quoteIdentifier(name)} as varchar), '\u0000')`)
  return `count(*) - count(distinct concat_ws('\u0001', ${parts.join(', ')}))`
}
