#!/usr/bin/env node
// Runs every test and closes with a line that counts them. Arguments go to vitest; LEEWAY_TEST_RESULT names a file for the counts.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'leeway-test-'))
const report = join(folder, 'report.json')
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)]
const result = spawnSync(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), ...args], {
  stdio: ['ignore', 'inherit', 'inherit'],
})

let passed = 0
let failed = 0
let skipped = 0
try {
  const counts = JSON.parse(readFileSync(report, 'utf8'))
  passed = counts.numPassedTests
  failed = counts.numFailedTests
  skipped = counts.numPendingTests + counts.numTodoTests
  for (const file of counts.testResults) {
    // A file that could not even load has no test that failed, but it failed.
    if (file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')) failed++
    for (const test of file.assertionResults)
      if (test.status === 'pending' || test.status === 'skipped') process.stdout.write(`skipped: ${test.fullName}\n`)
  }
} catch (error) {
  const end = result.error?.message ?? (result.signal ? `signal ${result.signal}` : `exit code ${result.status}`)
  process.stdout.write(`the tests ended without a report (${end}): ${error.message}\n`)
  failed++
}
if (result.status !== 0 && failed === 0) failed++
if (passed === 0 && failed === 0) failed++
rmSync(folder, { recursive: true, force: true })
if (process.env.LEEWAY_TEST_RESULT) writeFileSync(process.env.LEEWAY_TEST_RESULT, JSON.stringify({ passed, failed, skipped }))
process.stdout.write(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`)
process.exit(failed ? 1 : 0)
