/** `leeway quality`: what came true of the predictions, per day. */
import { formatCount, formatNumber, formatShare } from '../../checks/numbers.ts'
import type { Monitor } from '../../config/project.ts'
import { LeewayError } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json.ts'
import { redact } from '../../core/redact.ts'
import {
  granularityText,
  hasLabels,
  type MonitorQuality,
  type QualityWindow,
  qualityValue,
  readQuality,
} from '../../monitor/quality-windows.ts'
import { selectMonitors } from '../../monitor/run-project.ts'
import { durationText, instantText } from '../../report/view/time-text.ts'
import type { CommandModule } from '../command.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import { type GlobalOptions, instantOption, openConfig } from '../global-options.ts'
import { withResults } from '../open-results.ts'
import { nextCommand } from '../render/next.ts'
import { jsonText, windowJson } from '../render/run-json.ts'
import { createStyle, type Style } from '../render/style.ts'
import { renderTable, type TableCell, type TableColumn } from '../render/table.ts'
import { hang, safeText, textWidth } from '../render/text-width.ts'
import { createTalk } from '../talk.ts'

export interface QualityCommandOptions extends GlobalOptions {
  readonly days?: string | undefined
  readonly granularity?: string | undefined
}

/** As the document counts: from midnight this many days before the as-of date, so 31 dates. */
const DAYS = 30

export const qualityCommand: CommandModule = {
  usage: '',
  summary: 'how good predictions were, by their outcomes',
  place: { group: 'Ask', order: 3 },
  examples: [
    ['leeway quality', 'the last 31 dates of every monitor with a label'],
    ['leeway quality --json --as-of 2026-01-31', 'for a dashboard'],
  ],
  define: (command, effects, finish) =>
    command
      .option('--days <n>', `since midnight this many days before; default: ${DAYS}`)
      .option('--granularity <size>', 'windows of this size; default: days, else the finest that the monitor has')
      .action((options) => finish(quality(options, effects))),
}

/** @returns 0; monitors without a label are named, not failed */
export async function quality(options: QualityCommandOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  const monitors = selectMonitors(project, options.monitor)
  const labelled = monitors.filter(hasLabels)
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone)
  const granularity = granularityOption(options.granularity, labelled)
  const range = {
    nowUs: effects.nowUs(),
    days: daysOption(options.days),
    ...(asOfUs === undefined ? {} : { asOfUs }),
    ...(granularity === undefined ? {} : { granularity }),
  }
  const answers = await withResults(project, options, effects, async (store) => {
    const read: MonitorQuality[] = []
    for (const monitor of labelled) read.push(await readQuality(store, monitor, range))
    return read
  })
  const without = monitors.filter((monitor) => !hasLabels(monitor))
  const talk = createTalk(effects, options)
  for (const { monitor, refreshedUs, asOfUs: toldUs } of answers) {
    if (refreshedUs === null) talk.say(`${monitor.name}: nothing has been recorded yet: ${nextCommand('run', options)}`)
    else if (refreshedUs > toldUs)
      talk.say(
        `${monitor.name}: outcomes that became known by ${instantText(refreshedUs, monitor.timeZone)}, when it was last refreshed, are counted`,
      )
  }
  if (options.json && without.length > 0) talk.say(`without a label: ${without.map(({ name }) => name).join(', ')}`)
  const text = options.json ? jsonText(answers.flatMap(qualityJson)) : qualityText(answers, without, options, effects)
  effects.out(redact(text, project.secrets))
  return 0
}

function daysOption(text: string | undefined): number {
  if (text === undefined) return DAYS
  const days = Number(text)
  if (/^\d{1,5}$/.test(text) && days > 0) return days
  throw new LeewayError('USAGE', `--days: "${text}" is not a number of days`, { mend: 'write a whole number, as --days 90' })
}

function granularityOption(text: string | undefined, monitors: readonly Monitor[]): string | undefined {
  if (text === undefined) return undefined
  const granularity = granularityText(text)
  const known = [...new Set(monitors.flatMap((monitor) => monitor.granularities.map((g) => g.text)))]
  if (granularity !== undefined && (known.includes(granularity) || monitors.length === 0)) return granularity
  throw new LeewayError('USAGE', `--granularity: no monitor with a label has windows of "${text}"`, {
    mend: `there are windows of ${known.join(', ')}`,
  })
}

/** Estimates come before the outcomes: no column of theirs is filled yet. */
const ESTIMATED = ['estimated_accuracy', 'estimated_f1_score', 'estimated_roc_auc_score', 'estimated_mean_average_error'] as const
const CLASSIFICATION = ['precision', 'recall', 'f1_score', 'roc_auc_score', 'log_loss'] as const
const REGRESSION = [
  'mean_average_error',
  'root_mean_squared_error',
  'mean_absolute_percentage_error',
  'r2_score',
  'mean_error',
] as const

