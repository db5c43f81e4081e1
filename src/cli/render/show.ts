/** What `leeway show` prints: of several monitors one line each, of one monitor its metrics over time and its worst columns. */
import type { Finding, FindingStatus } from '../../checks/finding.ts'
import { foldFindings } from '../../checks/fold-findings.ts'
import { formatCount, formatDistance, formatNumber, formatShare } from '../../checks/numbers.ts'
import { windowsNoun } from '../../checks/sentences/windows-noun.ts'
import type { MonitorVerdict } from '../../checks/summarise-monitor.ts'
import type { Monitor } from '../../config/project.ts'
import type { JsonValue } from '../../core/json.ts'
import type { MetricSeries } from '../../monitor/metric-series.ts'
import type { MonitorView } from '../../monitor/monitor-view.ts'
import type { RunRecord } from '../../store/store.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import type { GlobalOptions } from '../global-options.ts'
import { sparkline } from './bars.ts'
import { checkWords, findingLine, passedText } from './findings.ts'
import { nextCommand, nextLines, shellWord, shortId } from './next.ts'
import { findingJson, finite, windowJson } from './run-json.ts'
import { createStyle, STATUS_TAGS, type Style } from './style.ts'
import { renderTable, type TableCell } from './table.ts'
import { hang, safeText, textWidth } from './text-width.ts'
import { ageText, windowName } from './when.ts'

export interface Shown {
  readonly monitor: Monitor
  readonly view: MonitorView | null
}

const LINE = 32
const WORST = 5

const VERDICT_WORDS: Readonly<Record<MonitorVerdict, string>> = {
  fail: 'failing',
  error: 'could not be judged',
  warn: 'warns',
  ok: 'fine',
  no_data: 'no data',
}
const VERDICT_STATUS: Readonly<Record<MonitorVerdict, FindingStatus>> = {
  fail: 'fail',
  error: 'error',
  warn: 'warn',
  ok: 'ok',
  no_data: 'no_data',
}

export function renderShow(
  shown: readonly Shown[],
  lastRun: RunRecord | null,
  options: Pick<GlobalOptions, 'config'>,
  effects: Effects,
): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const [only] = shown
  if (shown.length === 1 && only)
    return only.view ? oneMonitor(only.view, lastRun, options, effects, style, width) : nothing(only.monitor, options)
  return manyMonitors(shown, lastRun, options, effects, style, width)
}

const nothing = (monitor: Monitor, options: Pick<GlobalOptions, 'config'>): string =>
  `${safeText(monitor.name)}  nothing has been computed yet\n\n  ${nextCommand('run', options)}\n`

const runText = (run: RunRecord | null, nowUs: number): string =>
  run === null ? '' : `last run ${ageText(run.startedAtUs, nowUs)}${run.status === 'interrupted' ? ', interrupted' : ''}`

function oneMonitor(
  view: MonitorView,
  lastRun: RunRecord | null,
  options: Pick<GlobalOptions, 'config'>,
  effects: Effects,
  style: Style,
  width: number,
): string {
  const { monitor, summary, windows, granularity } = view
  const newest = windows.at(-1)!
  const since = failingSince(view)
  const verdict = `${VERDICT_WORDS[summary.verdict]}${since === null ? '' : ` since ${since}`}`
  const open = newest.complete ? '' : ', still open'
  const facts = [
    `newest: ${windowName(newest.window, monitor.timeZone)}${open}, ${formatCount(newest.rows)} rows`,
    `times in ${monitor.timeZone}`,
    runText(lastRun, effects.nowUs()),
  ]
  const lines = [
    `${style.strong(safeText(monitor.name))}  ${style.status(VERDICT_STATUS[summary.verdict], verdict)}`,
    style.quiet(hang('  ', facts.filter((fact) => fact !== '').join('; '), width)),
    '',
    seriesTable(view, style, width),
  ]
  if (granularity !== null && windows.length > 1 && windows.length <= LINE)
    lines.push(style.quiet(`  ${windowsNoun(granularity)}: ${stripOf(view.statuses)}  F fails, w warns, . fine`))
  const loud = foldFindings(summary.worst.filter(isLoud))
  const other = loud.filter(({ finding }) => finding.check !== 'drift')
  if (other.length > 0) {
    lines.push('')
    for (const folded of other.slice(0, WORST))
      lines.push(
        findingLine(folded, { width, style, timeZone: monitor.timeZone, sinceUs: summary.sinceUs.get(folded.finding.id) }),
      )
    if (other.length > WORST) lines.push(style.quiet(`        and ${other.length - WORST} more`))
  }
  const drifted = view.columns
    .filter(({ drift }) => drift !== null && isLoud(drift))
    .toSorted(
      (a, b) =>
        Number(a.drift!.status !== 'fail') - Number(b.drift!.status !== 'fail') || (b.drift!.value ?? 0) - (a.drift!.value ?? 0),
    )
  if (drifted.length > 0) lines.push('', columnTable(drifted.slice(0, WORST), style, width))
  if (drifted.length > WORST) lines.push(style.quiet(`        and ${drifted.length - WORST} more columns`))
  if (summary.passed.length > 0) lines.push('', hang('  ok    ', passedText(summary.passed, summary.worst), width))
  const ids = [...summary.worst, ...summary.passed].map(({ id }) => id)
  const next: (readonly [string, string])[] = []
  const first = loud[0]?.finding
  if (first)
    next.push([
      nextCommand(`explain ${shortId(first.id, ids)}`, options),
      first.columnName === ':table' ? `why ${safeText(checkWords(first.check))}` : `why ${safeText(first.columnName)}`,
    ])
  next.push([nextCommand('report -o report.html --open', options), 'everything with charts'])
  return `${lines.join('\n')}\n\n${nextLines(next, style.quiet, width)}\n`
}

