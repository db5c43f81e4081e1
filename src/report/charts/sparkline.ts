/** Drift of one column over all windows, as small as a word, with its limit. */
import { type Html, html, px } from '../view/html.ts'
import { linePath, type Values } from './path.ts'

const WIDTH = 132
const HEIGHT = 30

export interface Sparkline {
  readonly values: Values
  readonly limit: number | null
  readonly selected: number
  /** Also on the axis: the reference's value of a slice's metric. */
  readonly reference?: number | null
  /** Top of the axis, so that sparklines of one table can be compared; values above it touch the top. */
  readonly top: number
  readonly label: string
}

/**
 * The line alone does not depend on the window, so that a table of 1,000 columns can keep it.
 * More values than pixels are thinned to the largest of each pixel: a peak is never lost.
 */
export function sparklinePath(values: Values, top: number): string {
  const { x, y } = scales(values.length, top)
  if (values.length <= 2 * WIDTH) return linePath(values, x, y)
  const size = values.length / WIDTH
  const largest = Array.from({ length: WIDTH }, (_, k) =>
    values
      .slice(Math.floor(k * size), Math.floor((k + 1) * size))
      .reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null),
  )
  return linePath(largest, (k) => x((k + 0.5) * size - 0.5), y)
}

export function drawSparkline(sparkline: Sparkline, path = sparklinePath(sparkline.values, sparkline.top)): Html {
  const { x, y } = scales(sparkline.values.length, sparkline.top)
  const here = sparkline.values[sparkline.selected] ?? null
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${sparkline.label}">${
    sparkline.limit === null ? '' : html`<path class="limit is-fail" d="M0 ${px(y(sparkline.limit))}H${WIDTH}"/>`
  }<path class="line current" d="${path}"/>${here === null ? '' : html`<circle class="dot current is-here" cx="${px(x(sparkline.selected))}" cy="${px(y(here))}" r="2.5"/>`}</svg>`
}

function scales(n: number, top: number): { x: (i: number) => number; y: (v: number) => number } {
  const ceiling = top > 0 ? top : 1
  return {
    x: (i) => 3 + (n <= 1 ? 0.5 : i / (n - 1)) * (WIDTH - 6),
    y: (v) => HEIGHT - 3 - Math.min(1, Math.max(0, v) / ceiling) * (HEIGHT - 6),
  }
}
