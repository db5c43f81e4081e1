/** `leeway run`: the main job. */
import { redact } from '../../core/redact.ts'
import { logRun } from '../../library/log-run.ts'
import { previewProject, runProject } from '../../monitor/run-project.ts'
import { decideAfterRun } from '../../retraining/decide-after-run.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, instantOption, monitorsOption, openConfig, sayNotBuilt } from '../global-options.ts'
import { createProgress } from '../progress.ts'
import { previewJson, renderPreview } from '../render/preview.ts'
import { renderRun } from '../render/run.ts'
import { jsonText, runJson } from '../render/run-json.ts'
import { createTalk } from '../talk.ts'

export interface RunCommandOptions extends GlobalOptions {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly full?: true | undefined
  readonly dryRun?: true | undefined
}

export const runCommand: CommandModule = {
  usage: '',
  summary: 'reads what is new, compares, judges, records',
  place: { group: 'Watch', order: 1 },
  examples: [
    ['leeway run', 'every hour, or after each scoring job'],
    ['leeway run --dry-run', 'what it would read'],
    ['leeway run --as-of 2026-01-31', 'as if it were that day'],
    ['leeway run --from 2026-01-01 --full', 'January and later once more'],
  ],
  define: (command, effects, finish) =>
    command
      .option('--from <time>', 'only windows that end after this')
      .option('--to <time>', 'only windows that start before this')
      .option('--full', 'compute every window anew')
      .option('--dry-run', 'print the plan (windows, queries, bytes) and change nothing')
      .action((options) => finish(run(options, effects))),
}

/** @returns 0 fine, 1 a check failed, 2 configuration, 3 a monitor could not be evaluated */
export async function run(options: RunCommandOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  sayNotBuilt(project, options, effects)
  const progress = createProgress(effects, options)
  const safe = (text: string): string => redact(text, project.secrets)
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone)
  const fromUs = instantOption('--from', options.from, project.timeZone)
  const toUs = instantOption('--to', options.to, project.timeZone)
  const runOptions = {
    ...monitorsOption(options),
    ...(asOfUs === undefined ? {} : { asOfUs }),
    ...(fromUs === undefined ? {} : { fromUs }),
    ...(toUs === undefined ? {} : { toUs }),
    full: options.full ?? false,
    signal: effects.signal,
    nowUs: effects.nowUs,
    say: progress.say,
    onProgress: progress.update,
    decide: decideAfterRun(project, {
      nowUs: effects.nowUs,
      signal: effects.signal,
      say: progress.say,
      effects: { env: effects.env },
    }),
  }
  try {
    if (options.dryRun) {
      const previews = await previewProject(project, runOptions)
      progress.end()
      effects.out(safe(options.json ? jsonText(previewJson(previews)) : renderPreview(previews, project, effects)))
      return 0
    }
    const result = await runProject(project, runOptions)
    progress.end()
    effects.out(safe(options.json ? jsonText(runJson(result)) : renderRun(result, options, effects)))
    await logRun(project, result, {
      ...effects,
      say: (text) => progress.say(safe(text)),
      complain: (text) => createTalk(effects, { log: options.log }).say(safe(text)),
    })
    return result.exitCode
  } finally {
    progress.end()
  }
}
