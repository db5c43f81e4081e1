/** Brings a store to the schema that this version of leeway reads and writes. */
import { LeewayError } from '../core/errors.ts'
import type { Database } from './database.ts'
import { MIGRATIONS, type Migration } from './migrations/registry.ts'
import { createSharedViews } from './views.ts'

/** The schema version that a store has: 0 for an empty file. @throws STORE_DAMAGED when the file is somebody else's database. */
export async function schemaVersion(database: Database): Promise<number> {
  const tables = await database.all(`select table_name from duckdb_tables() where not internal and not temporary`)
  if (tables.length === 0) return 0
  if (!tables.some((row) => row['table_name'] === 'meta'))
    throw new LeewayError('STORE_DAMAGED', 'this is a DuckDB database, but not a store of leeway', {
      place: database.path,
      mend: 'give `store:` in leeway.yaml a path of its own, for example .leeway/store.duckdb',
    })
  const rows = await database.all(`select value from meta where key = 'schema_version'`)
  const version = Number(rows[0]?.['value'] ?? Number.NaN)
  if (!Number.isInteger(version))
    throw new LeewayError('STORE_DAMAGED', 'the store does not say its schema version', {
      place: database.path,
      mend: 'move the file away and run `leeway run` to begin a new store',
    })
  return version
}

/** @throws STORE_NEWER when the store has a schema that this version does not know. */
export function refuseNewer(version: number, path: string, migrations: readonly Migration[] = MIGRATIONS): void {
  const newest = migrations.at(-1)?.version ?? 0
  if (version > newest)
    throw new LeewayError('STORE_NEWER', `the store has schema version ${version}; this leeway knows versions up to ${newest}`, {
      place: path,
      mend: 'update leeway, or give `store:` in leeway.yaml another path',
    })
}

export const needsMigration = (version: number, migrations: readonly Migration[] = MIGRATIONS): boolean =>
  version < (migrations.at(-1)?.version ?? 0)

/** Runs the migrations that are missing, each in a transaction together with the new version number. */
export async function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const version = await schemaVersion(database)
  refuseNewer(version, database.path, migrations)
  for (const migration of migrations) {
    if (migration.version <= version) continue
    await database.transaction(async () => {
      await database.run('create table if not exists meta (key varchar not null, value varchar not null)')
      for (const statement of migration.sql) await database.run(statement)
      await database.run(`delete from meta where key = 'schema_version'`)
      await database.run(`insert into meta values ('schema_version', $1)`, [String(migration.version)])
      if (migration === migrations.at(-1)) await createSharedViews(database)
    })
  }
}
