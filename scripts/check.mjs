#!/usr/bin/env node
// Every check that is not a test, one after the other; ends with a line per check and exits 1 if any failed.
import { spawnSync } from 'node:child_process'

const bin = (name) => ['npx', '--no-install', name]
const checks = [
  ['type check', [...bin('tsc'), '-p', '.']],
  ['format and lint', [...bin('biome'), 'check', '--error-on-warnings', '.']],
  ['promises and switches', [...bin('eslint'), '.']],
  ['layers and cycles', [...bin('depcruise'), 'src', '--output-type', 'err']],
  ['unused code', [...bin('knip')]],
  ['generated files are current', ['node', 'scripts/check-generated.mjs']],
  ['production dependencies: known weaknesses', ['npm', 'audit', '--omit=dev', '--audit-level=moderate'], audit],
  ['package: publint', [...bin('publint'), '--strict']],
  ['package: types', [...bin('attw'), '--pack', '.', '--profile', 'esm-only']],
]

function audit(result) {
  const text = `${result.stdout}${result.stderr}`
  if (result.status === 0) return 'ok'
  return /found \d+|severity/i.test(text) ? 'failed' : 'not checked (the registry offers no audit service)'
}

const lines = []
let failed = 0
for (const [name, command, judge] of checks) {
  const started = Date.now()
  const result = spawnSync(command[0], command.slice(1), {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
  })
  const verdict = judge ? judge(result) : result.status === 0 ? 'ok' : 'failed'
  if (verdict === 'failed') {
    failed++
    process.stdout.write(`--- ${name}: ${command.join(' ')}\n${result.stdout ?? ''}${result.stderr ?? ''}\n`)
  }
  lines.push(`${verdict.padEnd(7)} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
}
process.stdout.write(`${lines.join('\n')}\n`)
process.exit(failed ? 1 : 0)
