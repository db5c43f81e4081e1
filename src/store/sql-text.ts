/** Names and texts inside the store's own SQL statements. */
import { duckdbDialect } from '../sql/duckdb-dialect.ts'

/** `a"b` -> `"a""b"`. */
export const quoteName = duckdbDialect.quoteIdentifier

/** `it's` -> `'it''s'`. */
export const quoteText = duckdbDialect.quoteString

/** A JSON pointer to one member of an object, as an SQL text: `a/b` -> `'/a~1b'`. */
export const memberPointer = (name: string): string => quoteText(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)

/** A list of whole numbers as an SQL literal. */
export const bigintList = (numbers: readonly number[]): string =>
  `[${numbers.map((n) => BigInt(n).toString()).join(',')}]::bigint[]`
