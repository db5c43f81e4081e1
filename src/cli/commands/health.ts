/** `leeway health`: which models predict, and since when the others do not. */
import { formatCount } from '../../checks/numbers.ts'
import type { MonitorSummary } from '../../checks/summarise-monitor.ts'
import { redact } from '../../core/redact.ts'
import { compareHealth, type HealthStatus, type ModelHealth, readHealth } from '../../monitor/health.ts'
import { instantText } from '../../report/view/time-text.ts'
import type { CommandModule } from '../command.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import { type GlobalOptions, instantOption, openConfig } from '../global-options.ts'
import { readTables, type TableAnswer } from '../read-tables.ts'
import { readVerdicts } from '../read-verdicts.ts'
import { nextCommand } from '../render/next.ts'
import { jsonText } from '../render/run-json.ts'
import { createStyle, type Style } from '../render/style.ts'
import { renderTable, type TableCell } from '../render/table.ts'
import { hang, safeText } from '../render/text-width.ts'
import { isoInstant } from '../render/when.ts'

export const healthCommand: CommandModule = {
  usage: '',
  summary: 'which models predict, and which went silent',
  place: { group: 'Ask', order: 1 },
  examples: [
    ['leeway health', 'silent models first'],
    ['leeway health --json --as-of 2026-01-31', 'for a dashboard'],
  ],
  define: (command, effects, finish) => command.action((options) => finish(health(options, effects))),
}

type Answer = TableAnswer<ModelHealth>

/** @returns 0, or 3 when a table could not be read; a silent model is told, not failed */
export async function health(options: GlobalOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone) ?? effects.nowUs()
  const answers = await readTables(project, options, effects, (reader, monitor) => readHealth(reader, monitor, asOfUs))
  const sorted = answers.toSorted((a, b) =>
    a.answer && b.answer ? compareHealth(a.answer, b.answer) : Number(a.answer !== null) - Number(b.answer !== null),
  )
  const monitors = sorted.map(({ monitor }) => monitor)
  const verdicts = await readVerdicts(project, monitors, options, effects)
  const text = options.json
    ? jsonText(sorted.map((answer) => healthJson(answer, verdicts.get(answer.monitor.name))))
    : healthText(sorted, verdicts, options, effects)
  effects.out(redact(text, project.secrets))
  return answers.some(({ error }) => error) ? 3 : 0
}

const healthJson = ({ monitor, answer, error }: Answer, verdict: MonitorSummary | undefined) => ({
  model_name: monitor.name,
  last_prediction: answer?.lastPredictionUs == null ? null : microInstant(answer.lastPredictionUs),
  days_since_prediction: answer?.daysSincePrediction ?? null,
  active_days_last_week: answer?.activeDaysLastWeek ?? null,
  status: answer?.status ?? 'error',
  rows_last_week: answer?.rowsLastWeek ?? null,
  rows_today: answer?.rowsToday ?? null,
  time_zone: monitor.timeZone,
  verdict: verdict?.verdict ?? null,
  checks: verdict ? { ...verdict.counts } : null,
  error: error ? { code: error.code, message: error.message, place: error.place ?? null } : null,
})

/** Microseconds where there are some: the last prediction must be found again in its table. */
const microInstant = (us: number): string =>
  us % 1000 === 0 ? isoInstant(us) : isoInstant(us).replace('Z', `${String(us % 1000).padStart(3, '0')}Z`)

const WORDS: Readonly<Record<HealthStatus | 'error', string>> = {
  active: 'active',
  silent: 'SILENT',
  never: 'NO ROWS',
  no_timestamp: 'no times',
  error: 'ERROR',
}

/** From this width on there is room for more than what matters most. */
const WIDE = 60

function checksCell(verdict: MonitorSummary | undefined, style: Style): TableCell {
  if (!verdict || verdict.verdict === 'no_data') return ''
  const { fail, warn, error } = verdict.counts
  if (fail + error > 0) return { text: `${formatCount(fail + error)} fail`, paint: (text) => style.status('fail', text) }
  return warn > 0 ? { text: `${formatCount(warn)} warn`, paint: (text) => style.status('warn', text) } : 'ok'
}

function healthText(
  answers: readonly Answer[],
  verdicts: ReadonlyMap<string, MonitorSummary>,
  options: GlobalOptions,
  effects: Effects,
): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const judged = verdicts.size > 0
  // Beside the checks, names have no room on 80 columns; the rows are what leeway volume is for.
  const withRows = !judged || width >= 90
  const rows = answers.map(({ monitor, answer }): readonly TableCell[] => {
    const status = answer?.status ?? 'error'
    const bad = status === 'silent' || status === 'never' || status === 'error'
    const state = { text: WORDS[status], paint: (text: string) => (bad ? style.status('fail', text) : text) }
    const checks = judged ? [checksCell(verdicts.get(monitor.name), style)] : []
    const known = answer !== null && answer.lastPredictionUs !== null
    const since = known ? daysText(answer.daysSincePrediction!) : ''
    if (width < WIDE) return [monitor.name, state, since, ...checks]
    if (!known) return [monitor.name, state, ...checks, '', '', '', ...(withRows ? [''] : [])]
    return [
      monitor.name,
      state,
      ...checks,
      instantText(answer.lastPredictionUs!, monitor.timeZone),
      since,
      `${answer.activeDaysLastWeek} of 8`,
      ...(withRows ? [formatCount(answer.rowsLastWeek)] : []),
    ]
  })
  const checksColumn = judged ? [{ title: 'checks', align: 'right' as const }] : []
  const name = { title: 'model', gives: true }
  const table = renderTable(
    width < WIDE
      ? [name, { title: '' }, { title: '' }, ...checksColumn]
      : [
          name,
          { title: '' },
          ...checksColumn,
          { title: 'last prediction' },
          { title: '' },
          { title: 'active days', align: 'right' },
          ...(withRows ? [{ title: 'rows', align: 'right' as const }] : []),
        ],
    rows,
    width,
    { head: style.quiet },
  )
  const errors = answers.flatMap(({ monitor, error }) =>
    error ? [hang(`${safeText(monitor.name)}  `, safeText(`${error.message}. ${error.mend ?? ''}`.trim()), width)] : [],
  )
  const silent = answers.filter(({ answer }) => answer?.status === 'silent' || answer?.status === 'never').length
  const zones = [...new Set(answers.map(({ monitor }) => monitor.timeZone))]
  const total = `${answers.length} models`
  const verdict =
    silent > 0
      ? style.status('fail', `${silent} of ${total} silent for a week.`)
      : errors.length > 0
        ? `${errors.length} of ${total} could not be read.`
        : `${answers.length === 1 ? 'The one model' : `All ${total}`} predicted in the last week.`
  const counted = width < WIDE ? '' : `Active days${withRows ? ' and rows' : ''}: since midnight 7 days ago. `
  const about = style.quiet(
    hang('', `${counted}${judged ? 'Checks: as the last run found them. ' : ''}Times in ${zones.join(', ')}.`, width),
  )
  return `${[verdict, '', table, ...errors, '', about, `  ${nextCommand('volume', options)}`].join('\n')}\n`
}

const daysText = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'yesterday' : `${formatCount(days)} days ago`)