/** Windows without a pair are no rows, as in the document. */
const qualityJson = ({ monitor, windows }: MonitorQuality): JsonValue[] =>
  windows
    .filter(({ pairs }) => pairs > 0)
    .map((w) => {
      const value = (metric: string): number | null => qualityValue(monitor, w, metric)
      const named = (metrics: readonly string[]): Record<string, JsonValue> =>
        Object.fromEntries(metrics.map((metric) => [metric, value(metric)]))
      return {
        date: w.date,
        model_name: monitor.name,
        predictions: w.pairs,
        correct: w.correct,
        accuracy: w.accuracy,
        granularity: w.window.granularity,
        window: windowJson(w.window),
        scored: w.scored,
        labelled: w.labelled,
        label_coverage: value('label_coverage'),
        label_delay_median: value('label_delay_median'),
        label_delay_p90: value('label_delay_p90'),
        multiple_outcomes: w.several,
        provisional: w.provisionalUntilUs !== null,
        ...named(CLASSIFICATION),
        ...named(REGRESSION),
        ...Object.fromEntries(ESTIMATED.map((name) => [name, null])),
      }
    })

function qualityText(
  answers: readonly MonitorQuality[],
  without: readonly Monitor[],
  options: GlobalOptions,
  effects: Effects,
): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const parts = answers.map((answer) => monitorText(answer, style, width))
  if (without.length > 0) parts.push(hang('without a label  ', safeText(without.map(({ name }) => name).join(', ')), width))
  if (answers.length === 0 && without.length > 0)
    parts.push('A monitor needs label: the column of the outcome; outcomes of another table are joined with labels:.')
  parts.push(`  ${nextCommand('show', options)}`)
  return `${parts.join('\n\n')}\n`
}

function monitorText({ monitor, windows, granularity, asOfUs }: MonitorQuality, style: Style, width: number): string {
  const labelled = windows.reduce((sum, w) => sum + w.labelled, 0)
  const scored = windows.reduce((sum, w) => sum + w.scored, 0)
  const provisional = windows.filter((w) => w.provisionalUntilUs !== null).length
  const zone = monitor.timeZone
  const head = [
    `${style.strong(safeText(monitor.name))}  ${formatCount(labelled)} of ${formatCount(scored)} predictions have an outcome`,
    ...(provisional > 0 ? [`${formatCount(provisional)} ${provisional === 1 ? 'window is' : 'windows are'} provisional`] : []),
  ].join(', ')
  if (windows.length === 0) return `${head}\nno windows up to ${instantText(asOfUs, zone)}`
  const rows = fitting(columnsOf(monitor, granularity, style), windows, width)
  const table = renderTable(
    rows.map(({ column }) => column),
    windows.map((w) => rows.map(({ cell }) => cell(w))),
    width,
    { head: style.quiet },
  )
  return `${head}\n\n${table}`
}

interface QualityColumn {
  readonly column: TableColumn
  readonly cell: (w: QualityWindow) => TableCell
  /** Left out first where the table is too wide: the highest number. */
  readonly leaves?: number
}

function columnsOf(monitor: Monitor, granularity: string | null, style: Style): readonly QualityColumn[] {
  const number = (title: string, cell: (w: QualityWindow) => string, leaves?: number): QualityColumn => ({
    column: { title, align: 'right' },
    cell,
    ...(leaves === undefined ? {} : { leaves }),
  })
  const metric = (title: string, id: string, leaves?: number): QualityColumn =>
    number(
      title,
      (w) => {
        const value = qualityValue(monitor, w, id)
        return value === null ? '' : formatNumber(value)
      },
      leaves,
    )
  return [
    { column: { title: granularity === '1 day' ? 'date' : 'window' }, cell: (w) => w.date },
    number('scored', (w) => formatCount(w.scored)),
    number('labelled', (w) => (w.scored === 0 ? '' : `${formatCount(w.labelled)} (${formatShare(w.labelled / w.scored)})`)),
    number('pairs', (w) => (w.pairs === 0 ? '' : formatCount(w.pairs)), 2),
    ...(monitor.problem === 'regression'
      ? [metric('abs. error', 'mean_average_error'), metric('RMSE', 'root_mean_squared_error'), metric('R2', 'r2_score')]
      : [
          number('correct', (w) => (w.pairs === 0 ? '' : formatCount(w.correct ?? 0))),
          number('accuracy', (w) => (w.accuracy === null ? '' : `${w.accuracy.toFixed(2)} %`)),
          metric('precision', 'precision', 1),
          metric('recall', 'recall', 1),
        ]),
    {
      column: { title: 'delay' },
      cell: (w) => delayText(qualityValue(monitor, w, 'label_delay_median')),
      leaves: 3,
    },
    {
      column: { title: '' },
      cell: (w) => ({
        text: w.provisionalUntilUs !== null ? 'provisional' : w.pairs === 0 ? 'no outcomes' : '',
        paint: style.quiet,
      }),
    },
  ]
}

/** As many columns as the width holds; a column that says nothing of any window is none. */
function fitting(columns: readonly QualityColumn[], windows: readonly QualityWindow[], width: number): readonly QualityColumn[] {
  const textOf = (cell: TableCell): string => (typeof cell === 'string' ? cell : cell.text)
  const widthOfColumn = ({ column, cell }: QualityColumn): number =>
    Math.max(textWidth(column.title), ...windows.map((w) => textWidth(textOf(cell(w)))))
  let kept = columns.filter(({ cell }) => windows.some((w) => textOf(cell(w)) !== ''))
  for (const leaves of [3, 2, 1]) {
    const wide = kept.reduce((sum, column) => sum + widthOfColumn(column) + 2, -2)
    if (wide > width) kept = kept.filter((column) => column.leaves !== leaves)
  }
  return kept
}

/** Half of the labelled predictions had to wait longer. */
const delayText = (median: number | null): string => (median === null ? '' : durationText(median * 1e6))
