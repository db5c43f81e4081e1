/** Talk on stderr: lines for people, or one JSON object a line with `--log json`; nothing with `--quiet`. */
import type { Effects } from './effects.ts'
import { safeText } from './render/text-width.ts'

export interface TalkOptions {
  readonly quiet?: true | undefined
  readonly log?: string | undefined
}

export interface Talk {
  readonly json: boolean
  readonly quiet: boolean
  say(text: string, fields?: Readonly<Record<string, string | number | null>>): void
}

export function createTalk(effects: Effects, options: TalkOptions): Talk {
  const json = options.log === 'json'
  const quiet = options.quiet ?? false
  return {
    json,
    quiet,
    say: (text, fields = {}) => {
      if (quiet) return
      effects.err(json ? logLine(effects, 'info', text, fields) : `${text.split('\n').map(safeText).join('\n')}\n`)
    },
  }
}

/** One line of `--log json`: time, level, message, then what is known beside it. */
export const logLine = (
  effects: Effects,
  level: 'info' | 'error',
  message: string,
  fields: Readonly<Record<string, string | number | null>>,
): string => `${JSON.stringify({ time: new Date(effects.nowUs() / 1000).toISOString(), level, message, ...fields })}\n`
