/** Writes assets/leeway.schema.json from the configuration's schemas; with --check says whether the file is current. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configJsonSchemaText } from '../src/config/json-schema.ts'

const file = fileURLToPath(new URL('../assets/leeway.schema.json', import.meta.url))
const text = configJsonSchemaText()

if (process.argv.includes('--check')) {
  let present = ''
  try {
    present = readFileSync(file, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  if (present !== text) {
    process.stderr.write('assets/leeway.schema.json is not current: run npx tsx scripts/generate-schema.ts\n')
    process.exitCode = 1
  }
} else {
  mkdirSync(new URL('../assets/', import.meta.url), { recursive: true })
  writeFileSync(file, text)
}
