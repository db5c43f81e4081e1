import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = existsSync(join(root, 'dist', 'cli.mjs'))
if (!built) process.stdout.write('skipped: examples/seed needs the built package (npm run build)\n')

describe.skipIf(!built)('examples/seed, as a process of its own', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'leeway-seed-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('makes its tables, asks every function and runs every command, and ends with 0', () => {
    const env = { ...process.env }
    // A server of the developer's own is not asked.
    delete env['MLFLOW_TRACKING_URI']
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'examples', 'seed', 'run-all.mjs'), folder], {
      cwd: folder,
      env,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(stdout).not.toContain('FAILED')
    expect(status).toBe(0)

    const page = readFileSync(join(root, 'docs', 'from-the-document.md'), 'utf8')
    const functions = [...page.matchAll(/^### `([\w.]+)`$/gm)].map((match) => match[1]!)
    expect(functions).toHaveLength(15)
    for (const name of functions) expect(stdout, `a section of ${name}`).toContain(`\n== ${name}\n`)
    const commands = [
      'run',
      'show',
      'explain',
      'health',
      'volume',
      'ops',
      'quality',
      'decide',
      'checklist',
      'feedback',
      'export',
      'report',
    ]
    for (const name of commands) expect(stdout, `leeway ${name}`).toContain(`\n$ leeway ${name} `.trimEnd())
    expect(stdout).toContain('all of it answered')
    expect(existsSync(join(folder, 'report.html'))).toBe(true)
  })
})
