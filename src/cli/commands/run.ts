/** `leeway run`: the main job. */
import { redact } from '../../core/redact.ts'
import { previewProject, runProject } from '../../monitor/run-project.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, instantOption, openConfig } from '../global-options.ts'
import { createProgress } from '../progress.ts'
import { renderPreview } from '../render/preview.ts'
import { renderRun, runJson } from '../render/run.ts'

export interface RunCommandOptions extends GlobalOptions {
  readonly from?: string
  readonly to?: string
  readonly full?: boolean
  readonly dryRun?: boolean
}

export async function run(options: RunCommandOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  const progress = createProgress(effects, options)
  const safe = (text: string): string => redact(text, project.secrets)
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone)
  const fromUs = instantOption('--from', options.from, project.timeZone)
  const toUs = instantOption('--to', options.to, project.timeZone)
  const runOptions = {
    ...(options.monitor ? { monitors: options.monitor } : {}),
    ...(asOfUs === undefined ? {} : { asOfUs }),
    ...(fromUs === undefined ? {} : { fromUs }),
    ...(toUs === undefined ? {} : { toUs }),
    full: options.full ?? false,
    signal: effects.signal,
    nowUs: effects.nowUs,
    say: (text: string) => progress.say(safe(text)),
    onProgress: progress.update,
  }
  try {
    if (options.dryRun) {
      const previews = await previewProject(project, runOptions)
      effects.out(safe(options.json ? `${JSON.stringify(previews)}\n` : renderPreview(previews, project, effects)))
      return 0
    }
    const result = await runProject(project, runOptions)
    progress.end()
    effects.out(safe(options.json ? `${JSON.stringify(runJson(result))}\n` : renderRun(result, project, effects)))
    return result.exitCode
  } finally {
    progress.end()
  }
}
