/** Options that every command has, and what they open. */
import { loadConfig } from '../config/load-config.ts'
import { parseInstant } from '../config/parse-instant.ts'
import type { Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { knownMetricIds } from '../metrics/known-metrics.ts'
import type { Effects } from './effects.ts'
import { createTalk } from './talk.ts'

export interface GlobalOptions {
  readonly config?: string | undefined
  readonly asOf?: string | undefined
  readonly monitor?: readonly string[] | undefined
  readonly quiet?: true | undefined
  readonly log?: string | undefined
  readonly json?: true | undefined
}

/** Reads leeway.yaml, and hides its secrets from stderr. */
export function openConfig(options: GlobalOptions, effects: Effects): Project {
  const project = loadConfig({
    cwd: effects.cwd,
    env: effects.env,
    knownMetrics: knownMetricIds(),
    ...(options.config === undefined ? {} : { config: options.config }),
  })
  effects.hide(project.secrets)
  return project
}

/** Says which keys this version checks but skips: the commands that would have used them do. */
export function sayNotBuilt(project: Project, options: GlobalOptions, effects: Effects): void {
  const talk = createTalk(effects, options)
  for (const { key, place } of project.notBuilt)
    talk.say(`${place}  "${key}" is checked, but this version does not use it yet`, { key, place })
}

/** @throws LeewayError USAGE when the text is no time */
export function instantOption(name: string, text: string | undefined, zone: string): number | undefined {
  if (text === undefined) return undefined
  const us = parseInstant(text, zone)
  if (us === undefined)
    throw new LeewayError('USAGE', `${name}: "${text}" is not a time`, {
      mend: 'write a date or a time, as 2026-01-31 or 2026-01-31T12:00:00Z',
    })
  return us
}

/** `--monitor`, with the key absent where it was not given. */
export const monitorsOption = (options: GlobalOptions): { readonly monitors?: readonly string[] } =>
  options.monitor ? { monitors: options.monitor } : {}
