/** DuckDB's messages about the store's file, as errors that say what to do. */
import { LeewayError } from '../core/errors.ts'

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The process that holds the file's lock, where DuckDB says so; undefined when the error is not about a lock. */
export function lockHolder(error: unknown): { readonly pid: number | null } | undefined {
  const message = text(error)
  if (!/could not set lock|conflicting lock|being used by another process|already open/i.test(message)) return undefined
  const pid = /\(PID (\d+)\)/.exec(message)?.[1]
  return { pid: pid === undefined ? null : Number(pid) }
}

/** What to do about a store that cannot be read; nothing in it but alerts, decisions and frozen references is lost for good. */
const START_ANEW =
  'move the file (and the .wal file beside it) away and run `leeway run`: windows, metrics and findings are computed again from your tables'

export function storeError(error: unknown, path: string): unknown {
  if (error instanceof LeewayError) return error
  const message = text(error)
  const place = path
  const cause = error
  if (/database file with version number|newer version|storage version/i.test(message))
    return new LeewayError('STORE_NEWER', 'the store was written by a newer version of DuckDB than the one in this leeway', {
      place,
      mend: 'update leeway, or move the file away to begin a new store',
      cause,
    })
  if (/not a valid DuckDB database|corrupt|checksum|replaying WAL|deserializ/i.test(message))
    return new LeewayError('STORE_DAMAGED', `the store is damaged: ${firstLine(message)}`, { place, mend: START_ANEW, cause })
  if (/no space left|disk is full|could not write|file too large|failed to write|truncate file|fsync|out of disk/i.test(message))
    return new LeewayError('STORE_UNWRITABLE', `the store could not be written: ${firstLine(message)}`, {
      place,
      mend: 'free space on that disk and run again: what was recorded before is whole, the interrupted part is computed again',
      cause,
    })
  if (
    /cannot open (file|database)|permission denied|read-only file system|is a directory|could not read from file/i.test(message)
  )
    return new LeewayError('STORE_UNWRITABLE', `the store cannot be opened: ${firstLine(message)}`, {
      place,
      mend: 'check the path `store:` in leeway.yaml and your rights on that folder',
      cause,
    })
  return error
}

const firstLine = (message: string): string =>
  message.split('\n')[0]!.replace(/^(TransactionContext Error: Failed to commit: )?(IO Error: )?/, '')
