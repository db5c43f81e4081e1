/** The FROM clause of a source, once its files are found and its types decided. The text stands alone: a worker's own connection can run it. */
import type { Dialect } from './dialect.ts'

export interface CsvDialect {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
  readonly header: boolean
  readonly skip: number
}

/** One column of a text file: how its text is read. */
export interface TypedColumn {
  readonly name: string
  readonly type: string
}

const list = (dialect: Dialect, items: readonly string[]): string => `[${items.map((i) => dialect.quoteString(i)).join(', ')}]`

/** A file name is a pattern to DuckDB: its special characters are put into brackets. */
export const literalPath = (path: string): string => path.replaceAll(/[[*?]/g, '[$&]')

const paths = (dialect: Dialect, files: readonly string[]): string => list(dialect, files.map(literalPath))

export interface FileReadOptions {
  readonly hive: boolean
  /** Match columns by name over files whose schemas differ. */
  readonly byName: boolean
}

const flags = (options: FileReadOptions): string =>
  `, hive_partitioning=${options.hive}${options.byName ? ', union_by_name=true' : ''}`

export const parquetFrom = (dialect: Dialect, files: readonly string[], options: FileReadOptions): string =>
  `read_parquet(${paths(dialect, files)}${flags(options)})`

/**
 * All columns as text, exactly as they stand in the file. An empty field is null.
 * @param names the header's names where it is one file: nothing is guessed again, and a line of another width is an error.
 */
export function csvTextFrom(
  dialect: Dialect,
  files: readonly string[],
  csv: CsvDialect,
  options: FileReadOptions,
  names: readonly string[] | null,
): string {
  const columns =
    names === null
      ? ', all_varchar=true'
      : `, auto_detect=false, columns={${names.map((name) => `${dialect.quoteString(name)}: 'VARCHAR'`).join(', ')}}`
  return (
    `read_csv(${paths(dialect, files)}${columns}, delim=${dialect.quoteString(csv.delimiter)}, quote=${dialect.quoteString(csv.quote)}` +
    `, escape=${dialect.quoteString(csv.escape)}, header=${csv.header}, skip=${csv.skip}${flags(options)})`
  )
}

/** Text columns read with their types: what does not parse becomes null instead of ending the run. */
export function castColumns(dialect: Dialect, from: string, columns: readonly TypedColumn[]): string {
  const selected = columns.map(({ name, type }) => {
    const column = dialect.quoteIdentifier(name)
    return type === 'VARCHAR' ? column : `try_cast(${column} as ${type}) as ${column}`
  })
  return `(select ${selected.join(', ')} from ${from})`
}

/** JSON lines or an array of objects; the types are fixed, so that every statement reads alike. */
export function jsonFrom(
  dialect: Dialect,
  files: readonly string[],
  columns: readonly TypedColumn[] | null,
  options: FileReadOptions,
): string {
  const typed =
    columns === null
      ? ', sample_size=-1'
      : `, columns={${columns.map((c) => `${dialect.quoteString(c.name)}: ${dialect.quoteString(c.type)}`).join(', ')}}`
  return `read_json(${paths(dialect, files)}${typed}${flags(columns === null ? options : { ...options, byName: false })})`
}

/** A table or view by its dotted name parts. */
export const tableFrom = (dialect: Dialect, parts: readonly string[]): string =>
  parts.map((p) => dialect.quoteIdentifier(p)).join('.')

/** A query as a table. The line break ends a trailing comment. */
export const queryFrom = (query: string): string => `(${query.trim().replace(/;\s*$/, '')}\n)`

/** Rows of `from` restricted to some files while the schema stays that of all of them. */
export const subsetFrom = (subset: string, all: string): string =>
  `((select * from ${all} limit 0) union all by name (select * from ${subset}))`
