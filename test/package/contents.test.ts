/** What the repository and its lock file promise to those who install. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { VERSION } from '../../src/core/version.ts'

interface LockEntry {
  readonly version?: string
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
  readonly integrity?: string
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const lock = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, LockEntry>> }
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)))

test('the version in the code is the version of the package', () => {
  expect((JSON.parse(read('package.json')) as { readonly version: string }).version).toBe(VERSION)
})

test('no dependency that users install runs a script when it is installed', () => {
  const withScript = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript && !entry.dev)
  expect(withScript.map(([path]) => path)).toEqual([])
})

test('the lock file holds the binaries of DuckDB for every platform, each with its hash', () => {
  const bindings = lock.packages['node_modules/@duckdb/node-bindings']
  for (const platform of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64']) {
    const entry = lock.packages[`node_modules/@duckdb/node-bindings-${platform}`]
    expect(entry, platform).toMatchObject({ version: bindings?.version })
    expect(entry?.integrity, platform).toMatch(/^sha512-/)
  }
})

test('no file holds a path of the machine it was written on, or the address of a package registry', () => {
  const machine =
    /(?<![\w.@$}-])[/](work|root|home|Users)[/][\w.-]+[/]|https?:[/][/][^/\s"'`]*(registry|artifactory|nexus|pypi|mirror)/
  const found = files
    .filter((file) => /[.](ts|mjs|cjs|js|json|md|py|ya?ml|html|css|sql)$|^[.](ci|npmrc)/.test(file))
    .flatMap((file) => {
      const hit = machine.exec(read(file))
      return hit ? [`${file}: ${hit[0]}`] : []
    })
  expect(found).toEqual([])
})

test('every relative link of a page leads to a file', () => {
  const broken = files
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      [...read(file).matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => match[1]!.replace(/#.*$/, ''))
        .filter((link) => link !== '' && !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(file), link)))
        .map((link) => `${file}: ${link}`),
    )
  expect(broken).toEqual([])
})
