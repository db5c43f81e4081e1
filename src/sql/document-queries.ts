/** The aggregates that the document's queries ask for. `column` is any numeric column; its name is quoted here. */
import type { Dialect } from './dialect.ts'

export const countAll = (): string => 'count(*)'

/** Null where every value is missing, as in every SQL. Booleans count as 0 and 1. */
export const sumOf = (dialect: Dialect, column: string): string => `sum(${number(dialect, column)})`

/** Missing values are left out. NaN and infinities make it NaN or infinite. */
export const averageOf = (dialect: Dialect, column: string): string => `avg(${number(dialect, column)})`

/** With n - 1, as Spark's `stddev`; null of one value. Null where a value is NaN or infinite: DuckDB's own would end the query. */
export function sampleDeviationOf(dialect: Dialect, column: string): string {
  const x = number(dialect, column)
  const finite = dialect.isFinite(x)
  return `case when bool_and(coalesce(${finite}, true)) then stddev_samp(case when ${finite} then ${x} end) end`
}

export const minimumOf = (dialect: Dialect, column: string): string => `min(${number(dialect, column)})`
export const maximumOf = (dialect: Dialect, column: string): string => `max(${number(dialect, column)})`

/** The smallest value whose cumulative share reaches one half: an element of the data, as `percentile_approx(x, 0.5)` gives it. */
export const middleElementOf = (dialect: Dialect, column: string): string => `quantile_disc(${number(dialect, column)}, 0.5)`

/** How many rows hold one of these texts. A missing value holds none. */
export const countOfTexts = (dialect: Dialect, column: string, texts: readonly string[]): string =>
  `count(*) filter (where ${text(dialect, column)} in (${texts.map(dialect.quoteString).join(', ')}))`

/** Does every row of the group match SQL's LIKE? A backslash escapes, as in Spark. */
export const allLike = (dialect: Dialect, column: string, pattern: string): string =>
  `bool_and(${text(dialect, column)} like ${dialect.quoteString(pattern)} escape '\\')`

/** Rows in which two columns are equal; missing values are equal to nothing. */
export const countEqual = (dialect: Dialect, a: string, b: string): string =>
  `count(*) filter (where ${dialect.quoteIdentifier(a)} = ${dialect.quoteIdentifier(b)})`

/** 1 where the column holds this text, else 0, also where it is missing. */
export const isText = (dialect: Dialect, column: string, wanted: string): string =>
  `case when ${text(dialect, column)} = ${dialect.quoteString(wanted)} then 1 else 0 end`

const number = (dialect: Dialect, column: string): string => dialect.toDouble(dialect.quoteIdentifier(column))
const text = (dialect: Dialect, column: string): string => dialect.toText(dialect.quoteIdentifier(column))
