#!/usr/bin/env node
// Every check that is not a test, two at a time; ends with a line per check and exits 1 if any failed.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))
const setup = spawnSync(process.execPath, [join('scripts', 'setup.mjs')], { stdio: 'inherit' })
if (setup.status !== 0) process.exit(setup.status ?? 3)

/** A tool of node_modules, started without a shell and without npx, which costs a second each. */
function tool(name, command, ...args) {
  const { bin } = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'))
  return [process.execPath, join('node_modules', name, typeof bin === 'string' ? bin : bin[command]), ...args]
}

/** npm answers with a report where the registry could be asked, with an error object where not. */
function judgeAudit({ code, stdout }) {
  if (code === 0) return 'ok'
  return stdout.includes('"auditReportVersion"') ? 'failed' : 'not checked (the registry offers no audit service)'
}

const checks = [
  ['promises and switches', tool('eslint', 'eslint', '.')],
  ['type check', tool('typescript', 'tsc', '-p', '.')],
  ['format and lint', tool('@biomejs/biome', 'biome', 'check', '--error-on-warnings', '.')],
  ['layers and cycles', tool('dependency-cruiser', 'depcruise', 'src', '--output-type', 'err')],
  ['unused code', tool('knip', 'knip')],
  ['generated files are current', [process.execPath, join('scripts', 'check-generated.mjs')]],
  ['package: publint', tool('publint', 'publint', '--strict')],
  ['package: types', tool('@arethetypeswrong/cli', 'attw', '--pack', '.', '--profile', 'esm-only')],
  ['known weaknesses of the dependencies', ['npm', 'audit', '--omit=dev', '--audit-level=moderate', '--json'], judgeAudit],
]

function run([command, ...args]) {
  return new Promise((resolve) => {
    const shell = command === 'npm' && process.platform === 'win32'
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell })
    const texts = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (texts[name] += text))
    child.on('error', (error) => resolve({ code: 1, stdout: '', stderr: error.message }))
    child.on('close', (code) => resolve({ code, ...texts }))
  })
}

const lines = []
let failed = 0
let next = 0
async function work() {
  while (next < checks.length) {
    const at = next++
    const [name, command, judge] = checks[at]
    const started = Date.now()
    const result = await run(command)
    const verdict = judge ? judge(result) : result.code === 0 ? 'ok' : 'failed'
    lines[at] = `${verdict.padEnd(7)} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`
    if (verdict !== 'failed') continue
    failed++
    process.stdout.write(`--- ${name}: ${command.slice(1).join(' ')}\n${result.stdout}${result.stderr}\n`)
  }
}
await Promise.all([work(), work()])
process.stdout.write(`${lines.join('\n')}\n`)
process.exitCode = failed ? 1 : 0
