/** What to type next: always a command that can be pasted. */
import type { GlobalOptions } from '../global-options.ts'

/** `leeway explain 3f2a`, with the `--config` that this command was given. */
export function nextCommand(command: string, options: Pick<GlobalOptions, 'config'>): string {
  const config = options.config === undefined ? '' : ` --config ${shellWord(options.config)}`
  return `leeway ${command}${config}`
}

/** A word as a POSIX shell reads it; in the quotes that are the easier to read. */
export function shellWord(text: string): string {
  if (/^[\p{L}\p{N}_./:@%+=,~-]+$/u.test(text)) return text
  const plainInDouble = text.includes("'") && !/["$`\\!]/.test(text)
  return plainInDouble ? `"${text}"` : `'${text.replaceAll("'", `'\\''`)}'`
}

/** Commands with what they are for, in two columns; a command that leaves no room for its purpose stands alone, whole. */
export function nextLines(
  commands: readonly (readonly [command: string, purpose: string])[],
  quiet: (text: string) => string,
  width: number,
): string {
  const fits = ([command, purpose]: readonly [string, string]): boolean => command.length + purpose.length + 5 <= width
  const column = Math.max(0, ...commands.filter(fits).map(([command]) => command.length))
  return commands
    .map((line) => {
      const [command, purpose] = line
      if (purpose === '' || !fits(line)) return `  ${command}`
      const gap = column + purpose.length + 5 <= width ? column : command.length
      return `  ${command.padEnd(gap)}   ${quiet(purpose)}`
    })
    .join('\n')
}

/** The shortest beginning of an id, of four digits or more, that no other of these ids has. */
export function shortId(id: string, others: Iterable<string>): string {
  let length = 4
  for (const other of others) {
    if (other === id) continue
    while (length < id.length && other.startsWith(id.slice(0, length))) length++
  }
  return id.slice(0, length)
}
