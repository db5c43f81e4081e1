/** Reference and current over the same bins, as shares, and the difference under them. Bins are equally wide on the page; their edges are labelled. */
import type { ReportBins } from '../report-model.ts'
import { formatNumber, formatPoints, formatShare } from '../view/format.ts'
import { type Html, html, px } from '../view/html.ts'
import { linearScale, niceTicks } from './scale.ts'

type NumericBins = Extract<ReportBins, { kind: 'numeric' }>

/** "up to 3", "3 to 11", "above 191"; whole numbers without a gap between bins: "4 to 11". */
export function binLabels(bins: NumericBins): readonly string[] {
  const { edges, whole } = bins
  if (edges.length === 0) return ['all values']
  const text = (value: number): string => edgeText(value, edges)
  const labels = [`up to ${text(edges[0]!)}`]
  for (let i = 1; i < edges.length; i++) {
    const low = whole ? Math.floor(edges[i - 1]!) + 1 : edges[i - 1]!
    const high = whole ? Math.floor(edges[i]!) : edges[i]!
    labels.push(whole && low >= high ? text(high) : `${text(low)} to ${text(high)}`)
  }
  labels.push(`above ${text(edges.at(-1)!)}`)
  return labels
}

/** As many digits as neighbouring edges need to differ, at least three. */
function edgeText(value: number, edges: readonly number[]): string {
  for (let digits = 3; digits < 12; digits++) {
    const text = formatNumber(value, digits)
    if (Math.abs(value) >= 10 ** digits) continue
    if (edges.filter((edge) => edge !== value && formatNumber(edge, digits) === text).length === 0) return text
  }
  return formatNumber(value, 12)
}

export interface Histogram {
  readonly bins: NumericBins
  readonly reference: readonly number[] | null
  readonly current: readonly number[] | null
  readonly width: number
  readonly label: string
}

const TOP_HEIGHT = 210
const GAP = 30
const DIFFERENCE_HEIGHT = 96

export function drawHistogram({ bins, reference, current, width, label }: Histogram): Html {
  const left = 52
  const right = 10
  const k = bins.edges.length + 1
  const step = (width - left - right) / k
  const gap = step > 14 ? 3 : step > 6 ? 1.5 : 0.5
  const most = Math.max(...(reference ?? [0]), ...(current ?? [0]), 1) / 10_000
  const y = linearScale([0, most * 1.05], [TOP_HEIGHT, 8])
  const x = (bin: number): number => left + bin * step

  const differences = reference && current ? current.map((share, i) => (share - reference[i]!) / 10_000) : null
  const widest = differences ? Math.max(0.005, ...differences.map(Math.abs)) : 0
  const middle = TOP_HEIGHT + GAP + DIFFERENCE_HEIGHT / 2
  const d = linearScale([-widest, widest], [middle + DIFFERENCE_HEIGHT / 2 - 4, middle - DIFFERENCE_HEIGHT / 2 + 4])
  const height = differences ? TOP_HEIGHT + GAP + DIFFERENCE_HEIGHT + 4 : TOP_HEIGHT + 26

  const outline = (shares: readonly number[]): string =>
    `M${px(x(0))} ${px(y(0))}${shares.map((share, i) => `V${px(y(share / 10_000))}H${px(x(i + 1))}`).join('')}V${px(y(0))}`
  return html`<svg class="histogram" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img" aria-label="${label}">
<g class="axis">${niceTicks(0, most * 1.05, 4).map((t) => html`<path class="grid" d="M${left} ${px(y(t))}H${px(width - right)}"/><text x="${left - 8}" y="${px(y(t) + 4)}" text-anchor="end">${formatShare(t)}</text>`)}</g>
${reference ? html`<path class="area reference" d="${outline(reference)}Z"/>` : ''}
${(current ?? []).map((share, i) => html`<rect class="bar current" x="${px(x(i) + gap / 2)}" y="${px(y(share / 10_000))}" width="${px(Math.max(0.7, step - gap))}" height="${px(y(0) - y(share / 10_000))}"/>`)}
${reference ? html`<path class="outline reference" d="${outline(reference)}"/>` : ''}
<path class="baseline" d="M${left} ${px(y(0))}H${px(width - right)}"/>
${edgeTicks(bins, left, step, width - right, TOP_HEIGHT)}
${
  differences
    ? html`<g class="axis"><path class="grid" d="M${left} ${px(d(widest))}H${px(width - right)}M${left} ${px(d(-widest))}H${px(width - right)}"/><text x="${left - 8}" y="${px(d(widest) + 4)}" text-anchor="end">${formatPoints(widest)}</text><text x="${left - 8}" y="${px(d(-widest) + 4)}" text-anchor="end">${formatPoints(-widest)}</text></g>
${differences.map((value, i) => html`<rect class="bar difference" x="${px(x(i) + gap / 2)}" y="${px(Math.min(d(value), d(0)))}" width="${px(Math.max(0.7, step - gap))}" height="${px(Math.abs(d(value) - d(0)))}"/>`)}
<path class="baseline" d="M${left} ${px(d(0))}H${px(width - right)}"/>`
    : ''
}</svg>`
}

/** Labels at as many bin edges as fit without touching. */
function edgeTicks(bins: NumericBins, left: number, step: number, right: number, y: number): Html {
  const labels = bins.edges.map((edge) => edgeText(edge, bins.edges))
  const every = Math.max(1, Math.ceil((Math.max(...labels.map((l) => l.length), 1) * 7 + 14) / step))
  return html`<g class="axis">${bins.edges.map((_, i) => {
    const x = left + (i + 1) * step
    if (i % every !== 0 || x > right - 8) return ''
    return html`<path class="tick" d="M${px(x)} ${px(y)}v4"/><text x="${px(x)}" y="${px(y + 17)}" text-anchor="middle">${labels[i]!}</text>`
  })}</g>`
}
