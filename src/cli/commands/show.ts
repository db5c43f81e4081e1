import type { CommandModule } from '../command.ts'
export const showCommand: CommandModule = {
  examples: [],
  define: (command, _effects, finish) => command.action(() => finish(Promise.resolve(0))),
}
