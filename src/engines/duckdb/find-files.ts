/** From a path, glob or folder to the list of files behind it, with their sizes and times. */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import type { Session } from './session.ts'

export type FileFormat = 'parquet' | 'csv' | 'json'

export interface DataFile {
  readonly path: string
  readonly bytes: number
  /** Size and modification time: changes when the content may have. */
  readonly version: string
}

export interface FoundFiles {
  readonly format: FileFormat
  readonly files: readonly DataFile[]
  /** Folders named `key=value` below the source carry columns. */
  readonly hive: boolean
  readonly notes: readonly string[]
}

const FORMATS: readonly (readonly [RegExp, FileFormat])[] = [
  [/\.(parquet|pq)$/i, 'parquet'],
  [/\.(csv|tsv|txt)(\.gz|\.zst)?$/i, 'csv'],
  [/\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i, 'json'],
]

const formatOf = (path: string): FileFormat | undefined => FORMATS.find(([pattern]) => pattern.test(path))?.[1]

const hasGlob = (path: string): boolean => /[*?[]/.test(path)

/** Does this look like a file rather than a table's name? */
export const looksLikeFile = (table: string): boolean => /[/\\]/.test(table) || hasGlob(table) || formatOf(table) !== undefined

/**
 * @throws LeewayError TABLE_NOT_FOUND with the nearest names of the folder, TABLE_EMPTY for files of no bytes,
 * TABLE_UNREADABLE for formats that are not read or mixed
 */
export async function findFiles(session: Session, table: string, baseFolder: string): Promise<FoundFiles> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(table)) {
    throw new LeewayError('ENGINE_UNSUPPORTED', `${table} is not a local file: leeway opens no network connection for DuckDB`, {
      place: table,
      mend: 'copy the files to a local folder, or use a connection of engine spark or databricks',
    })
  }
  const path = resolve(baseFolder, table)
  const found = await stat(path).catch(() => null)
  if (found?.isDirectory()) return fromFolder(path)
  if (found) return complete(path, [await dataFile(path)], false)
  if (!hasGlob(table)) throw await notFound(path)
  const rows = await session.rows(`select file from glob(${duckdbDialect.quoteString(path)}) order by file`)
  const paths = rows.map((row) => String(row['file']))
  if (paths.length === 0) throw await notFound(path)
  const root = path.slice(0, path.search(/[*?[]/))
  return complete(path, await Promise.all(paths.map(dataFile)), hivePaths(root, paths))
}

async function fromFolder(folder: string): Promise<FoundFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const below = (parent: string): string => parent.slice(folder.length)
  if (entries.some((entry) => entry.isDirectory() && entry.name === '_delta_log')) {
    throw new LeewayError('ENGINE_UNSUPPORTED', 'this folder is a Delta table: its files alone would also show deleted rows', {
      place: folder,
      mend: 'export the table to Parquet, or use a connection of engine spark or databricks',
    })
  }
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    // Hidden files, and the markers that writers leave behind (_SUCCESS, _metadata).
    .filter(
      (path) =>
        !below(path)
          .split(sep)
          .some((part) => part.startsWith('.') || part.startsWith('_')),
    )
    .filter((path) => formatOf(path) !== undefined)
    .sort()
  if (paths.length === 0) {
    throw new LeewayError('TABLE_EMPTY', 'the folder holds no Parquet, CSV or JSON file', {
      place: folder,
      mend: 'name the folder that holds the data files',
    })
  }
  return complete(folder, await Promise.all(paths.map(dataFile)), hivePaths(folder, paths))
}

const hivePaths = (root: string, paths: readonly string[]): boolean =>
  paths.some((path) =>
    dirname(path.slice(root.length))
      .split(sep)
      .some((part) => /^[^=]+=/.test(part)),
  )

function complete(place: string, all: readonly DataFile[], hive: boolean): FoundFiles {
  const formats = new Map<FileFormat, number>()
  for (const file of all) {
    const format = formatOf(file.path)
    if (!format) throw unreadable(file.path)
    formats.set(format, (formats.get(format) ?? 0) + 1)
  }
  if (formats.size > 1) {
    const counts = [...formats].map(([format, n]) => `${n} ${format}`).join(', ')
    throw new LeewayError('TABLE_UNREADABLE', `files of more than one format: ${counts}`, {
      place,
      mend: 'name one kind with a glob, for example folder/**/*.parquet',
    })
  }
  const files = all.filter((file) => file.bytes > 0)
  if (files.length === 0) {
    throw new LeewayError('TABLE_EMPTY', all.length === 1 ? 'the file is empty (0 bytes)' : `all ${all.length} files are empty`, {
      place: all.length === 1 ? all[0]!.path : place,
      mend: 'write the data again, or name another file',
    })
  }
  const empty = all.filter((file) => file.bytes === 0)
  const notes =
    empty.length === 0
      ? []
      : [`${empty.length} of ${all.length} files are empty and were passed over, the first is ${empty[0]!.path}`]
  return { format: [...formats.keys()][0]!, files, hive, notes }
}

async function dataFile(path: string): Promise<DataFile> {
  const { size, mtimeMs } = await stat(path)
  return { path, bytes: size, version: `${size}-${Math.round(mtimeMs * 1000)}` }
}

const unreadable = (path: string): LeewayError =>
  new LeewayError('TABLE_UNREADABLE', `${basename(path)} is not a kind of file that is read here`, {
    place: path,
    mend: 'use .parquet, .csv, .tsv, .json, .jsonl or .ndjson (the text kinds also .gz or .zst), or a table of a connection',
  })

async function notFound(path: string): Promise<LeewayError> {
  const folder = dirname(path)
  const names = await readdir(folder).catch(() => null)
  if (names === null) {
    return new LeewayError('TABLE_NOT_FOUND', `no such file, and no such folder ${folder}`, {
      place: path,
      mend: 'check the path; it is relative to leeway.yaml',
    })
  }
  const near = nearestName(basename(path), names)
  const data = names.filter((name) => formatOf(name) !== undefined).sort()
  const mend =
    near !== undefined
      ? `did you mean ${near}?`
      : data.length > 0
        ? `the folder holds ${data.slice(0, 5).join(', ')}${data.length > 5 ? ` and ${data.length - 5} more` : ''}`
        : 'the folder holds no data file'
  return new LeewayError('TABLE_NOT_FOUND', `no such file: ${basename(path)}`, { place: path, mend })
}
