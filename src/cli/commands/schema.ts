/** `leeway schema`: JSON Schema of leeway.yaml, for editors. */
import { resolve } from 'node:path'
import { configJsonSchemaText } from '../../config/json-schema.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import type { GlobalOptions } from '../global-options.ts'
import { createTalk } from '../talk.ts'
import { writeWholeFile } from '../write-file.ts'

export interface SchemaCommandOptions extends GlobalOptions {
  readonly output?: string | undefined
}

export const schemaCommand: CommandModule = {
  usage: '[-o FILE]',
  summary: 'JSON Schema of leeway.yaml, for editors',
  place: { group: 'Set up', order: 2 },
  needsNoConfiguration: true,
  examples: [
    ['leeway schema -o .leeway/leeway.schema.json', 'then, as the first line of leeway.yaml:'],
    ['# yaml-language-server: $schema=.leeway/leeway.schema.json', ''],
  ],
  define: (command, effects, finish) =>
    command
      .option('-o, --output <file>', 'write to a file instead of stdout')
      .action((options) => finish(schema(options, effects))),
}

export async function schema(options: SchemaCommandOptions, effects: Effects): Promise<number> {
  const text = configJsonSchemaText()
  if (options.output === undefined) effects.out(text)
  else {
    writeWholeFile(resolve(effects.cwd, options.output), text, options.output)
    createTalk(effects, options).say(
      `${options.output} written; name it in the first line of leeway.yaml: # yaml-language-server: $schema=${options.output}`,
    )
  }
  return 0
}
