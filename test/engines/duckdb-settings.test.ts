import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFixture, type Fixture, rejection } from './fixture.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(() => fixture.close())

it('settings hold on every connection: UTC, limits, spill folder, no extension from the network', async () => {
  const engine = fixture.engineOver({ memoryLimit: '512MiB', threads: 1, spillFolder: fixture.path("sp'ill") })
  for (let i = 0; i < 3; i++) {
    const rows = await engine.query(
      "select name, value from duckdb_settings() where name in ('TimeZone', 'memory_limit', 'threads', 'temp_directory', 'autoload_known_extensions', 'autoinstall_known_extensions')",
    )
    expect(Object.fromEntries(rows.map((row) => [row['name'], row['value']]))).toEqual({
      TimeZone: 'UTC',
      memory_limit: '512.0 MiB',
      threads: '1',
      temp_directory: fixture.path("sp'ill"),
      autoload_known_extensions: 'false',
      autoinstall_known_extensions: 'false',
    })
  }
})

it('what needs an extension says that leeway loads none', async () => {
  const error = await rejection(fixture.engine.query("select * from 'https://example.invalid/x.parquet'"))
  expect(error.code).toBe('ENGINE_UNSUPPORTED')
  expect(error.mend).toContain('network')
})

it('a sort larger than the memory limit spills to the folder, or says what to raise', async () => {
  const engine = fixture.engineOver({ memoryLimit: '300MB', threads: 1, spillFolder: fixture.path('spill2') })
  const rows = await engine.query(
    'select count(*) as n from (select i, hash(i) h from range(20000000) r(i) order by h limit 15000000)',
  )
  expect(rows[0]!['n']).toBe(15000000n)
  const tiny = fixture.engineOver({ memoryLimit: '20MB', threads: 1 })
  const error = await rejection(tiny.query('select list(i) from range(50000000) r(i)'))
  expect(error.code).toBe('ENGINE_FAILED')
  expect(error.mend).toContain('memory_limit')
})

it('a closed engine says so', async () => {
  const engine = fixture.engineOver({})
  await engine.query('select 1')
  await engine.close()
  expect((await rejection(engine.query('select 1'))).message).toContain('closed')
})
