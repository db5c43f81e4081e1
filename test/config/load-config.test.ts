import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { LeewayError } from '../../src/core/errors.ts'

const folder = mkdtempSync(join(tmpdir(), 'leeway-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const VALID = 'version: 1\nmonitors:\n  a: {type: snapshot, table: a.parquet}\n'
const load = (cwd: string, config?: string) =>
  loadConfig({ cwd, ...(config !== undefined && { config }), env: {}, knownMetrics: [] })

function errorOf(work: () => unknown): LeewayError {
  try {
    work()
  } catch (error) {
    if (error instanceof LeewayError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const make = (name: string, files: Readonly<Record<string, string | Uint8Array>>): string => {
  const path = join(folder, name)
  mkdirSync(path)
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content)
  return path
}

describe('loading a configuration', () => {
  it('takes leeway.yaml of the current folder, or the file or folder that --config names', () => {
    const path = make('found', { 'leeway.yaml': VALID, 'other.yaml': VALID.replace('a:', 'other:') })
    expect(load(path).monitors[0]!.name).toBe('a')
    expect(load(path, 'other.yaml').monitors[0]!.name).toBe('other')
    expect(load(folder, 'found').folder).toBe(path)
    expect(load(folder, 'found/leeway.yaml').monitors[0]!.place).toBe('found/leeway.yaml:3:3')
  })

  it('does not search the folders above', () => {
    const path = make('above', { 'leeway.yaml': VALID })
    mkdirSync(join(path, 'below'))
    const error = errorOf(() => load(join(path, 'below')))
    expect(error.code).toBe('CONFIG_NOT_FOUND')
    expect(error.mend).toMatch(/leeway init .*leeway compare/)
  })

  it('names a file that is nearly called so', () => {
    const path = make('nearly', { 'leeway.yml': VALID })
    expect(errorOf(() => load(path)).mend).toContain('leeway.yml')
    expect(errorOf(() => load(path, 'nothing.yaml')).code).toBe('CONFIG_NOT_FOUND')
  })

  it('reads secret files beside it, without their last line end', () => {
    const path = make('secret', {
      'leeway.yaml': VALID.replace('a.parquet', `"\${file:name.txt}"`),
      'name.txt': 'hidden.parquet\r\n',
    })
    const project = load(path)
    expect(project.monitors[0]!.table).toBe(join(path, 'hidden.parquet'))
    expect(project.secrets).toEqual(['hidden.parquet'])
  })

  it('refuses what is not text in UTF-8, and says what it is', () => {
    const path = make('bytes', {
      'utf16.yaml': new Uint8Array([0xff, 0xfe, 0x76, 0]),
      'latin.yaml': new Uint8Array([0x61, 0xe9, 0x0a]),
      'huge.yaml': new Uint8Array(4_000_001).fill(0x23),
    })
    for (const [file, words] of [
      ['utf16.yaml', /UTF-16/],
      ['latin.yaml', /UTF-8/],
      ['huge.yaml', /too large/],
    ] as const) {
      const error = errorOf(() => load(path, file))
      expect(error.code).toBe('CONFIG_UNREADABLE')
      expect(error.message).toMatch(words)
      expect(error.place).toBe(file)
    }
  })
})
