/** A checklist as Markdown, with boxes: to paste into an issue or a wiki. */
import type { Checklist, ChecklistItem, ChecklistLine, LineStatus } from './checklist.ts'
import type { CommandText } from './checklist-json.ts'
import { aboutOf, countsOf, STATUS_WORDS, tickText, titleOf } from './words.ts'

export function renderMarkdown(checklist: Checklist, commandText: CommandText): string {
  const { project, lines, timeZone } = checklist
  const parts = [
    `# ${escapeMarkdown(`${project}: ${titleOf(checklist)}`)}`,
    `${escapeMarkdown(aboutOf(checklist))}. ${escapeMarkdown(countsOf(checklist))}.`,
    ...lines.map((line) => lineText(line, timeZone, commandText)),
  ]
  return `${parts.join('\n\n')}\n`
}

/** What does not apply has no box: there is nothing to tick off. */
const box = (status: LineStatus): string => (status === 'ok' ? '[x] ' : status === 'not_applicable' ? '' : '[ ] ')

function lineText({ line, status, items, person, tick }: ChecklistLine, zone: string, commandText: CommandText): string {
  const rows = items.map((item) => itemText(item, commandText))
  if (person !== null)
    rows.push(`  - ${tick ? '[x]' : '[ ]'} ${escapeMarkdown(`${person}${tick ? ` (${tickText(tick, zone)})` : ''}`)}`)
  else if (tick) rows.push(`  - ${escapeMarkdown(tickText(tick, zone))}`)
  return [`- ${box(status)}**${escapeMarkdown(line)}** (${STATUS_WORDS[status]})`, ...rows].join('\n')
}

function itemText({ monitor, status, evidence, command }: ChecklistItem, commandText: CommandText): string {
  const name = monitor === null ? '' : `${escapeMarkdown(monitor)}: `
  return `  - ${STATUS_WORDS[status]}: ${name}${escapeMarkdown(evidence)} ${code(commandText(command))}`
}

/** Nothing of the user's data may become markup, a mention, a link or HTML; line breaks would end the item. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll(/[\\`*_{}[\]<>|#~!&@]/g, '\\$&')
    .replaceAll(/:\/\//g, ':\\/\\/')
    .replaceAll(/\bwww\./gi, 'www\\.')
}

/** A code span whose fence is longer than any run of backticks inside it. */
function code(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const gap = longest > 0 ? ' ' : ''
  return `${fence}${gap}${plain}${gap}${fence}`
}
