#!/usr/bin/env node
/** The bin: connects the process to the command line and ends with its exit code. */
import { LeewayError } from '../core/errors.ts'
import type { Effects } from './effects.ts'
import { runCli } from './run-cli.ts'

const INTERRUPTED = 130

const abort = new AbortController()
/** The first Ctrl-C asks the work to stop and leaves the store whole, the second ends at once. */
function interrupt(): void {
  if (abort.signal.aborted) process.exit(INTERRUPTED)
  process.stderr.write('\nstopping; once more to end at once\n')
  abort.abort(
    new LeewayError('INTERRUPTED', 'interrupted; what was computed is recorded', {
      mend: 'run the same command again: it goes on from there',
    }),
  )
}
process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)

// A reader that goes away (`leeway export … | head`) is no error.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    throw error
  })

const effects: Effects = {
  cwd: process.cwd(),
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  outIsTerminal: process.stdout.isTTY ?? false,
  errIsTerminal: process.stderr.isTTY ?? false,
  columns: process.stdout.columns ?? 80,
  nowUs: () => Date.now() * 1000,
  signal: abort.signal,
  nodeVersion: process.version,
  hide: () => undefined,
  openFile: async (path) => (await import('./open-file.ts')).openFile(path),
}

const code = await runCli(process.argv.slice(2), effects)
process.exitCode = abort.signal.aborted ? INTERRUPTED : code
