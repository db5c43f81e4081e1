/** One slice's metric over time, for small multiples: no axis of its own, the reference as a line. */
import { type Html, html, px } from '../view/html.ts'
import { linePath, type Values } from './path.ts'
import { linearScale } from './scale.ts'

export interface SliceChart {
  readonly values: Values
  readonly reference: number | null
  /** Shared by all slices of the page. */
  readonly domain: readonly [number, number]
  readonly selected: number
  readonly width: number
  readonly label: string
}

const HEIGHT = 64

export function drawSliceChart({ values, reference, domain, selected, width, label }: SliceChart): Html {
  const y = linearScale(domain, [HEIGHT - 5, 5])
  const x = (i: number): number => 5 + (values.length <= 1 ? 0.5 : i / (values.length - 1)) * (width - 10)
  const here = values[selected] ?? null
  return html`<svg class="panel" viewBox="0 0 ${px(width)} ${HEIGHT}" width="${px(width)}" height="${HEIGHT}" role="img" aria-label="${label}"><path class="baseline" d="M0 ${HEIGHT - 0.5}H${px(width)}"/>${
    reference === null ? '' : html`<path class="line reference" d="M0 ${px(y(reference))}H${px(width)}"/>`
  }<path class="line current" d="${linePath(values, x, y)}"/>${here === null ? '' : html`<circle class="dot current is-here" cx="${px(x(selected))}" cy="${px(y(here))}" r="4"/>`}</svg>`
}
