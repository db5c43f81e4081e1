#!/usr/bin/env node
// Prepares a clone: installs from the lock file and builds, each only when something changed. Says what it does. Node's own modules only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))
const say = (text) => process.stderr.write(`setup: ${text}\n`)
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  say(`leeway needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node, then try again.`)
  process.exit(2)
}

/** Runs a command and answers with its seconds; ends the process where it fails. Only npm needs a shell, on Windows. */
function run(command, args, mend) {
  const started = Date.now()
  const shell = command === 'npm' && process.platform === 'win32'
  const result = spawnSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', shell, maxBuffer: 1 << 28 })
  if (result.status !== 0) {
    if (result.stdout) process.stderr.write(result.stdout)
    const why = result.error ? result.error.message : `exit code ${result.status ?? result.signal}`
    say(`"${command} ${args.join(' ')}" failed (${why}). ${mend}`)
    process.exit(3)
  }
  return ((Date.now() - started) / 1000).toFixed(1)
}

/** What npm says it put into node_modules, against the lock file: true where nothing is missing, other or from another platform. */
function isInstalled() {
  const record = join('node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = readJson('package-lock.json').packages
  const present = readJson(record).packages
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    // An optional package is for another platform, or npm could not use it here.
    if (!present[path] && !entry.optional) return false
    if (present[path] && present[path].version !== entry.version) return false
  }
  const { dependencies, devDependencies } = readJson('package.json')
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    if (wanted[`node_modules/${name}`]?.version !== version) return false
  return existsSync(join('node_modules', '@duckdb', `node-bindings-${process.platform}-${process.arch}`))
}

function filesBelow(folder) {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.flatMap((e) => (e.isDirectory() ? filesBelow(join(folder, e.name)) : [join(folder, e.name)])).sort()
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file.replaceAll('\\', '/')).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

if (!isInstalled()) {
  // npm ci empties node_modules first, also through a link: whoever shares that folder would lose theirs.
  if (lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink()) {
    const shared = existsSync('node_modules') ? realpathSync('node_modules') : 'a folder that does not exist'
    say(`node_modules is a link to ${shared}, which does not fit the lock file. Remove the link, then try again.`)
    process.exit(3)
  }
  say('installing the dependencies from the lock file (npm ci) …')
  const seconds = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'Is there a network, and room on the disk?')
  say(`installed in ${seconds} s`)
}

// Beside what was built, so that it goes when dist/ goes.
const stamp = join('dist', '.sources')
const sources = hashOf([...filesBelow('src'), 'package.json', 'package-lock.json', 'tsdown.config.ts', 'tsconfig.json'])
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== sources) {
  say('building dist/ …')
  const tsdown = join('node_modules', 'tsdown', 'dist', 'run.mjs')
  say(`built in ${run(process.execPath, [tsdown, '--logLevel', 'error'], 'Its words are above.')} s`)
  writeFileSync(stamp, sources)
}
