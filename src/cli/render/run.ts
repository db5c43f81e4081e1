/** What `leeway run` prints: per monitor what fails and since when, one line for all that passed, and what to type next. */
import type { Finding } from '../../checks/finding.ts'
import { type FoldedFinding, foldFindings } from '../../checks/fold-findings.ts'
import { formatCount } from '../../checks/numbers.ts'
import type { Window } from '../../core/window.ts'
import type { MonitorRun, ProjectRun } from '../../monitor/run-project.ts'
import type { Decision } from '../../store/journal.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import type { GlobalOptions } from '../global-options.ts'
import { checkWords, findingLine, passedText } from './findings.ts'
import { nextCommand, nextLines, shellWord, shortId } from './next.ts'
import { createStyle, type Style } from './style.ts'
import { hang, safeText } from './text-width.ts'
import { ageText, secondsText, spanText, windowName } from './when.ts'

/** The fifth-worst is the last one shown without asking. */
const SHOWN = 5

export function renderRun(result: ProjectRun, options: Pick<GlobalOptions, 'config'>, effects: Effects): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const parts = result.monitors.map((run) => {
    const decision = result.decisions.find(({ monitor }) => monitor === run.monitor.name)
    const decided = decision === undefined ? '' : `\n${decisionLine(decision, options, style, width)}`
    return `${monitorText(run, result.run.asOfUs, options, style, width)}${decided}`
  })
  const next = nextText(result, options, style, width)
  return `${parts.join('\n\n')}\n\n${next === '' ? '' : `${next}\n`}${verdictText(result, style)}\n`
}

function monitorText(
  run: MonitorRun,
  asOfUs: number,
  options: Pick<GlobalOptions, 'config'>,
  style: Style,
  width: number,
): string {
  const name = safeText(run.monitor.name)
  const { outcome, summary, error } = run
  if (error || !outcome || !summary) {
    const place = error?.place === undefined ? '' : `${error.place}: `
    const lines = [`${style.strong(name)}  could not be evaluated`, '']
    lines.push(
      style.status('error', '  ERROR ') + hang(' '.repeat(8), safeText(`${place}${error?.message ?? ''}`), width).slice(8),
    )
    if (error?.mend) lines.push(hang(' '.repeat(8), safeText(error.mend), width))
    return lines.join('\n')
  }
  const lines = [headText(run, asOfUs, style, width), '']
  const loud = foldFindings(summary.worst.filter(isLoud))
  const windows = new Set(loud.map(({ finding }) => `${finding.window.granularity} ${finding.window.startUs}`))
  for (const folded of loud.slice(0, SHOWN))
    lines.push(
      findingLine(folded, {
        width,
        style,
        timeZone: run.monitor.timeZone,
        sinceUs: earliest(folded, summary.sinceUs),
        nameWindow: windows.size > 1,
      }),
    )
  const rest = loud.slice(SHOWN)
  const show = nextCommand(`show ${shellWord(run.monitor.name)}`, options)
  if (rest.length > 0) lines.push(`        ${style.quiet(`and ${restText(rest)}: ${show}`)}`)
  const few = new Set(summary.worst.filter((f) => !isLoud(f)).map((f) => `${f.check} ${f.columnName}`)).size
  if (summary.passed.length > 0) lines.push(hang('  ok    ', passedText(summary.passed, summary.worst), width))
  else if (summary.worst.length === 0) lines.push('  none  no window with rows could be judged yet')
  if (few > 0)
    lines.push(
      hang('  few   ', `${few} ${few === 1 ? 'check has' : 'checks have'} too few rows or no values to say anything`, width),
    )
  if (summary.olderFails > 0)
    lines.push(
      style.quiet(hang('  past  ', `${counted(summary.olderFails, 'failure')} in earlier windows, recorded: ${show}`, width)),
    )
  return lines.join('\n')
}

/** One line: what `leeway decide` tells at length. */
function decisionLine(decision: Decision, options: Pick<GlobalOptions, 'config'>, style: Style, width: number): string {
  const { shouldRetrain, urgency, reasons, blockedBy, monitor } = decision
  const more = nextCommand(`decide --monitor ${shellWord(monitor)}`, options)
  const why = counted(reasons.length, 'reason')
  if (shouldRetrain) return style.status('fail', hang('  decide  ', `retrain, urgency ${urgency}, ${why}: ${more}`, width))
  if (blockedBy !== null && reasons.length > 0)
    return style.status('warn', hang('  decide  ', `retrain (${why}), but mend the data first: ${more}`, width))
  return hang('  decide  ', `no reason to retrain: ${more}`, width)
}

const isLoud = ({ status }: Finding): boolean => status === 'fail' || status === 'warn' || status === 'error'

const counted = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`

function restText(rest: readonly FoldedFinding[]): string {
  const count = (status: Finding['status']): number => rest.filter(({ finding }) => finding.status === status).length
  const parts = [
    [count('fail'), 'fail'],
    [count('error'), 'error'],
    [count('warn'), 'warn'],
  ] as const
  return parts
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} more ${word}`)
    .join(', ')
}

