/** Stores in folders that go away with the test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { JsonValue } from '../../src/core/json.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { ExportTable, Store } from '../../src/store/store.ts'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function temporaryStore(path = join(temporaryFolder(), 'store.duckdb')): Promise<Store> {
  const store = await openStore(path)
  onTestFinished(() => store.close())
  return store
}

export async function exported(
  store: Store,
  table: ExportTable,
  options: { readonly where?: string; readonly monitors?: readonly string[] } = {},
): Promise<Record<string, JsonValue>[]> {
  const pieces: string[] = []
  await store.export(table, { format: 'json', write: (piece) => pieces.push(piece), ...options })
  return JSON.parse(pieces.join('')) as Record<string, JsonValue>[]
}
