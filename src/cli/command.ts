/** What a command is: a definition that parses its options, and a function of options and effects that returns the exit code. */
import { Command, Option } from '@commander-js/extra-typings'
import type { Effects } from './effects.ts'

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value]

/** The options of every command, with what help says. */
export function baseCommand(name: string) {
  return plainCommand(name)
    .option('--config <file>', 'the configuration; default: leeway.yaml in this folder')
    .option('--as-of <time>', 'treat this time as now: later rows are not read')
    .option('--monitor <name>', 'only this monitor; may be repeated', collect)
}

/** Without those that only mean something with a leeway.yaml. */
function plainCommand(name: string) {
  return new Command(name)
    .option('--json', 'for machines: strict JSON on stdout')
    .option('--quiet', 'no talk and no progress on stderr')
    .addOption(new Option('--log <format>', 'talk as text or json; default: text').choices(['text', 'json']))
}

/** A command to define: typed with all options, of which a command without configuration accepts only some. */
export const commandToDefine = (name: string, withConfiguration: boolean): BaseCommand =>
  withConfiguration ? baseCommand(name) : (plainCommand(name) as BaseCommand)

export type BaseCommand = ReturnType<typeof baseCommand>

/** Ends an action: keeps the exit code that its promise gives. */
export type Finish = (code: Promise<number>) => Promise<void>

/** A command with its own options on it, ready to parse. */
export interface ParsedCommand {
  parseAsync(argv: readonly string[], options: { readonly from: 'user' }): Promise<unknown>
  helpInformation(): string
}

/** The parts of the main help, in its order. */
export const COMMAND_GROUPS = ['Begin', 'Watch', 'Ask', 'Set up'] as const

export interface CommandModule {
  /** What may follow the name, as help shows it. The name is the file's. */
  readonly usage: string
  /** One line of the main help. */
  readonly summary: string
  /** Where the main help lists it. */
  readonly place: { readonly group: (typeof COMMAND_GROUPS)[number]; readonly order: number }
  /** Lines of help: what people type, and what it is for. */
  readonly examples: readonly (readonly [command: string, purpose: string])[]
  /** It reads no leeway.yaml. */
  readonly needsNoConfiguration?: true
  /** Adds arguments, options and the action. */
  readonly define: (command: BaseCommand, effects: Effects, finish: Finish) => ParsedCommand
}
