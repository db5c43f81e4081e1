/** `leeway volume`: predictions per day and model. */
import { formatCount } from '../../checks/numbers.ts'
import { redact } from '../../core/redact.ts'
import { compareVolume, readVolumeTrend, type VolumeDay } from '../../monitor/volume.ts'
import type { CommandModule } from '../command.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import { type GlobalOptions, instantOption, openConfig } from '../global-options.ts'
import { readTables, type TableAnswer } from '../read-tables.ts'
import { sparkline } from '../render/bars.ts'
import { nextCommand } from '../render/next.ts'
import { jsonText } from '../render/run-json.ts'
import { createStyle, type Style } from '../render/style.ts'
import { renderTable, type TableCell } from '../render/table.ts'
import { hang, safeText, textWidth } from '../render/text-width.ts'

export const volumeCommand: CommandModule = {
  usage: '',
  summary: 'predictions per day and model',
  place: { group: 'Ask', order: 2 },
  examples: [
    ['leeway volume', 'the last 15 dates'],
    ['leeway volume --json --as-of 2026-01-31', 'for a dashboard'],
  ],
  define: (command, effects, finish) => command.action((options) => finish(volume(options, effects))),
}

type Answer = TableAnswer<readonly VolumeDay[]>

/** @returns 0, or 3 when a table could not be read */
export async function volume(options: GlobalOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone) ?? effects.nowUs()
  const answers = await readTables(project, options, effects, (reader, monitor) => readVolumeTrend(reader, monitor, asOfUs))
  const days = answers.flatMap(({ answer }) => answer ?? []).toSorted(compareVolume)
  const text = options.json ? jsonText(days.map(volumeJson)) : volumeText(answers, options, effects)
  effects.out(redact(text, project.secrets))
  for (const { monitor, error } of answers)
    if (error && options.json) effects.err(`${safeText(`${monitor.name}: ${error.message}`)}\n`)
  return answers.some(({ error }) => error) ? 3 : 0
}

const volumeJson = ({ date, monitor, predictions, comparison }: VolumeDay) => ({
  date,
  model_name: monitor,
  predictions,
  usual: comparison?.usual ?? null,
  status: comparison?.status ?? null,
})

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const dated = (date: string): string => `${WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]} ${date}`
/** From this width on there is room for more than what matters most. */
const WIDE = 60

/** One row a model: its days as a line, the newest in numbers. One model alone gets a row a day. */
function volumeText(answers: readonly Answer[], options: GlobalOptions, effects: Effects): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const zones = [...new Set(answers.map(({ monitor }) => monitor.timeZone))]
  const total = answers.flatMap(({ answer }) => answer ?? []).reduce((sum, day) => sum + day.predictions, 0)
  const head = hang(
    '',
    `${formatCount(total)} ${total === 1 ? 'prediction' : 'predictions'} by ${answers.length} ${answers.length === 1 ? 'model' : 'models'} on the last 15 dates (${zones.join(', ')})`,
    width,
  )
  const single = answers.length === 1 ? answers[0]! : null
  const table = single
    ? single.answer === null || single.answer.length === 0
      ? ''
      : dayTable(single.answer, style, width)
    : modelTable(answers, style, width)
  const odd = single ? [] : answers.flatMap(({ monitor, answer }) => oddDays(monitor.name, answer ?? [], width))
  const errors = answers.flatMap(({ monitor, error }) =>
    error ? [hang(`${safeText(monitor.name)}  `, safeText(`${error.message}. ${error.mend ?? ''}`.trim()), width)] : [],
  )
  const noTimes = answers.filter(({ monitor, error }) => error === null && monitor.timestamp === undefined)
  const blocks = [head, table, odd.join('\n'), errors.join('\n'), single && noTimes.length > 0 ? 'Its rows have no times.' : '']
  return `${[...blocks.filter((block) => block !== ''), `  ${nextCommand('health', options)}`].join('\n\n')}\n`
}

function modelTable(answers: readonly Answer[], style: Style, width: number): string {
  const wide = width >= WIDE
  return renderTable(
    [
      { title: 'model', gives: true },
      { title: wide ? 'last 15 dates' : '' },
      { title: 'today', align: 'right' },
      ...(wide ? [{ title: 'yesterday', align: 'right' as const }] : []),
      { title: 'median', align: 'right' },
    ],
    answers.map(({ monitor, answer, error }): readonly TableCell[] => {
      const cells = (first: TableCell): readonly TableCell[] => [
        monitor.name,
        first,
        ...Array.from({ length: wide ? 3 : 2 }, () => ''),
      ]
      if (error) return cells({ text: 'ERROR', paint: (text) => style.status('error', text) })
      if (monitor.timestamp === undefined) return cells('no times')
      const days = answer ?? []
      const numbers = days.map(({ predictions }) => predictions).toReversed()
      return [
        monitor.name,
        sparkline(numbers, wide ? 15 : 8, true),
        formatCount(numbers.at(-1)!),
        ...(wide ? [countCell(days[1]!, style)] : []),
        formatCount(median(numbers.slice(0, -1))),
      ]
    }),
    width,
    { head: style.quiet },
  )
}

function countCell({ predictions, comparison }: VolumeDay, style: Style): TableCell {
  const status = comparison?.status ?? 'ok'
  return status === 'ok'
    ? formatCount(predictions)
    : { text: `! ${formatCount(predictions)}`, paint: (text) => style.status(status, text) }
}

const MOST_ODD = 3

/** The dates on which the volume was far from what is usual on that weekday, newest first. */
function oddDays(monitor: string, days: readonly VolumeDay[], width: number): readonly string[] {
  const odd = days.filter(({ comparison }) => comparison !== null && comparison.status !== 'ok')
  const lines = odd.slice(0, MOST_ODD).map((day) => `${dated(day.date)}: ${oddText(day)}`)
  if (odd.length > MOST_ODD) lines.push(`and ${odd.length - MOST_ODD} dates before`)
  return lines.map((line, i) =>
    hang(i === 0 ? `  ${safeText(monitor)}  ` : ' '.repeat(textWidth(safeText(monitor)) + 4), line, width),
  )
}

const oddText = ({ predictions, comparison }: VolumeDay): string =>
  comparison === null || comparison.status === 'ok' ? '' : `${formatCount(predictions)}, usually ${formatCount(comparison.usual)}`

function dayTable(days: readonly VolumeDay[], style: Style, width: number): string {
  const most = Math.max(1, ...days.map(({ predictions }) => predictions))
  const odd = days.some(({ comparison }) => comparison !== null && comparison.status !== 'ok')
  const room = Math.max(0, Math.min(40, width - (odd ? 52 : 34)))
  return renderTable(
    [{ title: 'date' }, { title: 'predictions', align: 'right' }, ...(odd ? [{ title: '' }] : []), { title: '' }],
    days.map((day) => [
      dated(day.date),
      formatCount(day.predictions),
      ...(odd ? [oddCell(day, style)] : []),
      '█'.repeat(Math.round((day.predictions / most) * room)),
    ]),
    width,
    { head: style.quiet },
  )
}

function oddCell({ comparison }: VolumeDay, style: Style): TableCell {
  if (comparison === null || comparison.status === 'ok') return ''
  const { status, usual } = comparison
  return { text: `usually ${formatCount(usual)}`, paint: (text) => style.status(status, text) }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length === 0 ? 0 : sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
