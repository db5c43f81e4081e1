/** DuckDB's type texts: their Spark names, and what leeway does with a column of each. */
import type { Column, ColumnKind } from '../core/columns.ts'

const SIMPLE: Readonly<Record<string, string>> = {
  VARCHAR: 'string',
  UUID: 'string',
  JSON: 'string',
  TIME: 'string',
  'TIME WITH TIME ZONE': 'string',
  TIME_NS: 'string',
  BIT: 'string',
  DOUBLE: 'double',
  FLOAT: 'float',
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  INTEGER: 'int',
  BIGINT: 'bigint',
  UTINYINT: 'smallint',
  USMALLINT: 'int',
  UINTEGER: 'bigint',
  UBIGINT: 'decimal(20,0)',
  HUGEINT: 'decimal(38,0)',
  UHUGEINT: 'decimal(38,0)',
  BIGNUM: 'decimal(38,0)',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  INTERVAL: 'interval',
  BLOB: 'binary',
  GEOMETRY: 'binary',
  '"NULL"': 'void',
}

/** Spark's simple type text, as Databricks prints it in `data_type`; unknown types in lower case as they stand. */
export function sparkType(type: string): string {
  const element = /^([\s\S]*)\[\d*\]$/.exec(type)?.[1]
  if (element !== undefined) return `array<${sparkType(element)}>`
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type)
  if (decimal) return `decimal(${decimal[1]},${decimal[2]})`
  if (type.startsWith('ENUM(')) return 'string'
  if (type.startsWith('MAP(')) return `map<${splitTop(type.slice(4, -1)).map(sparkType).join(',')}>`
  if (type.startsWith('STRUCT(')) return `struct<${splitTop(type.slice(7, -1)).map(sparkField).join(',')}>`
  return SIMPLE[type] ?? type.toLowerCase()
}

const NUMERIC =
  /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT|BIGNUM|FLOAT|DOUBLE|DECIMAL\([^)]*\))$/
const CATEGORICAL = /^(VARCHAR|UUID|JSON|TIME|TIME WITH TIME ZONE|TIME_NS|BIT|ENUM\([\s\S]*\))$/

/** Text counts as categorical here: whether it is free text is decided from the reference's values. */
export function kindOfType(type: string): ColumnKind {
  if (NUMERIC.test(type)) return 'numeric'
  if (CATEGORICAL.test(type)) return 'categorical'
  if (type === 'BOOLEAN') return 'boolean'
  if (/^(DATE|TIMESTAMP.*)$/.test(type) && !type.endsWith(']')) return 'timestamp'
  return 'other'
}

export const columnOfType = (name: string, type: string): Column => ({
  name,
  engineType: type,
  dataType: sparkType(type),
  kind: kindOfType(type),
})

/** `"a b" INTEGER` -> `a b:int`. */
function sparkField(field: string): string {
  const quoted = /^"((?:[^"]|"")*)" ([\s\S]*)$/.exec(field)
  const plain = /^(\S+) ([\s\S]*)$/.exec(field)
  const name = quoted ? quoted[1]!.replaceAll('""', '"') : (plain?.[1] ?? field)
  return `${name}:${sparkType(quoted?.[2] ?? plain?.[2] ?? '')}`
}

/** Splits at commas that stand outside brackets and quotes. */
function splitTop(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let quote = ''
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '(') depth++
    else if (char === ')') depth--
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim())
      start = i + 1
    }
  }
  return [...parts, text.slice(start).trim()]
}
