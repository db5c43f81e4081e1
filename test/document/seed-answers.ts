/** What the document's own code, run by PySpark, answered on the seed's tables; absent outside of the workshop. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, '..', 'shared', 'acceptance', 'seed')

export const SEED_DATA = join(folder, 'data')
export const hasSeed = existsSync(join(folder, 'expected.json'))
if (!hasSeed) process.stdout.write('skipped: the answers of the document (../shared/acceptance/seed) are not on this machine\n')

export type ExpectedRow = Readonly<Record<string, string | number | boolean | null>>

const expected = hasSeed
  ? (JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Readonly<
      Record<string, readonly ExpectedRow[] | ExpectedRow>
    >)
  : {}

export const expectedKeys = (): readonly string[] => Object.keys(expected).filter((key) => key !== '_provenance')
export const expectedRows = (key: string): readonly ExpectedRow[] => expected[key] as readonly ExpectedRow[]
export const expectedRow = (key: string): ExpectedRow => expected[key] as ExpectedRow

/** Every row, in order, every value: texts and flags exactly, numbers to 1e-9 of themselves. `columns` may name those of the document. */
export function expectRows(
  actual: readonly object[],
  wanted: readonly ExpectedRow[],
  columns: readonly string[] = Object.keys(wanted[0] ?? {}),
): void {
  expect(actual.length).toBe(wanted.length)
  for (const [i, row] of wanted.entries()) {
    const found = new Map<string, unknown>(Object.entries(actual[i]!))
    for (const column of columns) expectValue(found.get(column), row[column], `row ${i}, ${column}`)
  }
}

export function expectValue(found: unknown, wanted: unknown, what: string): void {
  if (typeof wanted === 'number' && typeof found === 'number')
    expect(Math.abs(found - wanted), `${what}: ${found} is not ${wanted}`).toBeLessThanOrEqual(1e-9 * Math.abs(wanted))
  else expect(found, what).toBe(wanted)
}