const isLoud = ({ status }: Finding): boolean => status === 'fail' || status === 'warn' || status === 'error'

/** Start of the unbroken run of failing windows that leads to the newest. */
function failingSince({ summary, monitor, granularity, windows, statuses }: MonitorView): string | null {
  if (summary.verdict !== 'fail' || granularity === null) return null
  let from: number | null = null
  for (let i = windows.length - 1; i >= 0 && statuses[i] === 'fail'; i--) from = i
  return from === null ? null : windowName(windows[from]!.window, monitor.timeZone)
}

const STRIP: Readonly<Record<FindingStatus, string>> = {
  fail: 'F',
  error: 'E',
  warn: 'w',
  ok: '.',
  no_data: '-',
  insufficient_data: '-',
}
const stripOf = (statuses: readonly (FindingStatus | null)[]): string =>
  statuses.map((status) => (status === null ? ' ' : STRIP[status])).join('')

const sayValue = ({ unit }: MetricSeries, value: number | null): string => {
  if (value === null) return ''
  return unit === 'rows' ? formatCount(value) : unit === 'share' ? formatShare(value) : formatNumber(value)
}

function seriesTable({ series, summary }: MonitorView, style: Style, width: number): string {
  return renderTable(
    [
      { title: '', gives: true },
      { title: 'over time' },
      { title: 'now', align: 'right' },
      { title: 'reference', align: 'right' },
      { title: '' },
    ],
    // Labels that are all there are not worth a line.
    series
      .filter(({ id, values }) => id !== 'label_coverage' || values.some((value) => value !== 1))
      .map((line): readonly TableCell[] => {
        const found = summary.worst.find(
          (f) =>
            isLoud(f) &&
            f.segment.sliceKey === null &&
            f.segment.modelId === null &&
            f.columnName === line.columnName &&
            f.metric.split('.')[0] === line.metric.split('.')[0],
        )
        return [
          line.title,
          sparkline(line.values, LINE, line.unit === 'rows'),
          sayValue(line, line.values.findLast((value) => value !== null) ?? null),
          sayValue(line, line.reference),
          found ? { text: STATUS_TAGS[found.status], paint: (text) => style.status(found.status, text) } : '',
        ]
      }),
    width,
    { indent: 2, head: style.quiet },
  )
}

function columnTable(columns: MonitorView['columns'], style: Style, width: number): string {
  return renderTable(
    [
      { title: '' },
      { title: 'column', gives: true },
      { title: 'PSI over time' },
      { title: 'now', align: 'right' },
      { title: 'chance', align: 'right' },
      { title: '', gives: true },
    ],
    columns.map(({ columnName, values, drift }): readonly TableCell[] => {
      const status = drift?.status ?? 'ok'
      const chance = drift?.evidence['chance_bound']
      const direction = drift?.evidence['direction']
      return [
        { text: STATUS_TAGS[status], paint: (text) => style.status(status, text) },
        columnName,
        sparkline(values, 20, true),
        drift?.value == null ? '' : formatDistance(drift.value),
        typeof chance === 'number' ? formatDistance(chance) : '',
        typeof direction === 'string' ? direction : '',
      ]
    }),
    width,
    { indent: 2, head: style.quiet },
  )
}

