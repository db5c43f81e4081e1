/** Categories as pairs of bars (reference above, current below), sorted by change, with the difference in points. */
import { formatPoints, formatShare } from '../view/format.ts'
import { type Html, html, px } from '../view/html.ts'

export interface PairedBar {
  readonly label: string
  readonly reference: number | null
  readonly current: number | null
}

const ROW = 36

/** Largest change first; what the chart leaves out stands in the table behind it. */
export function sortByChange(bars: readonly PairedBar[]): readonly PairedBar[] {
  const change = (bar: PairedBar): number => Math.abs((bar.current ?? 0) - (bar.reference ?? 0))
  const size = (bar: PairedBar): number => Math.max(bar.current ?? 0, bar.reference ?? 0)
  return [...bars].sort((a, b) => change(b) - change(a) || size(b) - size(a))
}

export function drawPairedBars(bars: readonly PairedBar[], width: number, label: string): Html {
  const narrow = width < 480
  const left = narrow ? 104 : Math.min(200, Math.max(110, ...bars.map((bar) => bar.label.length * 7 + 16)))
  const right = narrow ? 52 : 64
  const most = Math.max(0.01, ...bars.map((bar) => Math.max(bar.reference ?? 0, bar.current ?? 0)))
  const room = width - left - right - 52
  const w = (share: number | null): number => ((share ?? 0) / most) * room
  const height = bars.length * ROW
  return html`<svg class="pairs" viewBox="0 0 ${px(width)} ${height}" width="${px(width)}" height="${height}" role="img" aria-label="${label}">${bars.map(
    (bar, i) => {
      const y = i * ROW + 5
      const change = (bar.current ?? 0) - (bar.reference ?? 0)
      return html`<g><text class="name" x="${px(left - 10)}" y="${y + 17}" text-anchor="end">${shorten(bar.label, Math.floor((left - 14) / 6.6))}<title>${bar.label}</title></text>
<rect class="bar reference" x="${px(left)}" y="${y}" width="${px(Math.max(1, w(bar.reference)))}" height="11" rx="1.5"/><text class="value" x="${px(left + w(bar.reference) + 6)}" y="${y + 10}">${formatShare(bar.reference)}</text>
<rect class="bar current" x="${px(left)}" y="${y + 13}" width="${px(Math.max(1, w(bar.current)))}" height="11" rx="1.5"/><text class="value" x="${px(left + w(bar.current) + 6)}" y="${y + 23}">${formatShare(bar.current)}</text>
<text class="change" x="${px(width)}" y="${y + 17}" text-anchor="end">${bar.reference === null || bar.current === null ? '' : formatPoints(change)}</text></g>`
    },
  )}</svg>`
}

function shorten(text: string, most: number): string {
  const letters = [...text]
  return letters.length <= most ? text : `${letters.slice(0, Math.max(1, most - 1)).join('')}…`
}
