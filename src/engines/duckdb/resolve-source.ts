/** From a source as configured to a FROM clause that any connection can run, with its columns, files and remarks. */
import { stat } from 'node:fs/promises'
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import type { Frame } from '../../sql/frame.ts'
import { jsonFrom, parquetFrom, queryFrom, subsetFrom, type TypedColumn, tableFrom } from '../../sql/source.ts'
import type { Source } from '../engine.ts'
import { readCsvColumns } from './csv-columns.ts'
import { plainMessage, toLeewayError } from './duckdb-errors.ts'
import { type DataFile, findFiles, looksLikeFile } from './find-files.ts'
import type { Session } from './session.ts'

export interface ResolvedSource {
  /** How people know it: the path, table name, or `query`. */
  readonly place: string
  readonly from: string
  readonly columns: readonly TypedColumn[]
  readonly rows: number | null
  readonly bytes: number | null
  readonly version: string | null
  readonly files: ReadonlyMap<string, string> | null
  readonly notes: readonly string[]
  /** Expressions that together name a row and stay the same from run to run, for samples; null where the source has none. */
  readonly rowIdentity: readonly string[] | null
  /** The same source, restricted to some of its files. */
  restrict(files: readonly string[]): string
  /** Only of a source joined with outcomes: a frame over `predictions`, joined. */
  readonly joinFrame?: (frame: Frame) => Frame
  /** Only of a source joined with outcomes: the source without them. */
  readonly predictions?: ResolvedSource
}

const dialect = duckdbDialect

/** @throws LeewayError TABLE_NOT_FOUND, TABLE_EMPTY, TABLE_UNREADABLE, ENGINE_UNSUPPORTED, SQL_REFUSED */
export async function resolveSource(session: Session, source: Source, baseFolder: string): Promise<ResolvedSource> {
  if (source.query !== undefined) return fromQuery(session, source.query)
  const table = source.table ?? ''
  if (session.databasePath !== null) {
    const known = await fromDatabase(session, table)
    if (known) return known
    if (!looksLikeFile(table)) throw await unknownTable(session, table)
  }
  if (/\.(duckdb|db|ddb)$/i.test(table)) {
    throw new LeewayError('TABLE_UNREADABLE', 'this is a whole database, not a table', {
      place: table,
      mend: 'give the file to a connection ({engine: duckdb, path: …}) and name one of its tables',
    })
  }
  return fromFiles(session, table, baseFolder)
}

async function fromFiles(session: Session, table: string, baseFolder: string): Promise<ResolvedSource> {
  const found = await findFiles(session, table, baseFolder)
  const all = found.files.map((file) => file.path)
  const place = all.length === 1 ? all[0]! : table
  const common = {
    place,
    bytes: found.files.reduce((sum, file) => sum + file.bytes, 0),
    version: versionOf(found.files),
    files: new Map(found.files.map((file) => [file.path, file.version])),
  }
  try {
    if (found.format === 'parquet') {
      const { mixed, rows, notes } = await readParquetSchemas(session, all)
      const read = (paths: readonly string[]): string => parquetFrom(dialect, paths, { hive: found.hive, byName: mixed })
      const columns = await session.types(`select * from ${read(all)}`)
      const taken = new Set(columns.map((column) => column.name.toLowerCase()))
      return {
        ...common,
        from: read(all),
        columns,
        rows,
        notes: [...found.notes, ...notes, ...renamed(columns)],
        rowIdentity: taken.has('file_row_number') || taken.has('filename') ? null : fileRowIdentity(all),
        restrict: (paths) => (mixed ? subsetFrom(read(paths), read(all)) : read(paths)),
      }
    }
    if (found.format === 'csv') {
      const csv = await readCsvColumns(session, found.files, found.hive)
      return {
        ...common,
        from: csv.from(all),
        columns: csv.columns,
        rows: null,
        notes: [...found.notes, ...csv.notes],
        rowIdentity: null,
        restrict: csv.from,
      }
    }
    const options = { hive: found.hive, byName: all.length > 1 }
    const columns = await session.types(`select * from ${jsonFrom(dialect, all, null, options)}`)
    const read = (paths: readonly string[]): string => jsonFrom(dialect, paths, found.hive ? null : columns, options)
    return { ...common, from: read(all), columns, rows: null, notes: found.notes, rowIdentity: null, restrict: read }
  } catch (error) {
    throw unreadable(error, place)
  }
}

