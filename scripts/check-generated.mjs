#!/usr/bin/env node
// Runs every generator of scripts/ in its check mode: what is committed must equal what would be generated.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))
let failed = 0
for (const name of readdirSync('scripts').sort()) {
  if (!/^(generate|build)-.*[.](ts|mjs)$/.test(name)) continue
  const result = spawnSync(process.execPath, ['--import', 'tsx', join('scripts', name), '--check'], { encoding: 'utf8' })
  if (result.status === 0) continue
  failed++
  process.stdout.write(`${name}: not current; run "node --import tsx scripts/${name}"\n${result.stdout}${result.stderr}\n`)
}
process.exitCode = failed ? 1 : 0
