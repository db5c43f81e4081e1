import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { ERROR_CATALOGUE } from '../../src/core/error-catalogue.ts'
import { Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { MIGRATIONS } from '../../src/store/migrations/registry.ts'
import { openStore } from '../../src/store/open-store.ts'
import { storeError } from '../../src/store/store-error.ts'
import { temporaryFolder, temporaryStore } from './fixtures.ts'
import { bins, day, monitorState, windowResult } from './rows.ts'

async function query(path: string, ...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  for (const statement of statements) await connection.run(statement)
  connection.closeSync()
  instance.closeSync()
}

const created = async (): Promise<string> => {
  const path = join(temporaryFolder(), 'store.duckdb')
  const store = await openStore(path)
  await store.replaceWindows([windowResult('m', day(1), 5)], [], { monitor: 'm', state: monitorState() })
  await store.close()
  return path
}

it('has a file for each migration, numbered without gaps', () => {
  const folder = join(dirname(fileURLToPath(import.meta.url)), '../../src/store/migrations')
  const files = readdirSync(folder).filter((name) => /^\d{4}-/.test(name))
  expect(MIGRATIONS.map((m) => `${m.name}.ts`)).toEqual(files.sort())
  expect(MIGRATIONS.map((m) => m.version)).toEqual(files.map((_, i) => i + 1))
  expect(MIGRATIONS.map((m) => Number(m.name.slice(0, 4)))).toEqual(MIGRATIONS.map((m) => m.version))
})

it('refuses a store of a newer schema, and leaves it as it is', async () => {
  const path = await created()
  await query(path, `update meta set value = '99' where key = 'schema_version'`)
  const before = readFileSync(path)
  for (const readOnly of [false, true])
    await expect(openStore(path, { readOnly })).rejects.toMatchObject({
      code: 'STORE_NEWER',
      message: expect.stringContaining('schema version 99'),
      mend: expect.stringContaining('update leeway'),
    })
  expect(readFileSync(path).equals(before)).toBe(true)
  // The failed openings let go of the file.
  await query(path, `update meta set value = '${MIGRATIONS.length}' where key = 'schema_version'`)
  await (await openStore(path)).close()
})

it('brings an older store up to date before reading, each step whole or not at all', async () => {
  const path = join(temporaryFolder(), 'store.duckdb')
  const database = await Database.open(path, { readOnly: false })
  const steps = [
    ...MIGRATIONS,
    { version: MIGRATIONS.length + 1, name: 'broken', sql: ['create table extra (a int)', 'not sql'] },
  ]
  await expect(migrate(database, steps)).rejects.toThrow(/not/)
  expect(await database.all(`select value from meta`)).toEqual([{ value: String(MIGRATIONS.length) }])
  expect(await database.all(`select 1 from duckdb_tables() where table_name = 'extra'`)).toEqual([])
  await database.close()
  // An empty database is schema version 0: a reader brings it up to date and then only reads.
  const empty = join(temporaryFolder(), 'empty.duckdb')
  await query(empty, 'create table t (a int)', 'drop table t')
  const reader = await openStore(empty, { readOnly: true })
  expect(await reader.windows('m')).toEqual([])
  await expect(reader.replaceWindows([windowResult('m', day(1), 1)], [], null)).rejects.toThrow(/read-only/)
  await reader.close()
})

it('reads a store of which the last writer was killed before it wrote the log into the file', async () => {
  const path = await created()
  const copy = join(temporaryFolder(), 'copy.duckdb')
  const store = await openStore(path)
  await store.replaceWindows([windowResult('m', day(2), 6)], [], null)
  // What a killed writer leaves: the file and its log.
  writeFileSync(copy, readFileSync(path))
  writeFileSync(`${copy}.wal`, readFileSync(`${path}.wal`))
  await store.close()
  const reader = await openStore(copy, { readOnly: true })
  expect((await reader.windows('m')).map((w) => w.rows)).toEqual([5, 6])
  await reader.close()
})

it.each([
  ['a text', (path: string) => writeFileSync(path, 'hello')],
  ['zeros', (path: string) => writeFileSync(path, Buffer.alloc(100_000))],
  [
    'a store with a damaged header',
    (path: string) => {
      const bytes = readFileSync(path)
      bytes.fill(9, 4096, 12_288 + 4096)
      writeFileSync(path, bytes)
    },
  ],
])('says what to do about %s', async (_what, damage) => {
  const path = await created()
  damage(path)
  await expect(openStore(path)).rejects.toMatchObject({
    code: 'STORE_DAMAGED',
    place: path,
    mend: expect.stringContaining('move the file'),
  })
})

it('refuses a database that is not a store, and adds nothing to it', async () => {
  const path = join(temporaryFolder(), 'warehouse.duckdb')
  await query(path, 'create table customers (id int)')
  await expect(openStore(path)).rejects.toMatchObject({
    code: 'STORE_DAMAGED',
    message: expect.stringContaining('not a store of leeway'),
    mend: expect.stringContaining('store:'),
  })
})

it.each([
  ['below a file', (folder: string) => join(folder, 'file', 'store.duckdb')],
  ['in a folder', (folder: string) => join(folder, 'folder')],
  ['where nothing can be written', () => '/proc/leeway/store.duckdb'],
])('says that a store %s cannot be written', async (_where, place) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  mkdirSync(join(folder, 'folder'))
  const path = place(folder)
  await expect(openStore(path)).rejects.toMatchObject({
    code: 'STORE_UNWRITABLE',
    place: path,
    mend: expect.stringContaining('store:'),
  })
  expect(ERROR_CATALOGUE.STORE_UNWRITABLE.exit).toBe(3)
})

it('says that there is nothing to read yet', async () => {
  const path = join(temporaryFolder(), 'store.duckdb')
  await expect(openStore(path, { readOnly: true })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    mend: expect.stringContaining('leeway run'),
  })
})

it('leaves errors that are not about the file as they are', () => {
  const error = new TypeError('metric avg must be a number')
  expect(storeError(error, 'x')).toBe(error)
})

it('serves calls that overlap one after the other', async () => {
  const store = await temporaryStore()
  const writes = [1, 2, 3].map((n) => store.replaceWindows([windowResult('m', day(n), n)], [], null))
  const reads = [store.windows('m'), store.saveReference(bins('m', 1), [], []).then(() => store.bins('m'))]
  await Promise.all(writes)
  expect((await Promise.all(reads))[0]).toHaveLength(3)
  await store.close()
  await store.close()
  await expect(store.windows('m')).rejects.toThrow(/closed/)
})
