/** What help and dispatch know of a command without loading it; the generated registry holds one for each file of `commands/`. */
import type { CommandModule } from './command.ts'

export interface CommandEntry {
  readonly name: string
  /** What may follow the name, as help shows it. */
  readonly usage: string
  readonly summary: string
  readonly group: CommandModule['place']['group']
  readonly load: () => Promise<CommandModule>
}
