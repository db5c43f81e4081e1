import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { makeFolder } from '../../src/core/make-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'leeway-folder-'))
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('makes the parents too, and names the topmost folder that was missing', () => {
  expect(makeFolder(join(root, 'a', 'b', 'c'))).toBe(join(root, 'a'))
  expect(existsSync(join(root, 'a', 'b', 'c'))).toBe(true)
  expect(makeFolder(join(root, 'a', 'b'))).toBeUndefined()
})

const noProc = !existsSync('/proc/self')
if (noProc) process.stderr.write('skipped: a folder below /proc (this system has none)\n')

test.skipIf(noProc)('ends with an error where folders cannot be made', () => {
  expect(() => makeFolder('/proc/none/leeway/spill')).toThrow('ENOENT')
})
