/**
 * Compiles wasm/*.ts (AssemblyScript) into src/aggregates/<name>-wasm.ts, which holds the bytes as base64 and is committed.
 * `--check`: changes nothing, fails where a committed file is not what its source compiles to.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const compiler = join(dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')), 'bin', 'asc.js')
const check = process.argv.includes('--check')

function compile(name) {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-wasm-'))
  try {
    const out = join(folder, 'out.wasm')
    const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--lowMemoryLimit', '0', '--outFile', out]
    execFileSync(process.execPath, [compiler, join('wasm', `${name}.ts`), ...options], { cwd: root, stdio: 'inherit' })
    const lines =
      readFileSync(out)
        .toString('base64')
        .match(/.{1,110}/g) ?? []
    return `// Made by scripts/build-wasm.mjs from wasm/${name}.ts: do not edit.\nexport const WASM_BASE64 = [\n${lines.map((line) => `  '${line}',\n`).join('')}].join('')\n`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

let stale = 0
for (const name of ['numeric-kernel']) {
  const file = join('src', 'aggregates', `${name}-wasm.ts`)
  const text = compile(name)
  if (!check) writeFileSync(join(root, file), text)
  else if (readFileSync(join(root, file), 'utf8') !== text) {
    stale++
    process.stderr.write(`${file} is not what wasm/${name}.ts compiles to: run node scripts/build-wasm.mjs\n`)
  }
}
process.exitCode = stale > 0 ? 1 : 0
