/** The package as users get it: packed, installed into an empty folder, and run there. Skipped with a reason where npm has no network. */
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'leeway-package-'))
const home = join(folder, 'empty')
const SLOW = 600_000
// As in a terminal of its own: an outer `npm test` would lead npm back to this repository.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_(package|lifecycle|config_local_prefix)|INIT_CWD|VITEST)/.test(name)),
)

function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd, env, maxBuffer: 1 << 28, shell: process.platform === 'win32' }
    const child = execFile(command, [...args], options, (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }))
    child.stdin?.end()
  })
}
const leeway = (...args: string[]): Promise<Ended> => run('npx', ['--no-install', 'leeway', ...args], home)

const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|ENETUNREACH|network/
let missing = ''
let tarball = ''

beforeAll(async () => {
  const setup = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs')], { stdio: ['ignore', 'ignore', 'pipe'] })
  if (setup.status !== 0) throw new Error(setup.stderr.toString())
  const packed = await run('npm', ['pack', '--pack-destination', folder], root)
  if (packed.code !== 0) throw new Error(packed.stderr)
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!)
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n')
  const installed = await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], home)
  if (installed.code === 0) return
  if (!NO_NETWORK.test(installed.stderr)) throw new Error(installed.stderr)
  missing = 'npm cannot reach the packages that it needs'
  process.stderr.write(`skipped: the installed package (${missing})\n`)
}, SLOW)

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** 4,000 rows of a number and a text, without randomness; `shift` moves the number by that many standard deviations. */
async function makeTable(name: string, salt: number, shift: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const unit = (k: number): string => `(hash(i * 16 + ${k} + ${salt} * 1000003)::double / 18446744073709551616.0)`
  const normal = `sqrt(-2 * ln(${unit(0)} + 1e-12)) * cos(2 * pi() * ${unit(1)}) + ${shift}`
  await connection.run(
    `copy (select ${normal} as amount, 'shop ' || floor(5 * ${unit(2)})::int as shop from range(4000) t(i)) to '${join(home, name)}'`,
  )
  connection.closeSync()
  instance.closeSync()
}

describe('the installed package', () => {
  test('is small', () => {
    expect(statSync(tarball).size).toBeLessThan(15e6)
  })

  test('brings what it needs, no tests and no sources', ({ skip }) => {
    skip(missing !== '', missing)
    const own = join(home, 'node_modules', 'leeway')
    for (const name of [
      'dist/cli.mjs',
      'dist/scan-worker.mjs',
      'dist/index.d.mts',
      'assets/leeway.schema.json',
      'README.md',
      'LICENSE',
    ])
      expect(existsSync(join(own, name)), name).toBe(true)
    for (const name of ['src', 'test', 'node_modules', 'dist/.sources']) expect(existsSync(join(own, name)), name).toBe(false)
  })

  test(
    'compares two files, with exit code 0 for the same and 1 for a change',
    async ({ skip }) => {
      skip(missing !== '', missing)
      await makeTable('a.parquet', 1, 0)
      await makeTable('b.parquet', 2, 0)
      await makeTable('moved.parquet', 3, 0.5)
      const same = await leeway('compare', 'a.parquet', 'b.parquet')
      expect(same.stderr + same.stdout).not.toContain('Error')
      expect(same.code).toBe(0)
      const moved = await leeway('compare', 'a.parquet', 'moved.parquet', '--json')
      expect(moved.code).toBe(1)
      expect(JSON.parse(moved.stdout)).toBeTypeOf('object')
      expect(moved.stdout).toContain('amount')
    },
    SLOW,
  )

  test(
    'is a library too, with leeway/stats beside it',
    async ({ skip }) => {
      skip(missing !== '', missing)
      const code = `import { compare, LeewayError, openProject } from 'leeway'
import { psi } from 'leeway/stats'
let code = null
try { await openProject() } catch (error) { code = error instanceof LeewayError ? error.code : error.message }
console.log(JSON.stringify([typeof compare, code, psi([50, 50], [50, 50]).statistic]))
`
      writeFileSync(join(home, 'use.mjs'), code)
      const { stdout, stderr } = await run(process.execPath, ['use.mjs'], home)
      expect(stderr).toBe('')
      expect(JSON.parse(stdout)).toEqual(['function', 'CONFIG_NOT_FOUND', 0])
    },
    SLOW,
  )

  test(
    'shows the demo',
    async ({ skip }) => {
      skip(missing !== '', missing)
      const demo = await leeway('demo')
      expect(demo.code, demo.stderr).toBe(0)
      expect(demo.stdout).toContain('late_flights')
      expect(readFileSync(join(home, 'leeway-demo', 'report.html'), 'utf8')).toContain('late_flights')
    },
    SLOW,
  )
})
