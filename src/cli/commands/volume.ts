/** `leeway volume`: predictions per day and model. */
import { formatCount } from '../../checks/numbers.ts'
import { redact } from '../../core/redact.ts'
import { compareVolume, type DayVolume, readVolume, volumeDates } from '../../monitor/volume.ts'
import type { CommandModule } from '../command.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import { type GlobalOptions, instantOption, openConfig } from '../global-options.ts'
import { readTables, type TableAnswer } from '../read-tables.ts'
import { sparkline } from '../render/bars.ts'
import { nextCommand } from '../render/next.ts'
import { jsonText } from '../render/run-json.ts'
import { createStyle } from '../render/style.ts'
import { renderTable, type TableCell } from '../render/table.ts'
import { hang, safeText } from '../render/text-width.ts'

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

type Answer = TableAnswer<readonly DayVolume[]>

/** @returns 0, or 3 when a table could not be read */
export async function volume(options: GlobalOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone) ?? effects.nowUs()
  const answers = await readTables(project, options, effects, (reader, monitor) => readVolume(reader, monitor, asOfUs))
  const days = answers.flatMap(({ answer }) => answer ?? []).toSorted(compareVolume)
  const text = options.json
    ? jsonText(days.map(({ date, monitor, predictions }) => ({ date, model_name: monitor, predictions })))
    : volumeText(answers, days, asOfUs, options, effects)
  effects.out(redact(text, project.secrets))
  for (const { monitor, error } of answers)
    if (error && options.json) effects.err(`${safeText(`${monitor.name}: ${error.message}`)}\n`)
  return answers.some(({ error }) => error) ? 3 : 0
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const dated = (date: string): string => `${WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]} ${date}`

/** One row a model: its days as a line, the newest in numbers. One model alone gets a row a day. */
function volumeText(
  answers: readonly Answer[],
  days: readonly DayVolume[],
  asOfUs: number,
  options: GlobalOptions,
  effects: Effects,
): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const zones = [...new Set(answers.map(({ monitor }) => monitor.timeZone))]
  const total = days.reduce((sum, day) => sum + day.predictions, 0)
  const head = `${formatCount(total)} ${total === 1 ? 'prediction' : 'predictions'} by ${answers.length} ${answers.length === 1 ? 'model' : 'models'} on the last 15 dates (${zones.join(', ')})`
  const byModel = answers.map(({ monitor, error }) => {
    const own = new Map(days.filter((day) => day.monitor === monitor.name).map((day) => [day.date, day.predictions]))
    return { monitor, error, counts: volumeDates(asOfUs, monitor.timeZone).map((date) => ({ date, rows: own.get(date) ?? 0 })) }
  })
  const single = byModel.length === 1 ? byModel[0]! : null
  const table = single
    ? dayTable(single.counts, width, style.quiet)
    : renderTable(
        [
          { title: 'model', gives: true },
          { title: 'last 15 dates' },
          { title: 'today', align: 'right' },
          { title: 'yesterday', align: 'right' },
          { title: 'median', align: 'right' },
        ],
        byModel.map(({ monitor, error, counts }): readonly TableCell[] => {
          if (error) return [monitor.name, { text: 'ERROR', paint: (text) => style.status('error', text) }, '', '', '']
          if (monitor.timestamp === undefined) return [monitor.name, 'no times', '', '', '']
          const numbers = counts.map(({ rows }) => rows)
          return [
            monitor.name,
            sparkline(numbers, 15, true),
            formatCount(numbers.at(-1)!),
            formatCount(numbers.at(-2)!),
            formatCount(median(numbers.slice(0, -1))),
          ]
        }),
        width,
        { head: style.quiet },
      )
  const errors = answers.flatMap(({ monitor, error }) =>
    error ? [hang(`${safeText(monitor.name)}  `, safeText(`${error.message}. ${error.mend ?? ''}`.trim()), width)] : [],
  )
  return `${[head, '', table, ...errors, '', `  ${nextCommand('health', options)}`].join('\n')}\n`
}

function dayTable(
  counts: readonly { readonly date: string; readonly rows: number }[],
  width: number,
  head: (text: string) => string,
): string {
  const most = Math.max(1, ...counts.map(({ rows }) => rows))
  const room = Math.min(40, width - 34)
  return renderTable(
    [{ title: 'date' }, { title: 'predictions', align: 'right' }, { title: '' }],
    counts.toReversed().map(({ date, rows }) => [dated(date), formatCount(rows), '█'.repeat(Math.round((rows / most) * room))]),
    width,
    { head },
  )
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length === 0 ? 0 : sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
