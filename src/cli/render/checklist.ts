/** A checklist in the terminal. */
import type { Checklist, ChecklistLine, LineStatus } from '../../checklists/checklist.ts'
import type { CommandText } from '../../checklists/checklist-json.ts'
import { aboutOf, countsOf, tickText, titleOf } from '../../checklists/words.ts'
import type { FindingStatus } from '../../checks/finding.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import { createStyle, type Style } from './style.ts'
import { hang, safeText, wrapText } from './text-width.ts'

/** Capitals for what ends the command with 1 or 3. */
const TAGS: Readonly<Record<LineStatus, string>> = {
  fail: 'FAIL',
  error: 'ERROR',
  warn: 'warn',
  todo: 'to do',
  ok: 'ok',
  not_applicable: '-',
}
const TAG_WIDTH = 7

const paintOf = (status: LineStatus): FindingStatus =>
  status === 'todo' ? 'ok' : status === 'not_applicable' ? 'no_data' : status

export function renderChecklist(checklist: Checklist, commandText: CommandText, effects: Effects): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const head = wrapText(safeText(`${checklist.project}, ${titleOf(checklist)}`), width).map(style.strong)
  const about = wrapText(safeText(`${aboutOf(checklist)}. ${countsOf(checklist)}`), width).map(style.quiet)
  const lines = checklist.lines.map((line) => lineText(line, checklist, commandText, style, width))
  return `${[...head, ...about, '', lines.join('\n\n')].join('\n')}\n`
}

function lineText(
  line: ChecklistLine,
  { name, timeZone }: Checklist,
  commandText: CommandText,
  style: Style,
  width: number,
): string {
  const tagged = (status: LineStatus, indent: string, text: string, paint = (words: string): string => words): string => {
    const head = `${indent}${TAGS[status].padEnd(TAG_WIDTH)}`
    return style.status(paintOf(status), head) + paint(hang(head, safeText(text), width).slice(head.length))
  }
  const command = (words: readonly string[]): string => style.quiet(`${' '.repeat(TAG_WIDTH + 2)}${safeText(commandText(words))}`)
  const rows = line.items.flatMap(({ monitor, status, evidence, command: words }) => [
    tagged(status, '  ', `${monitor === null ? '' : `${monitor}: `}${evidence}`),
    // What is fine needs no second look; the JSON has every command.
    ...(status === 'ok' || status === 'not_applicable' ? [] : [command(words)]),
  ])
  const { person, tick } = line
  if (person !== null)
    rows.push(
      tagged(tick ? 'ok' : 'todo', '  ', tick ? `${person}, ${tickText(tick, timeZone)}` : person),
      ...(tick ? [] : [command(['checklist', 'tick', name, line.id])]),
    )
  else if (tick) rows.push(tagged('not_applicable', '  ', tickText(tick, timeZone)))
  return [tagged(line.status, '', line.line, style.strong), ...rows].join('\n')
}
