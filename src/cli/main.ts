#!/usr/bin/env node
/** The bin: parses the command line, loads the command, turns errors into words and exit codes. */
import { Command } from '@commander-js/extra-typings'
import { LeewayError } from '../core/errors.ts'
import { VERSION } from '../core/version.ts'
import type { Effects } from './effects.ts'

const abort = new AbortController()
let interrupts = 0
process.on('SIGINT', () => {
  interrupts++
  abort.abort(new LeewayError('INTERRUPTED', 'interrupted'))
  if (interrupts > 1) process.exit(130)
})
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}

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
}

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value]

function withGlobals(command: Command) {
  return command
    .option('--config <file>', 'the configuration; default: leeway.yaml in this folder')
    .option('--as-of <time>', 'treat this as now: later rows are not read')
    .option('--monitor <name>', 'only this monitor; may be repeated', collect)
    .option('--json', 'for machines')
    .option('--quiet', 'no talk, no progress')
    .option('--log <format>', 'talk as text or json')
}

type Work = () => Promise<number>
let work: Work | undefined

const program = new Command('leeway')
  .description('Measures how far models in production have drifted, and says when it is too far.')
  .version(VERSION)
  .showSuggestionAfterError()
  .exitOverride()
  .configureOutput({ writeErr: (text) => effects.err(text) })

withGlobals(program.command('run') as unknown as Command)
  .description('the main job: read what is new, compare, judge, record')
  .option('--from <time>', 'only windows that end after this')
  .option('--to <time>', 'only windows that start before this')
  .option('--full', 'compute every window anew')
  .option('--dry-run', 'print the plan and change nothing')
  .action((options) => {
    work = async () => (await import('./commands/run.ts')).run(options, effects)
  })

withGlobals(program.command('export') as unknown as Command)
  .argument('<table>', 'profile_metrics, drift_metrics, findings, alerts, decisions, runs, windows')
  .description('a table of results, for other programs')
  .option('--format <format>', 'json, csv or parquet')
  .option('-o, --output <file>', 'write to a file')
  .option('--where <condition>', 'an SQL condition over the columns')
  .action((table, options) => {
    work = async () => (await import('./commands/export.ts')).exportTable(table, options, effects)
  })

async function main(): Promise<number> {
  try {
    await program.parseAsync()
    return work ? await work() : 0
  } catch (error) {
    return explain(error)
  }
}

function explain(error: unknown): number {
  if (error instanceof LeewayError) {
    effects.err(`${error.place ? `${error.place}  ` : ''}error  ${error.message}\n${error.mend ? `  ${error.mend}\n` : ''}`)
    return error.exitCode
  }
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') return error.exitCode === 0 ? 0 : 2
  effects.err(
    `unexpected error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\nThis is a mistake of leeway's own; please report it.\n`,
  )
  return 3
}

process.exitCode = await main()
