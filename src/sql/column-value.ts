/** What is read of a column: a double for what is measured, a text for what is counted by value. */
import type { Column } from '../core/columns.ts'
import type { Dialect } from './dialect.ts'

export type TypeFamily = 'boolean' | 'integer' | 'decimal' | 'float' | 'zoned' | 'local' | 'text' | 'other'

const FAMILIES: readonly (readonly [RegExp, TypeFamily])[] = [
  [/^BOOLEAN$/, 'boolean'],
  [/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$|^BIGNUM$/, 'integer'],
  [/^DECIMAL\([^)]*\)$/, 'decimal'],
  [/^(FLOAT|DOUBLE)$/, 'float'],
  [/^TIMESTAMP WITH TIME ZONE$/, 'zoned'],
  [/^(DATE|TIMESTAMP(_S|_MS|_NS)?)$/, 'local'],
  [/^(VARCHAR|JSON|UUID|ENUM\([\s\S]*\))$/, 'text'],
]

export const typeFamily = (engineType: string): TypeFamily =>
  FAMILIES.find(([pattern]) => pattern.test(engineType))?.[1] ?? 'other'

/**
 * A column as double: numbers as they are (also NaN and infinities), booleans 0 and 1, times as microseconds since 1970
 * (zone-less as if UTC), text parsed; null where there is no number.
 */
export const numericValue = (dialect: Dialect, column: Column): string =>
  asDouble(dialect, column, dialect.quoteIdentifier(column.name))

/** Smallest or largest value as double. The cast stands outside where it keeps the order, so that file statistics can answer. */
export function extremeValue(dialect: Dialect, column: Column, extreme: 'min' | 'max'): string {
  const name = dialect.quoteIdentifier(column.name)
  return typeFamily(column.engineType) === 'text'
    ? `${extreme}(${asDouble(dialect, column, name)})`
    : asDouble(dialect, column, `${extreme}(${name})`)
}

function asDouble(dialect: Dialect, column: Column, value: string): string {
  const family = typeFamily(column.engineType)
  if (family === 'zoned') return `cast(${dialect.microsOfZoned(value)} as double)`
  if (family === 'local') return `cast(${dialect.microsOfLocal(value)} as double)`
  if (family === 'text' && column.kind === 'timestamp') {
    const text = `trim(${dialect.toText(value)})`
    const iso = dialect.microsOfIsoText(text)
    return `cast(case when ${iso.hasOffset} then ${iso.withOffset} else ${iso.local} end as double)`
  }
  return column.engineType === 'DOUBLE' ? value : dialect.toDouble(value)
}

/** A column's value as text, by which it is counted: a whole number has no decimal point, a boolean is `true` or `false`. */
export const textValue = (dialect: Dialect, column: Column): string =>
  valueText(dialect, dialect.quoteIdentifier(column.name), column.engineType)

/** The same for an expression of a known type. */
export function valueText(dialect: Dialect, expression: string, engineType: string): string {
  const family = typeFamily(engineType)
  if (family === 'text' && engineType === 'VARCHAR') return expression
  if (family === 'float') return dialect.textOfDouble(expression)
  if (family === 'decimal') return dialect.textOfDecimal(expression)
  return dialect.toText(expression)
}
