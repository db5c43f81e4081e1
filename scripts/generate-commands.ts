/**
 * Writes src/cli/commands.generated.ts from the folder: one file per command, its name the command's. What help says is copied from the
 * definitions, so that help loads none of them.
 * `--check` writes nothing and exits 1 when the file is not current.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { COMMAND_GROUPS, type CommandModule } from '../src/cli/command.ts'

const target = fileURLToPath(new URL('../src/cli/commands.generated.ts', import.meta.url))
const folder = new URL('../src/cli/commands/', import.meta.url)

const camel = (name: string): string => name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

async function definitions(): Promise<readonly (readonly [name: string, command: CommandModule])[]> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -3))
  const found = await Promise.all(
    names.map(async (name) => {
      const module = (await import(new URL(`${name}.ts`, folder).href)) as Record<string, CommandModule>
      const command = module[`${camel(name)}Command`]
      if (command === undefined) throw new Error(`src/cli/commands/${name}.ts exports no ${camel(name)}Command`)
      return [name, command] as const
    }),
  )
  const rank = ({ place }: CommandModule): number => COMMAND_GROUPS.indexOf(place.group) * 100 + place.order
  return found.sort(([a, left], [b, right]) => rank(left) - rank(right) || (a < b ? -1 : 1))
}

/** The registry's text, from the folder as it is. */
export async function commandsText(): Promise<string> {
  const entries = (await definitions()).map(([name, { usage, summary, place }]) =>
    [
      '  {',
      `    name: ${quoted(name)},`,
      `    usage: ${quoted(usage)},`,
      `    summary: ${quoted(summary)},`,
      `    group: ${quoted(place.group)},`,
      `    load: async () => (await import('./commands/${name}.ts')).${camel(name)}Command,`,
      '  },',
    ].join('\n'),
  )
  return [
    '// Generated from the folder by scripts/generate-commands.ts; do not edit.',
    "import type { CommandEntry } from './command-entry.ts'",
    '',
    '/** Every command, in the order of the main help. Only the one that is typed is loaded. */',
    'export const COMMANDS: readonly CommandEntry[] = [',
    ...entries,
    ']',
    '',
  ].join('\n')
}

const isMain = process.argv[1] === fileURLToPath(import.meta.url)
if (isMain) {
  const text = await commandsText()
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== text) {
      process.stderr.write('src/cli/commands.generated.ts is not current: run node --import tsx scripts/generate-commands.ts\n')
      process.exitCode = 1
    }
  } else writeFileSync(target, text)
}
