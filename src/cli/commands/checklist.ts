/** `leeway checklist daily | weekly | monthly`, and `tick`, `untick`: the document's checklists, each line computed or ticked. */
import { resolve } from 'node:path'
import { CHECKLIST_NAMES, type Checklist, type ChecklistName, checklistExitCode } from '../../checklists/checklist.ts'
import { type CommandText, checklistJson } from '../../checklists/checklist-json.ts'
import { evaluateChecklist } from '../../checklists/evaluate-checklist.ts'
import { periodOf, periodText } from '../../checklists/period.ts'
import { renderHtml } from '../../checklists/render-html.ts'
import { renderMarkdown } from '../../checklists/render-markdown.ts'
import { lineNamed, tickLine, untickLine } from '../../checklists/ticks.ts'
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { redact } from '../../core/redact.ts'
import { userName } from '../../feedback/user-name.ts'
import { openEngines } from '../../monitor/open-engines.ts'
import { selectMonitors } from '../../monitor/run-project.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, instantOption, openConfig } from '../global-options.ts'
import { NOT_BUILT } from '../not-built.ts'
import { withJournal } from '../open-journal.ts'
import { withResults } from '../open-results.ts'
import { renderChecklist } from '../render/checklist.ts'
import { nextCommand, shellWord } from '../render/next.ts'
import { jsonText } from '../render/run-json.ts'
import { safeText } from '../render/text-width.ts'
import { isoInstant } from '../render/when.ts'
import { createTalk } from '../talk.ts'
import { writeWholeFile } from '../write-file.ts'

const FORMATS = ['text', 'markdown', 'html', 'json'] as const
type Format = (typeof FORMATS)[number]

export interface ChecklistCommandOptions extends GlobalOptions {
  readonly format?: string | undefined
  readonly markdown?: true | undefined
  readonly output?: string | undefined
  readonly alertBudget?: string | undefined
  readonly by?: string | undefined
  readonly note?: string | undefined
}

const WHATS = [...CHECKLIST_NAMES, 'tick', 'untick'] as const

export const checklistCommand: CommandModule = {
  usage: 'PERIOD',
  summary: 'what to look at each day, week and month',
  place: { group: 'Watch', order: 10 },
  examples: [
    ['leeway checklist daily', 'each line computed, with its evidence'],
    ['leeway checklist weekly --markdown -o week.md', 'with boxes, for an issue'],
    ['leeway checklist monthly -o month.html', 'one page to send on'],
    ['leeway checklist tick weekly alerts --note "raised one limit"', ''],
    ['leeway checklist untick weekly alerts', ''],
  ],
  define: (command, effects, finish) =>
    command
      .argument('<what>', WHATS.join(', '))
      .argument('[period]', 'of tick and untick: daily, weekly or monthly')
      .argument('[line]', 'of tick and untick: the words of the line, or its short id')
      .option('--format <format>', `${FORMATS.join(', ')}; default: what the file's name says, else text`)
      .option('--markdown', 'the same as --format markdown')
      .option('-o, --output <file>', 'write to a file instead of stdout; it appears when it is whole')
      .option('--alert-budget <windows>', 'windows in which a check may fire; default: 1')
      .option('--by <who>', 'who ticks; default: your user name')
      .option('--note <text>', 'beside the tick')
      .action((what, period, line, options) => finish(checklist(what, period, line, options, effects))),
}

/** @returns 0 fine, 1 a line fails, 3 a line could not be evaluated; 0 for ticks */
export async function checklist(
  what: string,
  period: string | undefined,
  line: string | undefined,
  options: ChecklistCommandOptions,
  effects: Effects,
): Promise<number> {
  if (what === 'tick' || what === 'untick') return changeTick(what, period, line, options, effects)
  const name = nameOf(what, WHATS)
  if (period !== undefined)
    throw usage(
      `leeway checklist ${name} takes no "${period}"`,
      `leeway checklist tick ${name} ${shellWord(period)} ticks a line`,
    )
  if (options.by !== undefined || options.note !== undefined)
    throw usage('--by and --note go with tick', `leeway checklist tick ${name} LINE --by WHO --note TEXT`)
  return show(name, options, effects)
}

async function show(name: ChecklistName, options: ChecklistCommandOptions, effects: Effects): Promise<number> {
  const format = formatOf(options)
  const alertBudget = budgetOption(options.alertBudget)
  const project = openConfig(options, effects)
  const monitors = selectMonitors(project, options.monitor)
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone) ?? effects.nowUs()
  const engines = openEngines(project)
  try {
    const filled = await withResults(project, options, effects, (store) =>
      evaluateChecklist({
        project,
        monitors,
        store,
        name,
        asOfUs,
        alertBudget,
        readerOf: (user) => ({ engine: engines.of(user), context: { signal: effects.signal } }),
        signal: effects.signal,
      }),
    )
    const text = redact(render(filled, format, options, effects), project.secrets)
    if (options.output === undefined) effects.out(text)
    else {
      writeWholeFile(resolve(effects.cwd, options.output), text, options.output)
      createTalk(effects, options).say(`${options.output} written`)
    }
    return checklistExitCode(filled)
  } finally {
    await engines.close()
  }
}

