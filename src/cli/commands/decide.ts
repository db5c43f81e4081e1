/** `leeway decide`: retrain or not, why, and what is to be done. */
import { redact } from '../../core/redact.ts'
import { decide as decideProject } from '../../retraining/decide.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, instantOption, monitorsOption, openConfig } from '../global-options.ts'
import { renderDecide } from '../render/decide.ts'
import { decideJson } from '../render/decide-json.ts'
import { jsonText } from '../render/run-json.ts'
import { createTalk } from '../talk.ts'

export interface DecideCommandOptions extends GlobalOptions {
  readonly execute?: true | undefined
}

export const decideCommand: CommandModule = {
  usage: '',
  summary: 'retrain or not: reasons, urgency, actions',
  place: { group: 'Watch', order: 5 },
  examples: [
    ['leeway decide', 'five triggers with their evidence, and what would be done'],
    ['leeway decide --execute', 'does it, once per decision'],
    ['leeway decide --json --as-of 2026-01-31', 'for a pipeline'],
  ],
  define: (command, effects, finish) =>
    command
      .option('--execute', 'do the actions of a decision to retrain; default: only say them')
      .action((options) => finish(decide(options, effects))),
}

/** @returns 0 whatever the decision is; 3 when an action failed or was cut off */
export async function decide(options: DecideCommandOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  const talk = createTalk(effects, options)
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone)
  const result = await decideProject(project, {
    ...monitorsOption(options),
    ...(asOfUs === undefined ? {} : { asOfUs }),
    execute: options.execute ?? false,
    signal: effects.signal,
    nowUs: effects.nowUs,
    say: talk.say,
    effects: { env: effects.env },
  })
  const text = options.json ? jsonText(decideJson(result)) : renderDecide(result, options, effects)
  effects.out(redact(text, project.secrets))
  return result.failed ? 3 : 0
}
