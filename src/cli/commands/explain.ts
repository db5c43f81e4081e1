/** `leeway explain FINDING`: why it says what it says. */
import { redact } from '../../core/redact.ts'
import { findFinding } from '../../monitor/find-finding.ts'
import { findingContext } from '../../monitor/finding-context.ts'
import { selectMonitors } from '../../monitor/run-project.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, openConfig } from '../global-options.ts'
import { withResults } from '../open-results.ts'
import { explainJson, renderExplain } from '../render/explain.ts'
import { jsonText } from '../render/run-json.ts'
import { createTalk } from '../talk.ts'

export const explainCommand: CommandModule = {
  usage: 'FINDING',
  summary: 'why a finding says so, and which bins moved',
  place: { group: 'Watch', order: 3 },
  examples: [
    ['leeway explain 3f2a', 'the first digits of an id, four or more'],
    ['leeway explain lead_time', 'the worst that is known about a column'],
  ],
  define: (command, effects, finish) =>
    command
      .argument('<finding>', "the first digits of a finding's id, or a column's name")
      .action((finding, options) => finish(explain(finding, options, effects))),
}

export async function explain(typed: string, options: GlobalOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  const monitors = selectMonitors(project, options.monitor)
  return withResults(project, options, effects, async (store) => {
    const { finding, monitor, note } = await findFinding(store, monitors, typed)
    if (note !== null) createTalk(effects, options).say(note)
    const explained = { finding, monitor, context: await findingContext(store, finding) }
    const text = options.json ? jsonText(explainJson(explained)) : renderExplain(explained, options, effects)
    effects.out(redact(text, project.secrets))
    return 0
  })
}
