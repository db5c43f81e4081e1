/** Options that every command has. */

import { loadConfig } from '../config/load-config.ts'
import { parseInstant } from '../config/parse-instant.ts'
import type { Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import type { Effects } from './effects.ts'
import { customMetricIds } from './known-metric-ids.ts'

export interface GlobalOptions {
  readonly config?: string
  readonly asOf?: string
  readonly monitor?: readonly string[]
  readonly quiet?: boolean
  readonly log?: string
  readonly json?: boolean
}

/** Reads leeway.yaml and says what this version skips. */
export function openConfig(options: GlobalOptions, effects: Effects): Project {
  const project = loadConfig({
    cwd: effects.cwd,
    env: effects.env,
    knownMetrics: customMetricIds(),
    ...(options.config === undefined ? {} : { config: options.config }),
  })
  if (!options.quiet)
    for (const { key, place } of project.notBuilt)
      effects.err(`${place}  "${key}" is checked, but this version does not use it yet\n`)
  return project
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
