/** DuckDB's spelling. Traps that were measured stand beside the hook they concern. */
import type { Dialect } from './dialect.ts'

const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Backslashes stand for themselves. A zero character would end the statement: it is spelt chr(0). */
const quoteString = (text: string): string => {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\0') ? `(${quoted.replaceAll('\0', "' || chr(0) || '")})` : quoted
}

const doubleLiteral = (value: number): string => {
  if (Number.isNaN(value)) return `'nan'::double`
  if (!Number.isFinite(value)) return value > 0 ? `'inf'::double` : `'-inf'::double`
  const text = String(value)
  // Without an exponent DuckDB would read a decimal.
  const literal = text.includes('e') ? text : `${text}e0`
  return value < 0 || Object.is(value, -0) ? `(${literal})` : literal
}

/** Hours and minutes without seconds, or a blank before the offset, are ISO 8601 that DuckDB's cast refuses. */
const mendIsoText = (text: string): string => {
  const zone = String.raw`(Z|z|[+-]\d{2}(?::?\d{2})?)?`
  const short = String.raw`^\s*(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})\s*${zone}\s*$`
  const blanks = String.raw`^\s*(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2}(?:[.,]\d{1,6})?)\d*\s*${zone}\s*$`
  return `replace(regexp_replace(regexp_replace(${text}, '${short}', '\\1 \\2:00\\3'), '${blanks}', '\\1 \\2\\3'), ',', '.')`
}

export const duckdbDialect: Dialect = {
  name: 'duckdb',
  quoteIdentifier,
  starWithout: (table, names) =>
    `${table === null ? '' : `${table}.`}*${names.length === 0 ? '' : ` exclude (${names.map(quoteIdentifier).join(', ')})`}`,
  quoteString,
  doubleLiteral,
  integerLiteral: (value) => (value < 0 ? `(${BigInt(value)})` : String(BigInt(value))),
  // `//` truncates towards zero; a double quotient is exact to the microsecond up to the year 2255.
  floorDivide: (numerator, denominator) => `cast(floor((${numerator}) / ${denominator}e0) as bigint)`,
  // One call: over thousands of columns the optimizer is quadratic in repeated subexpressions.
  isFinite: (expression) => `isfinite(${expression})`,
  toDouble: (expression) => `try_cast(${expression} as double)`,
  toText: (expression) => `cast(${expression} as varchar)`,
  // A NaN equals itself here, but is not below 1e18.
  textOfDouble: (x) =>
    `case when ${x} = trunc(${x}) and abs(${x}) < 1e18 then cast(cast(${x} as bigint) as varchar) else cast(cast(${x} as double) as varchar) end`,
  // Zeros are cut only behind a point: a DECIMAL(4,0) of 100 has none.
  textOfDecimal: (x) =>
    `case when ${x} = trunc(${x}) then cast(cast(${x} as hugeint) as varchar) else rtrim(cast(${x} as varchar), '0') end`,

  microsOfZoned: (expression) => `epoch_us(cast(${expression} as timestamptz))`,
  microsOfLocal: (expression) => `epoch_us(cast(${expression} as timestamp))`,
  zonedLiteral: (us) => `make_timestamptz(${us})`,
  localLiteral: (us) => `make_timestamp(${us})`,
  dateLiteral: (days) => `(date '1970-01-01' + (${days}))`,
  // A cast of text to TIMESTAMP ignores an offset, so text with one goes through TIMESTAMPTZ.
  microsOfIsoText: (text) => ({
    hasOffset:
      `(length(${text}) > 10 and (ends_with(${text}, 'Z') or contains(substr(${text}, 11), '+') or contains(substr(${text}, 11), '-')` +
      ` or ends_with(${text}, 'z') or ends_with(${text}, ' UTC') or ends_with(${text}, ' GMT')))`,
    withOffset: `epoch_us(coalesce(try_cast(${text} as timestamptz), try_cast(${mendIsoText(text)} as timestamptz)))`,
    local: `epoch_us(coalesce(try_cast(${text} as timestamp), try_cast(${mendIsoText(text)} as timestamp)))`,
  }),
  parseTimestamp: (text, format) => `try_strptime(${text}, ${quoteString(format)})`,
  yearOf: (micros) => `year(make_timestamp(${micros}))`,
  monthOf: (micros) => `month(make_timestamp(${micros}))`,

  // Without the filter the list would hold nulls.
  integerList: (expression) => `list(${expression}) filter (where ${expression} is not null)`,

  // Without ESCAPE a backslash is a plain character here, with it a pattern that ends in one is an error.
  like: (text, pattern) => `${text} like ${quoteString(pattern)}${pattern.includes('\\') ? " escape '\\'" : ''}`,
  quantile: (expression, share) => `quantile_cont(${expression}, ${share})`,
  latest: (value, order) => `max(case when ${value} is not null then struct_pack(o := ${order}, v := ${value}) end).v`,

  hash: (expressions) => `hash(${expressions.join(', ')})`,
  rowHash: 'hash(*columns(*))',
  hashXor: (hash) => `bit_xor(${hash})`,
  // The upper half of each hash: two billion rows fit the sum without overflow checks of a 128-bit one.
  hashSum: (hash) => `sum(cast(${hash} >> 32 as bigint))`,
}
