/** SQL text of the column scan: what one row sends to the kernels, and the grouped counts of texts. */
import type { ScanColumn } from '../engine.ts'

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`.replaceAll('\0', "' || chr(0) || '")

/** Position of an expression's text in a list of values, or null; an ENUM finds it by hashing. */
export function codeOf(expression: string, values: readonly string[]): string {
  if (values.length === 0) return 'CAST(NULL AS INTEGER)'
  // DuckDB's ENUM has no way to write a zero byte: such a value is compared alone.
  const plain = values.filter((value) => !value.includes('\0'))
  const text = `CAST((${expression}) AS VARCHAR)`
  const odd = values.flatMap((value, i) => (value.includes('\0') ? [`WHEN ${quoteText(value)} THEN ${i}`] : []))
  const simple =
    plain.length > 0 ? `CAST(enum_code(TRY_CAST(${text} AS ENUM(${plain.map(quoteText).join(', ')}))) AS INTEGER)` : 'NULL'
  if (odd.length === 0) return simple
  return `CASE ${text} ${odd.join(' ')} ELSE list_extract([${values.flatMap((v, i) => (v.includes('\0') ? [] : [i])).join(', ')}], ${simple} + 1) END`
}

/** A column as the doubles that the numeric kernel takes. */
export function doubleOf({ column }: ScanColumn): string {
  const name = quoteName(column.name)
  switch (column.kind) {
    case 'numeric':
    case 'boolean':
      return `CAST(${name} AS DOUBLE)`
    case 'timestamp':
      // Dates and instants that are infinite have no microseconds; they are counted as infinities.
      return `CASE WHEN isfinite(${name}) THEN CAST(epoch_us(${name}) AS DOUBLE) WHEN ${name} > DATE '2000-01-01' THEN CAST('inf' AS DOUBLE) WHEN ${name} IS NOT NULL THEN CAST('-inf' AS DOUBLE) END`
    default:
      return `CASE WHEN ${name} IS NOT NULL THEN CAST(1 AS DOUBLE) END`
  }
}

const FLOATS = /^(FLOAT|DOUBLE|REAL)/i
const DECIMALS = /^DECIMAL/i

/** A column as class text: a whole number has no decimal point. `classText` finishes what SQL cannot write. */
export function textOf({ column }: ScanColumn): string {
  const name = quoteName(column.name)
  if (FLOATS.test(column.engineType))
    return `CASE WHEN abs(${name}) < 1e18 AND ${name} = trunc(${name}) THEN CAST(CAST(${name} AS BIGINT) AS VARCHAR) ELSE CAST(CAST(${name} AS DOUBLE) AS VARCHAR) END`
  if (DECIMALS.test(column.engineType))
    return `CASE WHEN ${name} = trunc(${name}) THEN CAST(CAST(${name} AS HUGEINT) AS VARCHAR) ELSE rtrim(CAST(${name} AS VARCHAR), '0') END`
  return `CAST(${name} AS VARCHAR)`
}

const EXPONENT = /^-?\d(\.\d+)?e[+-]\d+$/

/** DuckDB writes 1e-07 where JavaScript, and so the class texts elsewhere, write 1e-7. */
export const classText = (column: ScanColumn, text: string): string =>
  FLOATS.test(column.column.engineType) && EXPONENT.test(text) ? String(Number(text)) : text
