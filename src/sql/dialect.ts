/**
 * Where engines differ, one hook each. A dialect only spells things; what is asked is decided by the builders of this folder.
 * Meanings are fixed here, so that every engine gives the same number.
 */
export interface Dialect {
  readonly name: 'duckdb'
  /** A column or table name, whatever it holds. */
  quoteIdentifier(name: string): string
  /** All columns of the row, or of one table of a join, but these; the names are known to be there. */
  starWithout(table: string | null, names: readonly string[]): string
  /** A text literal that means exactly this text. */
  quoteString(text: string): string
  /** A double literal, exact to the last bit; parenthesised when negative. */
  doubleLiteral(value: number): string
  integerLiteral(value: number): string
  /** floor(numerator / denominator) as an integer, also below zero; `denominator` is a positive integer. */
  floorDivide(numerator: string, denominator: number): string
  /** True when a double is neither null, NaN nor an infinity. */
  isFinite(expression: string): string
  /** Any numeric expression as double; text that is no number becomes null. */
  toDouble(expression: string): string
  toText(expression: string): string
  /** Text of a double or decimal by which values are counted: whole numbers without a decimal point, others as short as they are exact. */
  textOfDouble(expression: string): string
  textOfDecimal(expression: string): string

  /** Microseconds since 1970-01-01 UTC of an instant with a zone; null for infinities. */
  microsOfZoned(expression: string): string
  /** The same of a date or a timestamp without zone, read as if it were UTC. */
  microsOfLocal(expression: string): string
  /** An instant with a zone, or a local timestamp, from a constant number of microseconds; engines can prune by comparing with it. */
  zonedLiteral(us: number): string
  localLiteral(us: number): string
  /** A date from a constant number of days since 1970-01-01. */
  dateLiteral(days: number): string
  /** Microseconds of ISO 8601 text: with an offset the instant; without, as if UTC. Null where it does not parse. */
  microsOfIsoText(text: string): { readonly hasOffset: string; readonly withOffset: string; readonly local: string }
  /** A timestamp from text by a strptime format; null where it does not parse. */
  parseTimestamp(text: string, format: string): string
  /** Year and month (1 to 12) of microseconds read as UTC. */
  yearOf(micros: string): string
  monthOf(micros: string): string

  /** The integers of a group that are not null, as one list in any order; null where there are none. */
  integerList(expression: string): string

  /** Is a text like an SQL pattern? `%`, `_`, and a backslash that makes either plain. Letter case counts. */
  like(text: string, pattern: string): string
  /** Exact quantile of a group's values (nulls left out), between two of them in a straight line; null where there are none. */
  quantile(expression: string, share: number): string
  /** The value of the row with the greatest `order`, of equal ones the greatest value; rows where either is null are left out. */
  latest(value: string, order: string): string

  /** An unsigned hash of a row's values, null-safe, equal for equal values. */
  hash(expressions: readonly string[]): string
  /** A hash of all columns of the row. */
  readonly rowHash: string
  /** Two order-independent sums over hashes; together they make a fingerprint. */
  hashXor(hash: string): string
  hashSum(hash: string): string
}
