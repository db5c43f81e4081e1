/** The small box at the pointer: which window, and its value. Everything in it also stands in the page for those who do not point. */
import type { ReportGranularity } from '../report-model.ts'
import { formatDrift, formatUnit, plural } from '../view/format.ts'
import { type Html, html, nothing } from '../view/html.ts'
import type { View } from '../view/state.ts'
import { countsText } from '../view/status.ts'
import { windowText } from '../view/time-text.ts'

interface Tip {
  readonly view: View
  readonly chart: Element
  readonly window: number | null
  readonly x: number
  readonly y: number
}

let box: HTMLElement | null = null

export function showTip(tip: Tip | null): void {
  if (!tip || tip.window === null) {
    if (box) box.hidden = true
    return
  }
  if (!box) {
    box = document.createElement('div')
    box.className = 'tip'
    box.setAttribute('aria-hidden', 'true')
    document.body.append(box)
  }
  box.innerHTML = tipText(tip.view, tip.chart, tip.window).html
  box.hidden = false
  const { width, height } = box.getBoundingClientRect()
  const left = Math.min(innerWidth - width - 8, Math.max(8, tip.x - width / 2))
  box.style.transform = `translate(${Math.round(left)}px, ${Math.round(tip.y - height - 14 < 8 ? tip.y + 18 : tip.y - height - 14)}px)`
}

function tipText(view: View, chart: Element, index: number): Html {
  const { granularity, monitor } = view
  const window = granularity.windows[index]!
  const id = chart.closest<HTMLElement>('[data-series]')?.dataset['series']
  return html`<b>${windowText(granularity.text, window, monitor.timeZone)}</b>${valueText(view, granularity, index, id, chart)}`
}

function valueText(view: View, granularity: ReportGranularity, index: number, id: string | undefined, chart: Element): Html {
  const series = granularity.series.find((s) => s.id === id)
  if (series) return html`<span>${formatUnit(series.values[index] ?? null, series.unit)}</span>`
  const window = granularity.windows[index]!
  if (chart.id === 'strip') return html`<span>${plural(window.rows, 'row')}</span><span>${countsText(window.counts)}</span>`
  if (!view.column || !view.columnSeries) return nothing
  const chance = view.columnSeries.chance[index] ?? null
  return html`<span>${view.column.driftTitle} ${formatDrift(view.columnSeries.drift[index])}</span>${chance === null ? nothing : html`<span>chance up to ${formatDrift(chance)}</span>`}`
}
