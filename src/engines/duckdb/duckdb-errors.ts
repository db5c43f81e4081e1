/** DuckDB's messages in the words of the error catalogue. */
import { LeewayError } from '../../core/errors.ts'

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The first line of DuckDB's message, without its class: the rest is the statement, which users did not write. */
export function plainMessage(error: unknown): string {
  const text = message(error)
    .replace(
      /^(Invalid Input|Binder|Catalog|Parser|IO|Conversion|Out of Range|Out of Memory|Invalid|Not implemented|Serialization) Error: /,
      '',
    )
    .replace(/\n\s*LINE \d+:[\s\S]*$/, '')
  return text.trim()
}

/** @param place the file or table that was being read, where it is known */
export function toLeewayError(error: unknown, place?: string): LeewayError {
  if (error instanceof LeewayError) return error
  const text = message(error)
  const details = place === undefined ? { cause: error } : { place, cause: error }
  // In one line: its line breaks are for a terminal of its own.
  const plain = plainMessage(error).replaceAll(/\s*\n\s*/g, ' ')
  if (/INTERRUPT/i.test(text)) return new LeewayError('INTERRUPTED', 'interrupted', details)
  if (/Out of Memory|could not allocate|failed to pin block/i.test(text)) {
    return new LeewayError('ENGINE_FAILED', `DuckDB ran out of memory: ${plain}`, {
      ...details,
      mend: 'raise memory_limit of the connection, or give it a spill_folder on a larger disk',
    })
  }
  if (/No space left|disk (is )?full|max_temp_directory_size/i.test(text)) {
    return new LeewayError('ENGINE_FAILED', `the disk is full: ${plain}`, {
      ...details,
      mend: 'free space, or set spill_folder of the connection',
    })
  }
  if (/Could not set lock|Conflicting lock/i.test(text)) {
    return new LeewayError('TABLE_UNREADABLE', `another process holds the database: ${plain}`, {
      ...details,
      mend: 'close the other process, or copy the file',
    })
  }
  if (/extension .*(install|load|autoload)|requires the extension/i.test(text)) {
    return new LeewayError('ENGINE_UNSUPPORTED', plain, {
      ...details,
      mend: 'leeway loads no extension from the network: use a local file or table',
    })
  }
  if (/can only read versions/i.test(text)) {
    return new LeewayError('TABLE_UNREADABLE', 'a newer DuckDB wrote this file, in a format that this one cannot read', {
      ...details,
      mend: "write it with ATTACH '…' (STORAGE_VERSION 'v1.2.0'), or export the table to Parquet",
    })
  }
  if (/No files found|does not exist/i.test(text) && /^(IO|Catalog) Error/.test(text)) {
    return new LeewayError('TABLE_NOT_FOUND', plain, details)
  }
  if (
    /^IO Error|^Invalid Input Error|^Invalid Error|Snappy|ZSTD|TProtocolException|not a valid DuckDB|Parquet|CSV|JSON/i.test(text)
  ) {
    return new LeewayError('TABLE_UNREADABLE', plain, details)
  }
  return new LeewayError('ENGINE_FAILED', plain, details)
}