function manyMonitors(
  shown: readonly Shown[],
  lastRun: RunRecord | null,
  options: Pick<GlobalOptions, 'config'>,
  effects: Effects,
  style: Style,
  width: number,
): string {
  const order: Readonly<Record<MonitorVerdict, number>> = { fail: 0, error: 1, warn: 2, no_data: 3, ok: 4 }
  const sorted = shown.toSorted(
    (a, b) => order[a.view?.summary.verdict ?? 'no_data'] - order[b.view?.summary.verdict ?? 'no_data'],
  )
  const table = monitorTable(sorted, style, width)
  const failing = shown.filter(({ view }) => view?.summary.failing).length
  const run = runText(lastRun, effects.nowUs())
  const verdict =
    failing > 0
      ? style.status('fail', `${failing} of ${shown.length} monitors failing`)
      : `None of ${shown.length} monitors failing`
  const first = sorted[0]?.monitor.name ?? ''
  return `${verdict}${run === '' ? '' : `; ${run}`}.\n\n${table}\n\n${nextLines([[nextCommand(`show ${shellWord(first)}`, options), 'its metrics and columns']], style.quiet, width)}\n`
}

/** The line of rows over time, widest first, with its title: names matter more, so it gives way to them. */
const LINES = [
  [14, 'rows over time'],
  [10, 'over time'],
  [6, 'trend'],
] as const
const NO_LINE = [0, null] as const

/** One line per monitor. No name is cut: the line of rows becomes shorter or goes, and what is still too long goes on below. */
function monitorTable(sorted: readonly Shown[], style: Style, width: number): string {
  const plain = createStyle(false)
  const table = ([line, title]: (typeof LINES)[number] | typeof NO_LINE, room: number, paint: Style): string => {
    const kept = <T>(cells: readonly T[]): readonly T[] => (title === null ? cells.toSpliced(4, 1) : cells)
    return renderTable(
      kept([
        { title: '' },
        { title: 'monitor', gives: true, wraps: true },
        { title: 'newest' },
        { title: 'rows', align: 'right' },
        { title: title ?? '' },
        { title: 'worst', gives: true, wraps: true },
      ]),
      sorted.map((one) => kept(monitorCells(one, line, paint))),
      room,
      { head: paint.quiet },
    )
  }
  const isWithin = (text: string): boolean => text.split('\n').every((line) => textWidth(line) <= width)
  return table(LINES.find((line) => isWithin(table(line, Number.POSITIVE_INFINITY, plain))) ?? NO_LINE, width, style)
}

function monitorCells({ monitor, view }: Shown, line: number, style: Style): readonly TableCell[] {
  if (!view) return ['none', monitor.name, 'nothing computed yet', '', '', '']
  const status = VERDICT_STATUS[view.summary.verdict]
  const newest = view.windows.at(-1)!
  const worst = foldFindings(view.summary.worst.filter(isLoud))[0]?.finding
  return [
    { text: STATUS_TAGS[status], paint: (text) => style.status(status, text) },
    monitor.name,
    windowName(newest.window, monitor.timeZone),
    formatCount(newest.rows),
    sparkline(
      view.windows.map(({ rows }) => rows),
      line,
      true,
    ),
    worst ? (worst.columnName === ':table' ? worst.check.replaceAll('_', ' ') : worst.columnName) : '',
  ]
}

export const showJson = (shown: readonly Shown[], lastRun: RunRecord | null): JsonValue => ({
  last_run: lastRun
    ? { id: lastRun.id, started_at: new Date(lastRun.startedAtUs / 1000).toISOString(), status: lastRun.status }
    : null,
  monitors: shown.map(({ monitor, view }) => ({
    monitor: monitor.name,
    verdict: view?.summary.verdict ?? 'no_data',
    failing: view?.summary.failing ?? false,
    granularity: view?.granularity ?? null,
    windows:
      view?.windows.map(({ window, rows, complete }, i) => ({
        ...(windowJson(window) as { readonly [key: string]: JsonValue }),
        rows,
        complete,
        status: view.statuses[i] ?? null,
      })) ?? [],
    series:
      view?.series.map(({ id, title, unit, values, reference }) => ({
        id,
        title,
        unit,
        values: values.map(finite),
        reference: finite(reference),
      })) ?? [],
    columns:
      view?.columns.map(({ columnName, status, values }) => ({ column_name: columnName, status, values: values.map(finite) })) ??
      [],
    findings: view?.summary.worst.map(findingJson) ?? [],
  })),
})