function render(filled: Checklist, format: Format, options: ChecklistCommandOptions, effects: Effects): string {
  const commandText = commandTextOf(options)
  switch (format) {
    case 'json':
      return jsonText(checklistJson(filled, commandText))
    case 'markdown':
      return renderMarkdown(filled, commandText)
    case 'html':
      return renderHtml(filled, commandText)
    case 'text': {
      // A file is no terminal, whatever stdout is.
      const plain = options.output === undefined ? effects : { ...effects, outIsTerminal: false }
      return renderChecklist(filled, commandText, plain)
    }
  }
}

/** Commands whose answer depends on what time it is. */
const TIMED = new Set(['health', 'volume', 'ops', 'quality', 'decide', 'feedback', 'checklist'])

/** A command that this version does not have is replaced by the state that it would look into. */
function commandTextOf(options: GlobalOptions): CommandText {
  const missing = new Set<string>(NOT_BUILT)
  return (words) => {
    const at = words.indexOf('--monitor')
    const shown = missing.has(words[0]!) ? ['show', ...(at < 0 ? [] : words.slice(at + 1, at + 2))] : words
    const timed = options.asOf !== undefined && TIMED.has(shown[0]!) ? ['--as-of', options.asOf] : []
    return nextCommand([...shown, ...timed].map(shellWord).join(' '), options)
  }
}

async function changeTick(
  what: 'tick' | 'untick',
  period: string | undefined,
  line: string | undefined,
  options: ChecklistCommandOptions,
  effects: Effects,
): Promise<number> {
  if (period === undefined || line === undefined)
    throw usage(`leeway checklist ${what} needs a checklist and a line`, `leeway checklist ${what} weekly alerts`)
  const name = nameOf(period, CHECKLIST_NAMES)
  const { format, markdown, output, alertBudget } = options
  if ([format, markdown, output, alertBudget].some((value) => value !== undefined))
    throw usage(`leeway checklist ${what} writes no checklist`, `leeway checklist ${name} shows it`)
  if (what === 'untick' && (options.by !== undefined || options.note !== undefined))
    throw usage('--by and --note go with tick', `leeway checklist untick ${name} ${shellWord(line)}`)
  lineNamed(name, line)
  const by = what === 'tick' ? userName(options.by) : ''
  const project = openConfig(options, effects)
  const nowUs = effects.nowUs()
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone) ?? nowUs
  const input = { checklist: name, line, asOfUs }
  return withJournal(project, options, effects, async (store) => {
    const note = options.note === undefined ? {} : { note: options.note }
    const tick = what === 'tick' ? await tickLine(store, project, input, { by, nowUs, ...note }) : null
    const changed = tick ?? (await untickLine(store, project, input))
    const when = periodText(periodOf(name, asOfUs, project.timeZone), project.timeZone)
    const text = options.json
      ? jsonText({
          checklist: name,
          line: changed.line,
          period_start: isoInstant(changed.periodStartUs),
          ticked_by: tick?.tickedBy ?? null,
          ticked_at: tick ? isoInstant(tick.tickedAtUs) : null,
          note: tick?.note ?? null,
        })
      : `${safeText(`${tick ? 'Ticked' : 'No longer ticked'} for ${when}: ${changed.line}${tick ? `, by ${tick.tickedBy}` : ''}`)}\n`
    effects.out(redact(text, project.secrets))
    return 0
  })
}

const usage = (message: string, mend: string): LeewayError => new LeewayError('USAGE', message, { mend })

function nameOf(typed: string, all: readonly string[]): ChecklistName {
  const name = CHECKLIST_NAMES.find((n) => n === typed)
  if (name) return name
  const nearest = nearestName(typed, all)
  throw usage(
    `there is no checklist "${typed}"`,
    nearest === undefined ? `it is one of ${all.join(', ')}` : `did you mean ${nearest}? It is one of ${all.join(', ')}`,
  )
}

function budgetOption(text: string | undefined): number {
  if (text === undefined) return 1
  const budget = Number(text)
  if (Number.isInteger(budget) && budget >= 0 && budget <= 10_000) return budget
  throw usage(`--alert-budget: "${text}" is no number of windows`, 'write a whole number: in so many windows a check may fire')
}

const ENDINGS: readonly (readonly [ending: RegExp, format: Format])[] = [
  [/\.(md|markdown)$/i, 'markdown'],
  [/\.html?$/i, 'html'],
  [/\.json$/i, 'json'],
]

function formatOf({ format, markdown, json, output }: ChecklistCommandOptions): Format {
  const asked = new Set([...(json ? ['json'] : []), ...(markdown ? ['markdown'] : []), ...(format === undefined ? [] : [format])])
  if (asked.size > 1) throw usage(`${[...asked].join(' and ')} exclude each other`, 'say one format')
  const [typed] = asked
  if (typed === undefined) return ENDINGS.find(([ending]) => output !== undefined && ending.test(output))?.[1] ?? 'text'
  const chosen = FORMATS.find((f) => f === typed)
  if (chosen) return chosen
  throw usage(`--format ${typed}: there is no such format`, `it is one of ${FORMATS.join(', ')}`)
}