function earliest({ all, finding }: FoldedFinding, since: ReadonlyMap<string, number>): number | undefined {
  if (finding.status !== 'fail') return undefined
  const own = since.get(finding.id)
  const others = all.filter((f) => f.window.granularity === finding.window.granularity).flatMap((f) => since.get(f.id) ?? [])
  return own === undefined ? undefined : Math.min(own, ...others)
}

/** A window that ended more than its own length ago is not what is happening now: " (228 days ago)". */
const longAgo = ({ granularity, startUs, endUs }: Window, asOfUs: number): string =>
  granularity !== null && asOfUs - endUs > endUs - startUs ? ` (${ageText(endUs, asOfUs)})` : ''

/** "hotel  11 months, 34,938 rows in 0.4 s (2 windows new), judged August 2017 (UTC)" */
function headText({ monitor, outcome, newest, seconds }: MonitorRun, asOfUs: number, style: Style, width: number): string {
  const { firstStartUs, lastEndUs, rowsTotal, windowsComputed } = outcome!
  const coarse = monitor.granularities.every((g) => g.unit === 'months' || g.unit === 'years')
  const span =
    monitor.type === 'snapshot' || firstStartUs === null || lastEndUs === null
      ? ''
      : `${spanText(firstStartUs, lastEndUs, coarse)}, `
  const fresh = windowsComputed === 0 ? 'nothing new' : `${counted(windowsComputed, 'window')} new`
  const judged = newest.flatMap(({ complete, open }) => [
    ...(complete ? [`${windowName(complete, monitor.timeZone)}${open ? '' : longAgo(complete, asOfUs)}`] : []),
    ...(open ? [`${windowName(open, monitor.timeZone)} (open)`] : []),
  ])
  const facts = `${span}${counted(rowsTotal, 'row')} in ${secondsText(seconds)} (${fresh})`
  const name = safeText(monitor.name)
  const lines = hang(' '.repeat(name.length + 2), facts, width).slice(name.length + 2)
  const where =
    judged.length === 0 ? '' : `\n${style.quiet(hang('  judged: ', `${judged.join(', ')}, ${monitor.timeZone}`, width))}`
  return `${style.strong(name)}  ${lines}${where}`
}

function nextText(result: ProjectRun, options: Pick<GlobalOptions, 'config'>, style: Style, width: number): string {
  const evaluated = result.monitors.filter(({ summary }) => summary !== null)
  if (evaluated.length === 0) return nextLines([[nextCommand('doctor', options), 'finds out what is wrong']], style.quiet, width)
  const loud = evaluated.flatMap(({ summary }) => foldFindings(summary!.worst.filter(isLoud)).slice(0, 1))
  const worst = loud.find(({ finding }) => finding.status === 'fail') ?? loud[0]
  const ids = evaluated.flatMap(({ summary, outcome }) =>
    [...summary!.worst, ...summary!.passed, ...outcome!.findings].map(({ id }) => id),
  )
  const commands: (readonly [string, string])[] = []
  if (worst) {
    const { id, columnName, check } = worst.finding
    const subject = columnName === ':table' ? `why ${safeText(checkWords(check))}` : `why ${safeText(columnName)}`
    commands.push([nextCommand(`explain ${shortId(id, ids)}`, options), subject])
  }
  const monitor = worst?.finding.monitor ?? evaluated[0]!.monitor.name
  commands.push([nextCommand(`report -o ${shellWord(`${fileName(monitor)}.html`)} --open`, options), 'the same with charts'])
  return nextLines(commands, style.quiet, width)
}

const fileName = (monitor: string): string => monitor.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_').replace(/^[.-]+/, '') || 'report'

/** "1 of 3 monitors failing, 1 could not be evaluated." */
function verdictText({ monitors }: ProjectRun, style: Style): string {
  const failing = monitors.filter(({ summary }) => summary?.failing).length
  const broken = monitors.filter(({ error }) => error !== null).length
  const warning = monitors.filter(({ summary }) => summary?.verdict === 'warn').length
  const total = `${formatCount(monitors.length)} ${monitors.length === 1 ? 'monitor' : 'monitors'}`
  const notes = [
    ...(broken > 0 ? [`${broken} could not be evaluated`] : []),
    ...(warning > 0 ? [`${warning} with warnings`] : []),
  ]
  const tail = notes.length === 0 ? '' : `, ${notes.join(', ')}`
  if (failing > 0) return style.status('fail', `${failing} of ${total} failing${tail}.`)
  if (broken > 0 && monitors.length === 1) return style.status('error', 'The one monitor could not be evaluated.')
  if (broken > 0) {
    const others = warning > 0 ? `, ${warning} with warnings` : ''
    return style.status('error', `${broken} of ${total} could not be evaluated${others}.`)
  }
  if (monitors.every(({ summary }) => summary?.verdict === 'no_data')) return `${total}, nothing to judge yet.`
  return `${monitors.length === 1 ? 'The one monitor is' : `All ${total} are`} fine${tail}.`
}
