/** 1. Is it fine? One sentence per monitor, since when, for which window, from how many rows; then the strip of windows. */
import { timeLayout } from '../charts/time-axis.ts'
import { drawWindowStrip } from '../charts/window-strip.ts'
import type { ReportMonitor } from '../report-model.ts'
import { formatCount, plural } from './format.ts'
import { type Html, html, nameText, nothing, px } from './html.ts'
import { linkOf, openMonitor, type View } from './state.ts'
import { countsText, statusBadge, statusClass, statusRank, statusSign } from './status.ts'
import { durationText, instantText, windowText } from './time-text.ts'

/** Left edge of strip and time charts alike. */
export const CHART_LEFT = 52

const STATE_WORDS = {
  fail: 'Failing',
  warn: 'Warning',
  ok: 'Fine',
  no_data: 'No data',
  insufficient_data: 'Too few rows to say',
  error: 'Could not be judged',
} as const

/** All monitors, only where there are several. */
export function monitorList(view: View): Html {
  const { model, state } = view
  if (model.monitors.length < 2) return nothing
  const failing = model.monitors.filter((m) => m.verdict.status === 'fail' || m.verdict.status === 'error').length
  return html`<nav class="monitors" aria-label="Monitors"><p class="monitors-count">${
    failing === 0
      ? html`None of ${plural(model.monitors.length, 'monitor')} is failing.`
      : html`${formatCount(failing)} of ${plural(model.monitors.length, 'monitor')} failing.`
  }</p><ul>${byHarm(model.monitors).map(
    ([m, i]) =>
      html`<li><a class="monitor-link" href="${linkOf(model, openMonitor(model, i))}"${i === state.monitor ? html` aria-current="true"` : nothing}>${statusBadge(m.verdict.status)}<span class="monitor-name">${nameText(m.name)}</span><span class="monitor-headline">${m.verdict.headline}</span></a></li>`,
  )}</ul></nav>`
}

/** Worst first, with their positions in the model. */
const byHarm = (monitors: readonly ReportMonitor[]): (readonly [ReportMonitor, number])[] =>
  monitors.map((m, i) => [m, i] as const).sort((a, b) => statusRank(a[0].verdict.status) - statusRank(b[0].verdict.status))

export function verdictSection(view: View): Html {
  const { monitor } = view
  const { verdict } = monitor
  const shown = verdict.sentences.slice(0, 5)
  const left = verdict.sentences.length - shown.length
  const passed = verdict.counts.ok ?? 0
  return html`<p class="state ${statusClass(verdict.status)}">${statusSign(verdict.status)}<strong>${STATE_WORDS[verdict.status]}</strong><span class="state-name">${nameText(monitor.name)}</span></p>
<p class="headline">${verdict.headline}</p>
<p class="facts">${factsText(view)}</p>
<ul class="sentences">${shown.map((s) => {
    const column = s.column === null ? -1 : monitor.columns.findIndex((c) => c.name === s.column)
    const at = { ...view.state, ...judged(monitor), column }
    return html`<li>${statusBadge(s.status)}<span>${column >= 0 ? html`<a href="${linkOf(view.model, at)}" data-goto="how">${s.text}</a>` : s.text}</span></li>`
  })}${left > 0 ? html`<li><span></span><span class="muted">and ${plural(left, 'more finding')}, below</span></li>` : nothing}${
    passed > 0 ? html`<li>${statusBadge('ok')}<span class="muted">${plural(passed, 'check')} passed</span></li>` : nothing
  }</ul>`
}

const judged = (monitor: ReportMonitor): { granularity: number; window: number } => ({
  granularity: monitor.verdict.granularity ?? 0,
  window: monitor.verdict.window ?? 0,
})

