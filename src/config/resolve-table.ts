import { isAbsolute, resolve } from 'node:path'

const FILE_LIKE = /[/\\*?]|\.(parquet|pq|csv|tsv|txt|json|jsonl|ndjson)(\.(gz|zst))?$/i
const ADDRESS = /^[a-z][a-z0-9+.-]+:\/\//i

/**
 * What an engine is given for a `table:` key: an absolute path for files, the name as written for tables of a database.
 *
 * A connection without a database file knows files only. With one, a text is a file when it holds a slash or a wildcard,
 * or ends like a data file; everything else names a table or view.
 * @param hasDatabase whether the connection has tables of its own
 */
export function resolveTable(table: string, folder: string, hasDatabase: boolean): string {
  if (ADDRESS.test(table) || isAbsolute(table)) return table
  return hasDatabase && !FILE_LIKE.test(table) ? table : resolve(folder, table)
}
