#!/usr/bin/env node
// Prepares a clone: installs from the lock file and builds, each only when something changed. Says what it does. Node's own modules only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.chdir(root)
const say = (text) => process.stderr.write(`${text}\n`)

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  say(`leeway needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node, then try again.`)
  process.exit(2)
}

const hashOf = (files) => {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}
const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((e) => (e.isDirectory() ? filesBelow(join(folder, e.name)) : [join(folder, e.name)]))
    .sort()
const stamp = (name) => join('node_modules', '.leeway', name)
const stamped = (name, hash) => existsSync(stamp(name)) && readFileSync(stamp(name), 'utf8') === hash
const setStamp = (name, hash) => {
  mkdirSync(dirname(stamp(name)), { recursive: true })
  writeFileSync(stamp(name), hash)
}
function run(command, args) {
  const started = Date.now()
  const shell = process.platform === 'win32'
  const result = spawnSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', shell, maxBuffer: 1 << 28 })
  if (result.status !== 0) {
    say(result.stdout ?? '')
    say(
      `setup: "${command} ${args.join(' ')}" failed${result.error ? `: ${result.error.message}` : ` with exit code ${result.status}`}`,
    )
    process.exit(3)
  }
  return ((Date.now() - started) / 1000).toFixed(1)
}

const lock = hashOf(['package-lock.json', 'package.json'])
if (
  !existsSync('node_modules') ||
  (!stamped('install', lock) && !existsSync(join('node_modules', '.package-lock.json'))) ||
  (existsSync(stamp('install')) && !stamped('install', lock))
) {
  say('setup: installing the dependencies from the lock file (npm ci) …')
  say(`setup: installed in ${run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])} s`)
}
setStamp('install', lock)

const sources = hashOf([...filesBelow('src'), 'package.json', 'tsdown.config.ts', 'tsconfig.json'])
const built = existsSync(join('dist', 'cli.mjs')) && statSync(join('dist', 'cli.mjs')).size > 0
if (!built || !stamped('build', sources)) {
  say('setup: building dist/ …')
  say(`setup: built in ${run(process.execPath, [join('node_modules', 'tsdown', 'dist', 'run.mjs'), '--logLevel', 'warn'])} s`)
  setStamp('build', sources)
}
