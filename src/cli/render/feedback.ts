/** Feedback and its summary, for people and for machines. */
import { formatCount, formatNumber } from '../../checks/numbers.ts'
import type { Monitor, Project } from '../../config/project.ts'
import type { JsonValue } from '../../core/json.ts'
import { countsText, type NoisyCheck } from '../../feedback/noisy-checks.ts'
import type { DayValue } from '../../feedback/outcome-value.ts'
import type { RecordedFeedback } from '../../feedback/record-feedback.ts'
import type { AlertCounts } from '../../feedback/summarise-alerts.ts'
import type { FeedbackSummary } from '../../feedback/summarise-feedback.ts'
import { durationText, instantText } from '../../report/view/time-text.ts'
import type { Feedback } from '../../store/journal.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import type { GlobalOptions } from '../global-options.ts'
import { nextCommand } from './next.ts'
import { createStyle } from './style.ts'
import { renderTable, type TableCell, type TableColumn } from './table.ts'
import { hang, safeText } from './text-width.ts'
import { isoInstant } from './when.ts'

const isoOrNull = (us: number | null): string | null => (us === null ? null : isoInstant(us))

export const feedbackJson = (f: Feedback): { readonly [key: string]: JsonValue } => ({
  id: f.id,
  given_at: isoInstant(f.givenAtUs),
  given_by: f.givenBy,
  monitor: f.monitor,
  finding_id: f.findingId,
  check: f.check,
  prediction_key: f.predictionKey,
  was_right: f.wasRight,
  was_useful: f.wasUseful,
  acted_at: isoOrNull(f.actedAtUs),
  window_end: isoOrNull(f.windowEndUs),
  note: f.note,
})

const countsJson = (c: AlertCounts): { readonly [key: string]: JsonValue } => ({
  fired: c.fired,
  failed: c.failed,
  with_feedback: c.withFeedback,
  judged: c.judged,
  right: c.right,
  precision: c.precision?.value ?? null,
  precision_low: c.precision?.low ?? null,
  precision_high: c.precision?.high ?? null,
  acted: c.acted,
  share_acted: c.shareActed,
  median_seconds_to_act: c.medianSecondsToAct,
  rated: c.rated,
  useful: c.useful,
  share_useful: c.shareUseful,
})

export const summaryJson = (summary: FeedbackSummary): JsonValue => ({
  weeks: summary.weeks.map((w) => ({
    monitor: w.monitor,
    check: w.check,
    week: w.week,
    week_start: isoInstant(w.weekStartUs),
    ...countsJson(w),
  })),
  monitors: summary.monitors.map((m) => ({ monitor: m.monitor, ...countsJson(m) })),
  noisy: summary.noisy.map(noisyJson),
  values: summary.values.map((v) => ({
    monitor: v.monitor,
    start: isoInstant(v.startUs),
    end: isoInstant(v.endUs),
    total_value: v.total,
    labelled: v.labelled,
    value_per_prediction: v.perPrediction,
    unit: v.unit,
  })),
})

const noisyJson = (n: NoisyCheck): JsonValue => ({
  monitor: n.monitor,
  check: n.check,
  why: n.why,
  proposal: n.proposal,
  ...countsJson(n.counts),
})

const zoneOf = (project: Project, name: string): string =>
  project.monitors.find((m) => m.name === name)?.timeZone ?? project.timeZone

/** "right, useful, acted on 2026-02-01 09:00". */
function saidText(f: Feedback, zone: string): string {
  const parts = [
    ...(f.wasRight === null ? [] : [f.wasRight ? 'right' : 'wrong']),
    ...(f.wasUseful === null ? [] : [f.wasUseful ? 'useful' : 'not useful']),
    ...(f.actedAtUs === null ? [] : [`acted on ${instantText(f.actedAtUs, zone, true)}`]),
  ]
  return parts.length === 0 ? 'no judgement' : parts.join(', ')
}

export function renderRecorded(
  { feedback, finding, replaced }: RecordedFeedback,
  project: Project,
  options: GlobalOptions,
  effects: Effects,
): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const zone = zoneOf(project, feedback.monitor)
  const subject = finding
    ? `finding ${finding.id.slice(0, 8)} of ${feedback.monitor}`
    : `prediction ${feedback.predictionKey} of ${feedback.monitor}`
  const lines = [
    hang(
      '',
      safeText(`${replaced ? 'Replaced' : 'Recorded'}: ${subject} was ${saidText(feedback, zone)}, says ${feedback.givenBy}.`),
      width,
    ),
    ...(finding ? [hang('  ', safeText(finding.sentence), width)] : []),
    ...(feedback.note === null ? [] : [hang('  note  ', safeText(feedback.note), width)]),
    '',
    style.quiet(`  ${nextCommand('feedback summary', options)}`),
  ]
  return `${lines.join('\n')}\n`
}

