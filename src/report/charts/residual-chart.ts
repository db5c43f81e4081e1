/** Mean error by prediction, with one standard deviation to both sides: where a regression is biased, and where it is unsure. */
import type { ReportResidual } from '../report-model.ts'
import { formatNumber } from '../view/format.ts'
import { type Html, html, nothing, px } from '../view/html.ts'
import { linearScale, niceDomain, niceTicks } from './scale.ts'

const HEIGHT = 260
const LEFT = 56
const RIGHT = 12
const BOTTOM = 36

export function drawResidualChart(
  current: readonly ReportResidual[],
  reference: readonly ReportResidual[],
  width: number,
  label: string,
): Html {
  const all = [...current, ...reference]
  const spread = (p: ReportResidual): number => p.stddev ?? 0
  const xDomain = niceDomain(all.map((p) => p.prediction))
  const yDomain = niceDomain(
    all.flatMap((p) => [p.mean - spread(p), p.mean + spread(p)]),
    { zero: true },
  )
  const x = linearScale(xDomain, [LEFT, width - RIGHT])
  const y = linearScale(yDomain, [HEIGHT - BOTTOM, 8])
  const points = (list: readonly ReportResidual[], name: 'current' | 'reference', shift: number): Html =>
    html`<path class="whisker ${name}" d="${list.map((p) => (p.stddev === null ? '' : `M${px(x(p.prediction) + shift)} ${px(y(p.mean - p.stddev))}V${px(y(p.mean + p.stddev))}`)).join('')}"/>${list.map(
      (p) => html`<circle class="dot ${name}" cx="${px(x(p.prediction) + shift)}" cy="${px(y(p.mean))}" r="3"/>`,
    )}`
  const both = reference.length > 0
  return html`<svg class="residual" viewBox="0 0 ${px(width)} ${HEIGHT}" width="${px(width)}" height="${HEIGHT}" role="img" aria-label="${label}">
<g class="axis">${niceTicks(yDomain[0], yDomain[1], 5).map(
    (t) =>
      html`<path class="grid" d="M${LEFT} ${px(y(t))}H${px(width - RIGHT)}"/><text x="${LEFT - 8}" y="${px(y(t) + 4)}" text-anchor="end">${formatNumber(t)}</text>`,
  )}${niceTicks(xDomain[0], xDomain[1], width < 480 ? 4 : 8).map(
    (t) => html`<text x="${px(x(t))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${formatNumber(t)}</text>`,
  )}</g>
<path class="baseline" d="M${LEFT} ${px(y(0))}H${px(width - RIGHT)}"/>
${both ? points(reference, 'reference', -2) : nothing}
${points(current, 'current', both ? 2 : 0)}
<text class="axis-name" x="${px((LEFT + width - RIGHT) / 2)}" y="${HEIGHT - 4}" text-anchor="middle">prediction</text></svg>`
}
