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

test.skipIf(!existsSync('/proc/self'))(
  'ends with an error where folders cannot be made (skipped where there is no /proc)',
  () => {
    expect(() => makeFolder('/proc/none/leeway/spill')).toThrow('ENOENT')
  },
)
