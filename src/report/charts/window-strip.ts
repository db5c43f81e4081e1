/**
 * One cell a window, by its worst finding. Height and sign say what colour says: a fail is tall with a cross, a warning
 * of middle height with an exclamation mark, no data hollow.
 */
import type { ReportGranularity, ReportWindow } from '../report-model.ts'
import { type Html, html, nothing, px, raw } from '../view/html.ts'
import { statusClass } from '../view/status.ts'
import type { TimeLayout } from './time-axis.ts'

const HEIGHT = 32
const TALL: Readonly<Record<string, number>> = { 'is-fail': 28, 'is-warn': 19, 'is-ok': 9, 'is-none': 9 }

/** From this many pixels a window, a sign fits into its cell. */
const SIGNED = 9

export function drawWindowStrip(granularity: ReportGranularity, layout: TimeLayout, selected: number): Html {
  const gap = layout.step > 24 ? 4 : layout.step > 8 ? 2 : layout.step > 3 ? 1 : 0
  const cells =
    layout.step < SIGNED
      ? narrowCells(granularity, layout, gap)
      : granularity.windows.map((window, i) => {
          const kind = kindOf(window)
          const height = TALL[kind]!
          const width = Math.min(48, Math.max(1, layout.step - gap))
          const x = layout.x(i) - width / 2
          const y = HEIGHT - height
          const radius = Math.min(3, width / 4)
          const c = layout.x(i)
          const sign =
            kind === 'is-fail'
              ? raw(`<path class="cell-sign" d="M${px(c - 3)} ${px(y + 5)}l6 6m0-6l-6 6"/>`)
              : kind === 'is-warn'
                ? raw(`<path class="cell-sign" d="M${px(c)} ${px(y + 4)}v5m0 2.4v1.4"/>`)
                : nothing
          return html`<rect class="cell ${kind}${window.complete ? '' : ' is-open'}" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="${px(radius)}"/>${sign}`
        })
  const c = layout.x(selected)
  const half = Math.min(27, Math.max(3, layout.step / 2))
  return html`<svg class="strip-svg" viewBox="0 0 ${px(layout.width)} ${HEIGHT + 12}" width="${px(layout.width)}" height="${HEIGHT + 12}" aria-hidden="true" focusable="false">
<rect class="strip-here" x="${px(c - half)}" y="0" width="${px(half * 2)}" height="${HEIGHT + 2}" rx="3"/>${cells}
<path class="strip-caret" d="M${px(c - 5)} ${HEIGHT + 11}l5-7 5 7z"/></svg>`
}

/** Hundreds of cells are a few paths, one for each kind. */
function narrowCells(granularity: ReportGranularity, layout: TimeLayout, gap: number): Html[] {
  const width = Math.max(0.8, layout.step - gap)
  const paths = new Map<string, string>()
  for (const [i, window] of granularity.windows.entries()) {
    const kind = kindOf(window)
    const group = `${kind}${window.complete ? '' : ' is-open'}`
    const height = TALL[kind]!
    paths.set(group, `${paths.get(group) ?? ''}M${px(layout.x(i) - width / 2)} ${HEIGHT}v${-height}h${px(width)}v${height}z`)
  }
  return [...paths].map(([group, path]) => html`<path class="cell ${group}" d="${path}"/>`)
}

const kindOf = (window: ReportWindow): string => statusClass(window.rows === 0 ? 'no_data' : window.status)