/** What DuckDB says while it opens files is about the files. */
function unreadable(error: unknown, place: string): LeewayError {
  const mapped = toLeewayError(error, place)
  // Trouble with something else (the spill folder, the database) keeps its own place.
  if (mapped.place !== undefined && mapped.place !== place) return mapped
  if (mapped.code !== 'ENGINE_FAILED' && mapped.code !== 'TABLE_UNREADABLE') return mapped
  const text = plainMessage(mapped.cause ?? mapped)
  const line = /CSV Error on Line: (\d+)/.exec(text)?.[1]
  const file = /file\s*[=:]?\s*["']?([^\s"']+\.[a-z.]+)["']?/i.exec(text)?.[1] ?? place
  return new LeewayError('TABLE_UNREADABLE', text.split('\n')[0]!.trim(), {
    place: line === undefined ? file : `${file}:${line}`,
    mend: /magic bytes|too small|TProtocol|footer|metadata/i.test(text)
      ? 'the file is not whole: write or copy it again'
      : 'mend the file, or leave it out',
    cause: error,
  })
}

const versionOf = (files: readonly DataFile[]): string => {
  // Order, names, sizes and times: a short hash is enough to notice a change.
  let hash = 0xcbf29ce484222325n
  for (const file of files) {
    for (const unit of `${file.path}\n${file.version}\n`)
      hash = BigInt.asUintN(64, (hash ^ BigInt(unit.codePointAt(0)!)) * 0x100000001b3n)
  }
  return `${files.length}-${hash.toString(16)}`
}

/** The row's place in its file, and the part of the path that differs between files. */
function fileRowIdentity(files: readonly string[]): readonly string[] {
  if (files.length === 1) return ['file_row_number']
  const first = files[0]!
  let shared = 0
  while (files.every((file) => file[shared] !== undefined && file[shared] === first[shared])) shared++
  return ['file_row_number', `substr(filename, ${shared + 1})`]
}

const renamed = (columns: readonly TypedColumn[]): readonly string[] => {
  const names = new Set(columns.map((column) => column.name.toLowerCase()))
  return columns
    .filter((column) => /_\d+$/.test(column.name) && names.has(column.name.replace(/_\d+$/, '').toLowerCase()))
    .map((column) => `column ${column.name}: where two names differ only in case, the second is read under a name with a number`)
}

async function readParquetSchemas(
  session: Session,
  files: readonly string[],
): Promise<{ mixed: boolean; rows: number; notes: readonly string[] }> {
  const quoted = `[${files.map((file) => dialect.quoteString(file.replaceAll(/[[*?]/g, '[$&]'))).join(', ')}]`
  const [meta] = await session.rows(`select sum(num_rows)::double as n from parquet_file_metadata(${quoted})`)
  const rows = Number(meta!['n'])
  if (files.length === 1) return { mixed: false, rows, notes: [] }
  const shapes = await session.rows(
    `select shape, count(*)::double as n, min(file_name) as example from (
       select file_name, list(struct_pack(name := name, type := coalesce(duckdb_type, ''), children := coalesce(num_children, 0))) as shape
       from parquet_schema(${quoted}) group by file_name) group by shape order by n desc, example`,
  )
  if (shapes.length <= 1) return { mixed: false, rows, notes: [] }
  const parsed = shapes.map((row) => ({
    n: Number(row['n']),
    example: String(row['example']),
    columns: topColumns(row['shape']),
  }))
  return { mixed: true, rows, notes: sayMixed(parsed, files.length) }
}

interface Shape {
  readonly n: number
  readonly example: string
  readonly columns: ReadonlyMap<string, string>
}

