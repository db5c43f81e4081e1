/** Progress on stderr: one line that rewrites itself on a terminal, a line per tenth elsewhere, nothing with `--quiet`. */
import { formatCount } from '../checks/numbers.ts'
import type { Progress } from '../engines/engine.ts'
import type { Effects } from './effects.ts'
import { cutText, padEnd, safeText, textWidth } from './render/text-width.ts'
import { createTalk, type TalkOptions } from './talk.ts'

export interface ProgressLine {
  say(text: string): void
  update(monitor: string, stage: string, progress: Progress): void
  /** Removes the line. */
  end(): void
}

const STAGES: Readonly<Record<string, string>> = {
  describe: 'looking at the table',
  index: 'looking for new rows',
  reference: 'reading the reference',
  freeze: 'freezing bins',
  scan: 'reading',
  slices: 'choosing slices',
  custom: 'custom metrics',
}

/** Nothing is said about what takes less. */
const SILENT_SECONDS = 1
const REWRITE_US = 100_000

export function createProgress(effects: Effects, options: TalkOptions): ProgressLine {
  const talk = createTalk(effects, options)
  const rewrites = effects.errIsTerminal && !talk.json
  let shown = 0
  let stageKey = ''
  let startedUs = 0
  let tenth = 0
  let lastUs = 0
  const clear = (): void => {
    if (shown > 0) effects.err(`\r${' '.repeat(shown)}\r`)
    shown = 0
  }
  return {
    say: (text) => {
      clear()
      talk.say(text)
    },
    update: (monitor, stage, { rows, totalRows }) => {
      if (talk.quiet) return
      const nowUs = effects.nowUs()
      if (stageKey !== `${stage} ${monitor}`) {
        stageKey = `${stage} ${monitor}`
        startedUs = nowUs
        tenth = 0
      }
      const seconds = (nowUs - startedUs) / 1e6
      if (seconds < SILENT_SECONDS || rows <= 0) return
      const rate = rows / seconds
      const share = totalRows ? Math.min(1, rows / totalRows) : null
      const left = totalRows ? Math.max(0, (totalRows - rows) / rate) : null
      const text = [
        `${monitor}: ${STAGES[stage] ?? stage} ${formatCount(rows)}${totalRows ? ` of ${formatCount(totalRows)}` : ''} rows`,
        `${formatCount(Number(rate.toPrecision(2)))} rows/s`,
        ...(left === null ? [] : [`${timeLeft(left)} left`]),
      ].join(', ')
      if (rewrites) {
        if (nowUs - lastUs < REWRITE_US) return
        lastUs = nowUs
        const line = cutText(safeText(text), Math.max(20, effects.columns - 1))
        effects.err(`\r${padEnd(line, shown)}`)
        shown = textWidth(line)
      } else if (share !== null && Math.floor(share * 10) > tenth) {
        tenth = Math.floor(share * 10)
        talk.say(text, { monitor, stage, rows, total_rows: totalRows, rows_per_second: Math.round(rate) })
      }
    },
    end: clear,
  }
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}