/** "since 2016-11-01 (9 months ago) · January 2017 · 3,828 rows against 16,913 in the reference · times in UTC" */
function factsText({ model, monitor }: View): Html[] {
  const { verdict, timeZone } = monitor
  const granularity = verdict.granularity === null ? undefined : monitor.granularities[verdict.granularity]
  const window = verdict.window === null ? undefined : granularity?.windows[verdict.window]
  const parts: Html[] = []
  if (verdict.sinceUs !== null)
    parts.push(
      html`since <b>${instantText(verdict.sinceUs, timeZone)}</b> (${durationText(model.generatedAtUs - verdict.sinceUs)} ago)`,
    )
  if (granularity && window && granularity.text !== null)
    parts.push(
      html`window <b>${windowText(granularity.text, window, timeZone)}</b>${window.complete ? nothing : ' (still open)'}`,
    )
  if (verdict.rows !== null)
    parts.push(
      html`<b>${formatCount(verdict.rows)}</b> rows${verdict.referenceRows === null ? nothing : html` against <b>${formatCount(verdict.referenceRows)}</b> in the reference`}`,
    )
  if (granularity?.text !== null) parts.push(html`times in ${timeZone}`)
  return parts.map((part) => html`<span>${part}</span>`)
}

/** The bar that stays in sight: which window is looked at, and the ways to move. */
export function windowBar(view: View): Html {
  const { monitor, state, granularity } = view
  if (granularity.text === null) return nothing
  const last = granularity.windows.length - 1
  return html`<div class="window-bar"><div class="steps" role="group" aria-label="Move to another window"><button type="button" data-act="previous" data-key="previous" aria-label="Earlier window"${state.window <= 0 ? html` disabled` : nothing}>‹</button><output class="window-name" aria-live="polite">${view.windowName}</output><button type="button" data-act="next" data-key="next" aria-label="Later window"${state.window >= last ? html` disabled` : nothing}>›</button></div>${
    monitor.granularities.length > 1
      ? html`<div class="switch" role="group" aria-label="Window size">${monitor.granularities.map(
          (g, i) =>
            html`<button type="button" data-act="granularity" data-value="${i}" data-key="granularity-${i}" aria-pressed="${i === state.granularity ? 'true' : 'false'}">${g.text}</button>`,
        )}</div>`
      : nothing
  }<p class="window-counts">${view.window ? html`${statusBadge(view.window.rows === 0 ? 'no_data' : view.window.status)}<span>${plural(view.window.rows, 'row')}${view.window.complete ? nothing : ', still open'}; ${countsText(view.window.counts)}</span>` : nothing}</p></div>`
}

/** What the strip says to a screen reader about the selected window. */
const stripValueText = (view: View): string =>
  view.window
    ? `${view.windowName}: ${view.window.rows === 0 ? 'no rows' : plural(view.window.rows, 'row')}, ${countsText(view.window.counts)}${view.window.complete ? '' : ', still open'}`
    : 'no window'

/** On a narrow screen many windows are wider than the page, and the strip scrolls. */
const stripWidth = (view: View): number =>
  Math.max(view.width, view.width < 700 ? CHART_LEFT + view.granularity.windows.length * 6 : 0)

export function strip(view: View): Html {
  const { granularity, state } = view
  if (granularity.text === null) return nothing
  const layout = timeLayout(granularity.windows.length, stripWidth(view), view.width < 700 ? 4 : CHART_LEFT)
  return html`<div class="strip" id="strip" role="slider" tabindex="0" aria-label="Window, ${granularity.text} each" aria-orientation="horizontal" aria-valuemin="0" aria-valuemax="${Math.max(0, granularity.windows.length - 1)}" aria-valuenow="${state.window}" aria-valuetext="${stripValueText(view)}" data-key="strip" data-time-left="${px(layout.left)}" data-time-step="${layout.step.toFixed(4)}">${drawWindowStrip(granularity, layout, state.window)}</div>
<p class="legend"><span>${legendCell('is-fail')}fail</span><span>${legendCell('is-warn')}warn</span><span>${legendCell('is-ok')}ok</span><span>${legendCell('is-none')}no data or too few rows</span><span class="hint">Click a window, or use the arrow keys: everything below moves to it.</span></p>`
}

const legendCell = (kind: string): Html => {
  const height = kind === 'is-fail' ? 14 : kind === 'is-warn' ? 10 : 6
  return html`<svg class="legend-cell" viewBox="0 -1 8 16" width="8" height="16" aria-hidden="true"><rect class="cell ${kind}" x="1" y="${14 - height}" width="6" height="${height}" rx="1.5"/></svg>`
}
