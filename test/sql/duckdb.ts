/** A real DuckDB for tests of SQL text: nothing is asserted about text that was not bound and run. */
import { DuckDBInstance } from '@duckdb/node-api'

export interface TestDatabase {
  rows(sql: string): Promise<readonly Record<string, unknown>[]>
  close(): void
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  await connection.run("set TimeZone = 'UTC'")
  return {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS(),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