export function renderFeedbackList(
  feedback: readonly Feedback[],
  project: Project,
  options: GlobalOptions,
  effects: Effects,
): string {
  const style = createStyle(wantsColour(effects))
  if (feedback.length === 0)
    return `No feedback is recorded.\n\n${style.quiet(`  ${nextCommand('feedback add FINDING --right', options)}`)}\n`
  const rows = feedback.map((f): readonly TableCell[] => {
    const zone = zoneOf(project, f.monitor)
    return [
      instantText(f.givenAtUs, zone, true),
      f.givenBy,
      f.monitor,
      f.findingId === null ? `prediction ${f.predictionKey}` : `${f.findingId.slice(0, 8)} ${f.check ?? ''}`,
      f.note === null ? saidText(f, zone) : `${saidText(f, zone)}: ${f.note}`,
    ]
  })
  const table = renderTable(
    [
      { title: 'given' },
      { title: 'by', gives: true },
      { title: 'monitor', gives: true },
      { title: 'about', gives: true },
      { title: 'what was said', gives: true, wraps: true },
    ],
    rows,
    widthOf(effects),
    { head: style.quiet },
  )
  return `${table}\n`
}

export interface SummaryContext {
  readonly weeks: number
  readonly monitors: readonly Monitor[]
}

export function renderFeedbackSummary(
  summary: FeedbackSummary,
  { weeks, monitors }: SummaryContext,
  options: GlobalOptions,
  effects: Effects,
): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const fired = summary.monitors.reduce((sum, m) => sum + m.fired, 0)
  const judged = summary.monitors.reduce((sum, m) => sum + m.judged, 0)
  const span = weeks === 1 ? 'this ISO week' : `the last ${weeks} ISO weeks`
  const head = `${formatCount(fired)} ${fired === 1 ? 'alert' : 'alerts'} in ${span}, ${formatCount(judged)} judged by people`
  const rows = summary.weeks.map((w): readonly TableCell[] => [
    w.week,
    w.monitor,
    w.check,
    formatCount(w.fired),
    w.precision === null ? '' : `${w.right}/${w.judged}`,
    w.precision === null ? '' : `${Math.round(w.precision.low * 100)} to ${Math.round(w.precision.high * 100)} %`,
    formatCount(w.acted),
    w.medianSecondsToAct === null ? '' : durationText(w.medianSecondsToAct * 1e6),
    w.shareUseful === null ? '' : `${w.useful}/${w.rated}`,
  ])
  // Columns that nobody has filled yet leave their room to the names.
  const shown = SUMMARY_COLUMNS.map((column, c) => ({ column, c })).filter(({ c }) => rows.some((row) => row[c] !== ''))
  const table =
    rows.length === 0
      ? []
      : [
          '',
          renderTable(
            shown.map(({ column }) => column),
            rows.map((row) => shown.map(({ c }) => row[c]!)),
            width,
            { head: style.quiet },
          ),
        ]
  const noisy = summary.noisy.flatMap((n) => [
    style.status('warn', '  noisy ') +
      hang('  noisy ', safeText(`${n.monitor}, ${n.check}: ${countsText(n.counts)}; ${n.proposal}`), width).slice(
        '  noisy '.length,
      ),
  ])
  const lines = [
    style.strong(head),
    ...table,
    ...(noisy.length === 0 ? [] : ['', ...noisy]),
    ...valueLines(summary.values, monitors, width, style.quiet),
    '',
    style.quiet('right and 95 %: of the alerts that were judged. after: from the window’s end to'),
    style.quiet('the first action, median.'),
    `  ${nextCommand('feedback add FINDING --right', options)}`,
  ]
  return `${lines.join('\n')}\n`
}

const SUMMARY_COLUMNS: readonly TableColumn[] = [
  { title: 'week' },
  { title: 'monitor', gives: true },
  { title: 'check', gives: true },
  { title: 'fired', align: 'right' },
  { title: 'right', align: 'right' },
  { title: '95 %' },
  { title: 'acted', align: 'right' },
  { title: 'after' },
  { title: 'useful', align: 'right' },
]

const SHOWN_DAYS = 7

function valueLines(
  values: readonly DayValue[],
  monitors: readonly Monitor[],
  width: number,
  quiet: (text: string) => string,
): readonly string[] {
  const lines = monitors.flatMap((monitor): readonly (readonly TableCell[])[] => {
    const own = values.filter((v) => v.monitor === monitor.name)
    return own
      .slice(-SHOWN_DAYS)
      .map((v) => [
        monitor.name,
        instantText(v.startUs, monitor.timeZone),
        `${formatNumber(v.total)}${v.unit === null ? '' : ` ${v.unit}`}`,
        v.perPrediction === null ? '' : formatNumber(v.perPrediction),
        formatCount(v.labelled),
      ])
  })
  if (lines.length === 0) return []
  const columns = [
    { title: 'monitor', gives: true },
    { title: 'from' },
    { title: 'worth', align: 'right' },
    { title: 'per prediction', align: 'right' },
    { title: 'labelled', align: 'right' },
  ] as const
  return ['', renderTable(columns, lines, width, { head: quiet })]
}
