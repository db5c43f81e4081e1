/** `leeway ops`: how jobs and inference ran over the last days, and which runs are missing. */

import { LeewayError } from '../../core/errors.ts'
import { redact } from '../../core/redact.ts'
import { readOperations } from '../../operations/read-operations.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, instantOption, openConfig } from '../global-options.ts'
import { renderOps } from '../render/ops.ts'
import { opsJson } from '../render/ops-json.ts'
import { jsonText } from '../render/run-json.ts'
import { createTalk } from '../talk.ts'

export interface OpsCommandOptions extends GlobalOptions {
  readonly days?: string | undefined
  readonly all?: true | undefined
}

export const opsCommand: CommandModule = {
  usage: '',
  summary: 'failed, missed and slow job runs; inference latency',
  place: { group: 'Ask', order: 3 },
  examples: [
    ['leeway ops', 'the last 8 dates, the worst job first'],
    ['leeway ops --days 30 --all', 'a month, and every job'],
  ],
  define: (command, effects, finish) =>
    command
      .option('--days <n>', 'from midnight so many days ago; default: 7')
      .option('--all', 'lists every job, also those without trouble')
      .action((options) => finish(ops(options, effects))),
}

const MOST_DAYS = 366

/** @returns 0, or 3 when a table could not be read; a failed job is told, not failed */
export async function ops(options: OpsCommandOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone) ?? effects.nowUs()
  const days = daysOption(options.days)
  const operations = await readOperations(project, { asOfUs, days, monitors: options.monitor, signal: effects.signal })
  const text = options.json
    ? jsonText(opsJson(operations, asOfUs, days))
    : renderOps(operations, { asOfUs, days, options, effects, timeZone: project.timeZone })
  effects.out(redact(text, project.secrets))
  const failed = [...operations.pipelines, ...operations.inference].filter(({ error }) => error !== null)
  const talk = createTalk(effects, options)
  if (options.json) {
    if (project.jobs.length === 0) talk.say('no job tables: "jobs" is not in the configuration (docs/operations.md)')
    for (const { of, error } of failed) effects.err(`${of.name}: ${error!.message}\n`)
  }
  return failed.length > 0 ? 3 : 0
}

function daysOption(text: string | undefined): number {
  if (text === undefined) return 7
  const days = Number(text)
  if (/^\d+$/.test(text) && days >= 1 && days <= MOST_DAYS) return days
  throw new LeewayError('USAGE', `--days: "${text}" is not a number of days`, {
    mend: `write a whole number from 1 to ${MOST_DAYS}`,
  })
}
