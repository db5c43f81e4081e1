/** Progress on stderr: one line that rewrites itself on a terminal, a line per tenth elsewhere, nothing with --quiet. */
import type { Progress } from '../engines/engine.ts'
import type { Effects } from './effects.ts'

export interface ProgressLine {
  say(text: string): void
  update(monitor: string, stage: string, progress: Progress): void
  end(): void
}

const STAGES: Readonly<Record<string, string>> = {
  index: 'looking for new rows',
  reference: 'freezing bins',
  scan: 'reading',
  slices: 'choosing slices',
}

export function createProgress(effects: Effects, options: { readonly quiet?: boolean; readonly log?: string }): ProgressLine {
  let shown = ''
  let key = ''
  let startedUs = 0
  let tenth = -1
  let lastUs = 0
  const clear = (): void => {
    if (shown === '') return
    effects.err(`\r${' '.repeat(shown.length)}\r`)
    shown = ''
  }
  const write = (text: string): void =>
    effects.err(
      options.log === 'json'
        ? `${JSON.stringify({ time: new Date(effects.nowUs() / 1000).toISOString(), message: text })}\n`
        : `${text}\n`,
    )
  return {
    say: (text) => {
      if (options.quiet) return
      clear()
      write(text)
    },
    update: (monitor, stage, { rows, totalRows }) => {
      if (options.quiet) return
      const now = effects.nowUs()
      if (key !== `${monitor}/${stage}`) {
        key = `${monitor}/${stage}`
        startedUs = now
        tenth = -1
      }
      const seconds = (now - startedUs) / 1e6
      if (seconds < 1 || rows === 0) return
      const rate = rows / seconds
      const share = totalRows ? Math.min(1, rows / totalRows) : null
      const left = totalRows && rate > 0 ? `, ${Math.max(0, Math.round((totalRows - rows) / rate))} s left` : ''
      const text = `${monitor}: ${STAGES[stage] ?? stage}, ${rows.toLocaleString('en-US')}${totalRows ? ` of ${totalRows.toLocaleString('en-US')}` : ''} rows, ${Math.round(rate).toLocaleString('en-US')} rows/s${left}`
      if (effects.errIsTerminal && options.log !== 'json') {
        if (now - lastUs < 100_000) return
        lastUs = now
        const line = text.slice(0, Math.max(20, effects.columns - 1))
        effects.err(`\r${line.padEnd(shown.length)}`)
        shown = line
      } else if (share !== null && Math.floor(share * 10) > tenth) {
        tenth = Math.floor(share * 10)
        write(text)
      }
    },
    end: clear,
  }
}