/** Only the top level of a flattened schema; the first element is the root. */
function topColumns(shape: unknown): ReadonlyMap<string, string> {
  const elements = shape as readonly { readonly name: string; readonly type: string; readonly children: bigint }[]
  const columns = new Map<string, string>()
  const skip = (at: number): number => {
    let next = at + 1
    for (let child = 0n; child < elements[at]!.children; child++) next = skip(next)
    return next
  }
  for (let at = 1; at < elements.length; at = skip(at)) {
    const element = elements[at]!
    columns.set(element.name, element.type === '' ? 'nested' : element.type)
  }
  return columns
}

function sayMixed(shapes: readonly Shape[], files: number): readonly string[] {
  const names = new Set(shapes.flatMap((shape) => [...shape.columns.keys()]))
  const notes: string[] = []
  for (const name of names) {
    const lacking = shapes.filter((shape) => !shape.columns.has(name))
    if (lacking.length > 0) {
      const n = lacking.reduce((sum, shape) => sum + shape.n, 0)
      notes.push(`column ${name} is missing in ${n} of ${files} files, the first is ${lacking[0]!.example}: null there`)
    }
    const types = new Map<string, string>()
    for (const shape of shapes) {
      const type = shape.columns.get(name)
      if (type !== undefined && !types.has(type)) types.set(type, shape.example)
    }
    if (types.size > 1) {
      notes.push(`column ${name} has different types: ${[...types].map(([type, example]) => `${type} in ${example}`).join(', ')}`)
    }
  }
  return notes
}

async function fromQuery(session: Session, query: string): Promise<ResolvedSource> {
  const tree = (await session.parse(query)) as { error: boolean; error_message?: string; statements?: readonly unknown[] }
  if (tree.error || tree.statements?.length !== 1) {
    const found = tree.error ? (tree.error_message ?? 'it does not parse') : `${tree.statements?.length ?? 0} statements`
    throw new LeewayError('SQL_REFUSED', `the query must be one SELECT: ${found}`, {
      place: 'query',
      mend: 'write a single select … from …',
    })
  }
  const from = queryFrom(query)
  const columns = await session.types(`select * from ${from}`)
  return {
    place: 'query',
    from,
    columns,
    rows: null,
    bytes: null,
    version: null,
    files: null,
    notes: [],
    rowIdentity: null,
    restrict: () => from,
  }
}

interface KnownTable {
  readonly schema: string
  readonly name: string
  readonly rows: number | null
}

async function databaseTables(session: Session): Promise<readonly KnownTable[]> {
  const rows = await session.rows(
    `select schema_name, table_name as name, estimated_size::double as n from duckdb_tables() where not internal
     union all select schema_name, view_name, null from duckdb_views() where not internal order by all`,
  )
  return rows.map((row) => ({
    schema: String(row['schema_name']),
    name: String(row['name']),
    rows: row['n'] === null ? null : Number(row['n']),
  }))
}

async function fromDatabase(session: Session, table: string): Promise<ResolvedSource | null> {
  const known = await databaseTables(session)
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
  const match =
    known.find((t) => t.schema === 'main' && same(t.name, table)) ??
    known.find((t) => same(`${t.schema}.${t.name}`, table)) ??
    null
  if (!match) return null
  const from = tableFrom(dialect, [match.schema, match.name])
  const columns = await session.types(`select * from ${from}`)
  const file = await stat(session.databasePath!)
  return {
    place: table,
    from,
    columns,
    rows: match.rows,
    bytes: match.rows === null ? null : file.size,
    // A view may read anything: only a table's content lies wholly in the file.
    version: match.rows === null ? null : `${file.size}-${Math.round(file.mtimeMs * 1000)}`,
    files: null,
    notes: [],
    rowIdentity: match.rows === null || columns.some((column) => column.name.toLowerCase() === 'rowid') ? null : ['rowid'],
    restrict: () => from,
  }
}

async function unknownTable(session: Session, table: string): Promise<LeewayError> {
  const names = (await databaseTables(session)).map((t) => (t.schema === 'main' ? t.name : `${t.schema}.${t.name}`))
  const near = nearestName(table, names)
  return new LeewayError('TABLE_NOT_FOUND', `no table or view ${table} in ${session.databasePath}`, {
    place: table,
    mend: near !== undefined ? `did you mean ${near}?` : `it holds ${names.slice(0, 5).join(', ') || 'no table'}`,
  })
}
