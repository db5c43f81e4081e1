/** Help, without loading any command. */
import { VERSION } from '../core/version.ts'
import type { CommandEntry } from './command-entry.ts'
import { COMMANDS } from './commands.generated.ts'
import { NOT_BUILT } from './not-built.ts'

const GROUPS: readonly CommandEntry['group'][] = ['Begin', 'Watch', 'Ask', 'Set up']
const OPTIONS = `Options of every command
  --config FILE    the configuration; default: leeway.yaml in this folder
  --as-of TIME     treat this time as now: later rows are not read
  --monitor NAME   only this monitor; may be repeated
  --json           for machines: strict JSON on stdout
  --quiet          no talk and no progress on stderr
  --log json       talk as JSON lines`

const EXAMPLES = `For example
  leeway compare january.parquet june.parquet     what changed between two files
  leeway init predictions.parquet                 propose a configuration
  leeway run && leeway report -o report.html --open`

export function mainHelp(): string {
  const width = Math.max(...COMMANDS.map(({ name, usage }) => name.length + usage.length + 1))
  const groups = GROUPS.map((group) => {
    const lines = COMMANDS.filter((command) => command.group === group).map(
      ({ name, usage, summary }) => `  ${`${name} ${usage}`.padEnd(width)}  ${summary}`,
    )
    return lines.length === 0 ? '' : `${group}\n${lines.join('\n')}\n\n`
  })
  return `leeway ${VERSION}: measures how far models in production have drifted,
and says when it is too far.

${groups.join('')}${OPTIONS}

${EXAMPLES}

Exit codes: 0 fine, 1 a check failed, 2 usage or configuration,
3 could not evaluate, 130 interrupted
More about a command: leeway COMMAND --help
Not part of this version yet: ${NOT_BUILT.join(', ')}
`
}
