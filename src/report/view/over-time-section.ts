/** 2. What happened over time? Volume, predictions, quality, labels: one panel each, on one time axis. */
import { timeLayout } from '../charts/time-axis.ts'
import { drawTimePanel } from '../charts/time-panel.ts'
import type { ReportSeries } from '../report-model.ts'
import { formatNumber, formatUnit } from './format.ts'
import { type Html, html, nothing } from './html.ts'
import { dataTable, empty, key, sectionHead } from './parts.ts'
import type { View } from './state.ts'
import { statusBadge } from './status.ts'
import { instantText, windowText } from './time-text.ts'
import { CHART_LEFT } from './verdict-section.ts'

const THEMES = ['volume', 'prediction', 'quality', 'labels', 'custom'] as const
/** Newest windows in the table behind the charts; the rest is in the export. */
const TABLE_ROWS = 200

export function overTimeSection(view: View): Html {
  const { granularity, monitor } = view
  const series = THEMES.flatMap((theme) => granularity.series.filter((s) => s.theme === theme))
  const single = granularity.text === null
  const head = sectionHead(
    single ? 'What are the numbers?' : 'What happened over time?',
    single
      ? 'Volume, predictions and quality of the current rows beside the reference.'
      : html`One point per window of ${granularity.text}. The vertical stripe is the selected window${monitor.reference?.startUs === null || monitor.reference === null ? nothing : ', the shaded stretch the reference period'}.${marksText(view)}`,
  )
  if (series.length === 0) return html`${head}${empty('Nothing is measured over time for this monitor.')}`
  if (single) return html`${head}<div class="cards">${series.map((s) => numberCard(s, view))}</div>`
  return html`${head}${series.map((s, i) => panel(s, view, i === series.length - 1))}${table(series, view)}`
}

/** The flags of the charts, in words. */
function marksText(view: View): Html {
  const { granularity, monitor } = view
  const first = granularity.windows[0]
  const last = granularity.windows.at(-1)
  const inside = monitor.marks.filter((m) => first && last && m.atUs >= first.startUs && m.atUs < last.endUs)
  if (inside.length === 0) return nothing
  return html` ${inside.map((m) => html`<span class="mark-text">${key('flag', html`${m.text}, ${instantText(m.atUs, monitor.timeZone)}`)}</span> `)}`
}

function panel(series: ReportSeries, view: View, last: boolean): Html {
  const { granularity, monitor, state } = view
  const layout = timeLayout(granularity.windows.length, view.width, CHART_LEFT)
  const chart = drawTimePanel(
    {
      values: series.values,
      unit: series.unit,
      kind: series.theme === 'volume' || series.id === 'total_value' ? 'bars' : 'line',
      mayChange: series.theme === 'quality',
      band: series.band,
      reference: series.reference,
      limits: series.limits,
      statuses: series.statuses,
      height: series.theme === 'quality' || series.theme === 'prediction' ? 118 : 84,
    },
    {
      granularity,
      zone: monitor.timeZone,
      layout,
      selected: state.window,
      reference: monitor.reference,
      marks: monitor.marks,
      axis: last,
    },
    describe(series, view),
  )
  const value = series.values[state.window] ?? null
  const status = series.statuses[state.window] ?? null
  return html`<figure class="figure time" data-series="${series.id}"><figcaption><span class="figure-title">${series.title}</span><span class="figure-numbers">${key('current', html`<b>${formatUnit(value, series.unit)}</b> ${view.windowPhrase}${perDay(series, value, view)}`)}${
    series.reference === null ? nothing : key('reference', html`${formatUnit(series.reference, series.unit)} in the reference`)
  }${series.band ? key('band', series.band.meaning) : nothing}${series.theme === 'quality' && granularity.windows.some((w) => w.provisional) ? key('open', 'provisional: outcomes may still come') : nothing}${series.limits.map((l) => key(l.status === 'fail' ? 'limit-fail' : 'limit-warn', html`${l.status} ${l.side} ${formatUnit(l.value, series.unit)}`))}${status === 'fail' || status === 'warn' ? statusBadge(status) : nothing}</span></figcaption>${chart}</figure>`
}

const DAY_US = 86_400_000_000

/** What a window brought, by its days: windows of several sizes, and months, can be compared so. */
function perDay({ id }: ReportSeries, value: number | null, { window }: View): string {
  const days = window ? (window.endUs - window.startUs) / DAY_US : 0
  return id === 'total_value' && value !== null && days > 1.5 ? `, ${formatNumber(value / days)} a day` : ''
}

/** The chart in one sentence: where it stands, and between what it moved. */
function describe(series: ReportSeries, view: View): string {
  const known = series.values.flatMap((v, i) => (v === null ? [] : [{ v, i }]))
  if (known.length === 0) return `${series.title}: no values.`
  const low = known.reduce((a, b) => (b.v < a.v ? b : a))
  const high = known.reduce((a, b) => (b.v > a.v ? b : a))
  const at = (i: number): string => windowText(view.granularity.text, view.granularity.windows[i]!, view.monitor.timeZone)
  const bad = series.statuses.filter((s) => s === 'fail' || s === 'warn').length
  return `${series.title}, ${known.length} windows: lowest ${formatUnit(low.v, series.unit)} (${at(low.i)}), highest ${formatUnit(high.v, series.unit)} (${at(high.i)}), ${formatUnit(series.values[view.state.window] ?? null, series.unit)} ${view.windowPhrase}${
    series.reference === null ? '' : `, ${formatUnit(series.reference, series.unit)} in the reference`
  }. ${bad === 0 ? 'No window' : bad} failed or warned.`
}

/** A comparison has one window: a number says more than a chart with one point. */
function numberCard(series: ReportSeries, view: View): Html {
  const value = series.values[view.state.window] ?? null
  const status = series.statuses[view.state.window] ?? null
  return html`<div class="card"><h3>${series.title}</h3><p class="big">${formatUnit(value, series.unit)}</p><p class="muted">${
    series.reference === null ? series.about : html`${formatUnit(series.reference, series.unit)} in the reference`
  }</p>${status === null ? nothing : statusBadge(status)}</div>`
}

function table(series: readonly ReportSeries[], view: View): Html {
  const { granularity, monitor } = view
  const from = Math.max(0, granularity.windows.length - TABLE_ROWS)
  const rows = granularity.windows.slice(from).map((window, k) => {
    const i = from + k
    return [
      windowText(granularity.text, window, monitor.timeZone),
      ...series.map((s) => formatUnit(s.values[i] ?? null, s.unit)),
      window.status === null ? '' : window.status.replace('_', ' '),
    ]
  })
  return dataTable({
    key: 'table-time',
    caption: 'These charts as a table',
    head: ['Window', ...series.map((s) => s.title), 'Worst finding'],
    rows,
    ...(from > 0 ? { note: `The newest ${TABLE_ROWS} windows; leeway export profile_metrics has all of them.` } : {}),
  })
}
