#!/usr/bin/env node
// Runs every generator of scripts/ in its check mode: what is committed must equal what would be generated.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

let failed = 0
for (const file of readdirSync('scripts')
  .filter((name) => /^(generate|build)-.*[.]ts$/.test(name))
  .sort()) {
  const result = spawnSync('npx', ['--no-install', 'tsx', join('scripts', file), '--check'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (result.status === 0) continue
  failed++
  process.stdout.write(`${file}: not current; run "npx tsx scripts/${file}"\n${result.stdout}${result.stderr}\n`)
}
process.exit(failed ? 1 : 0)
