/** The command line as a function: arguments and effects in, exit code out. */
import { LeewayError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import { redact } from '../core/redact.ts'
import { VERSION } from '../core/version.ts'
import type { CommandModule } from './command.ts'
import type { CommandEntry } from './command-entry.ts'
import { COMMANDS } from './commands.generated.ts'
import type { Effects } from './effects.ts'
import { mainHelp } from './help.ts'
import { NOT_BUILT } from './not-built.ts'

/** Options that take a value, so that the value is not taken for the command. */
const WITH_VALUE = new Set(['--config', '--as-of', '--monitor', '--log'])

export async function runCli(argv: readonly string[], outside: Effects): Promise<number> {
  const secrets: string[] = []
  const effects: Effects = {
    ...outside,
    err: (text) => outside.err(redact(text, secrets)),
    hide: (values) => void secrets.push(...values),
  }
  try {
    return await dispatch(argv, effects)
  } catch (error) {
    const { exitCodeOf, renderError } = await import('./render/error.ts')
    const { wantsColourInTalk } = await import('./effects.ts')
    const cause =
      effects.signal.aborted && !(error instanceof LeewayError) ? new LeewayError('INTERRUPTED', 'interrupted') : error
    if (wantsJsonLog(argv)) {
      const { logLine } = await import('./talk.ts')
      const known = cause instanceof LeewayError ? cause : null
      const message = cause instanceof Error ? cause.message : String(cause)
      const fields = { code: known?.code ?? null, place: known?.place ?? null, mend: known?.mend ?? null }
      effects.err(logLine(effects, 'error', message, fields))
    } else effects.err(renderError(cause, { colour: wantsColourInTalk(effects), width: 80 }))
    return exitCodeOf(cause)
  }
}

const wantsJsonLog = (argv: readonly string[]): boolean =>
  argv.includes('--log=json') || argv[argv.indexOf('--log') + 1] === 'json'

async function dispatch(argv: readonly string[], effects: Effects): Promise<number> {
  const at = commandIndex(argv)
  const before = at < 0 ? argv : argv.slice(0, at)
  if (before.includes('--version') || before.includes('-V')) {
    effects.out(`${VERSION}\n`)
    return 0
  }
  if (at < 0) {
    const unknown = argv.find((word) => word !== '--help' && word !== '-h')
    if (unknown !== undefined) throw usage(`"${unknown}" without a command`, 'leeway --help lists the commands')
    effects.out(mainHelp())
    return 0
  }
  const typed = argv[at]!
  const rest = [...before.filter((word) => word !== '--help' && word !== '-h'), ...argv.slice(at + 1)]
  if (typed === 'help') {
    const topic = argv[at + 1]
    if (topic === undefined) {
      effects.out(mainHelp())
      return 0
    }
    return parse(entryOf(topic), ['--help'], effects)
  }
  return parse(entryOf(typed), before.length === rest.length ? rest : withHelp(before, rest), effects)
}

const withHelp = (before: readonly string[], rest: readonly string[]): readonly string[] =>
  before.includes('--help') || before.includes('-h') ? ['--help'] : rest

function commandIndex(argv: readonly string[]): number {
  for (let i = 0; i < argv.length; i++) {
    if (WITH_VALUE.has(argv[i]!)) i++
    else if (!argv[i]!.startsWith('-')) return i
  }
  return -1
}

function entryOf(typed: string): CommandEntry {
  const entry = COMMANDS.find(({ name }) => name === typed)
  if (entry) return entry
  if ((NOT_BUILT as readonly string[]).includes(typed))
    throw new LeewayError('NOT_BUILT', `leeway ${typed} is not part of this version yet`, {
      mend: 'leeway --help lists what is',
    })
  const nearest = nearestName(typed, [...COMMANDS.map(({ name }) => name), ...NOT_BUILT])
  throw usage(
    `there is no command "${typed}"`,
    nearest === undefined ? 'leeway --help lists the commands' : `did you mean leeway ${nearest}?`,
  )
}

const usage = (message: string, mend: string): LeewayError => new LeewayError('USAGE', message, { mend })

async function parse(entry: CommandEntry, argv: readonly string[], effects: Effects): Promise<number> {
  const module = await entry.load()
  const { commandToDefine } = await import('./command.ts')
  let code = 0
  const base = commandToDefine(`leeway ${entry.name}`, !module.needsNoConfiguration)
    .description(sentence(entry.summary))
    .exitOverride()
    .configureOutput({ writeOut: effects.out, writeErr: () => undefined, outputError: () => undefined })
    .configureHelp({ helpWidth: 80 })
    .usage(`[options] ${entry.usage}`.trim())
  base.addHelpText('after', await examplesText(module))
  const command = module.define(base, effects, async (result) => {
    code = await result
  })
  try {
    await command.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!isCommanderError(error)) throw error
    if (error.exitCode === 0) return 0
    const [message, suggestion] = error.message.replace(/^error: /, '').split('\n')
    throw usage(message!, suggestion ? suggestion.replaceAll(/[()]/g, '') : `leeway ${entry.name} --help lists what it takes`)
  }
  return code
}

const sentence = (summary: string): string => `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`

interface CommanderError extends Error {
  readonly exitCode: number
}

const isCommanderError = (error: unknown): error is CommanderError =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')

async function examplesText({ examples }: CommandModule): Promise<string> {
  const { nextLines } = await import('./render/next.ts')
  return examples.length === 0 ? '' : `\nFor example:\n${nextLines(examples, (text) => text, 80)}\n`
}
