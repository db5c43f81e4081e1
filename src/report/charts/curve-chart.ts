/** A curve of shares against shares (ROC, precision-recall, calibration): current over reference, in a square. */
import { formatShare } from '../view/format.ts'
import { type Html, html, nothing, px } from '../view/html.ts'
import { linearScale } from './scale.ts'

/** x and y of each point in 1/10,000, one after the other. */
type Points10k = readonly number[]

export interface CurveChart {
  readonly current: Points10k
  readonly reference: Points10k | null
  /** Where a model without knowledge, or a perfectly calibrated one, would lie. */
  readonly diagonal: boolean
  /** Few points: each has a dot. */
  readonly dots: boolean
  readonly xName: string
  readonly yName: string
  readonly width: number
  readonly label: string
}

const LEFT = 44
const RIGHT = 10
const TOP = 24
const BOTTOM = 40
const TICKS = [0, 0.25, 0.5, 0.75, 1]

export function drawCurveChart(chart: CurveChart): Html {
  const { width } = chart
  const side = width - LEFT - RIGHT
  const height = TOP + side + BOTTOM
  const x = linearScale([0, 10_000], [LEFT, LEFT + side])
  const y = linearScale([0, 10_000], [TOP + side, TOP])
  const path = (points: Points10k): string => {
    let text = ''
    for (let i = 0; i + 1 < points.length; i += 2) text += `${i === 0 ? 'M' : 'L'}${px(x(points[i]!))} ${px(y(points[i + 1]!))}`
    return text
  }
  const line = (points: Points10k, name: 'current' | 'reference'): Html =>
    html`<path class="line ${name}" d="${path(points)}"/>${
      chart.dots
        ? points.flatMap((value, i) =>
            i % 2 === 0 ? [html`<circle class="dot ${name}" cx="${px(x(value))}" cy="${px(y(points[i + 1]!))}" r="2.8"/>`] : [],
          )
        : nothing
    }`
  const bottom = TOP + side
  return html`<svg class="curve" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img" aria-label="${chart.label}">
<g class="axis">${TICKS.map(
    (t) =>
      html`<path class="grid" d="M${LEFT} ${px(y(t * 10_000))}H${px(LEFT + side)}M${px(x(t * 10_000))} ${TOP}V${px(bottom)}"/><text x="${LEFT - 6}" y="${px(y(t * 10_000) + 4)}" text-anchor="end">${tick(t)}</text><text x="${px(x(t * 10_000))}" y="${px(bottom + 16)}" text-anchor="${t === 1 ? 'end' : 'middle'}">${tick(t)}</text>`,
  )}</g>
${chart.diagonal ? html`<path class="diagonal" d="M${px(x(0))} ${px(y(0))}L${px(x(10_000))} ${px(y(10_000))}"/>` : nothing}
${chart.reference ? line(chart.reference, 'reference') : nothing}
${line(chart.current, 'current')}
<text class="axis-name" x="${px(LEFT + side / 2)}" y="${px(bottom + 34)}" text-anchor="middle">${chart.xName}</text><text class="axis-name" x="${px(LEFT)}" y="${TOP - 10}">${chart.yName}</text></svg>`
}

const tick = (share: number): string => (share === 0 ? '0' : formatShare(share))

/** y of a curve at x, straight between points; null outside of it. At a jump, the higher end. */
export function valueAt(points: Points10k, at: number): number | null {
  let best: number | null = null
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!]
    if (x === at) best = Math.max(best ?? 0, y)
    if (best !== null || i + 3 >= points.length) continue
    const [nextX, nextY] = [points[i + 2]!, points[i + 3]!]
    if (x < at && at < nextX) return y + ((at - x) / (nextX - x)) * (nextY - y)
  }
  return best
}
