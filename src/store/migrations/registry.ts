/** Every migration, in order. The number in a file's name is the schema version it leads to; a test compares this list with the folder. */
import { sql as firstTables } from './0001-first-tables.ts'
import { sql as journal } from './0002-journal.ts'

export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: readonly string[]
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: '0001-first-tables', sql: firstTables },
  { version: 2, name: '0002-journal', sql: journal },
]
