/** Drift of one column in a comparison, where there is no time: a bar, what chance explains inside it, and the limit. */
import { type Html, html, px } from '../view/html.ts'

export interface DriftBar {
  readonly value: number | null
  readonly chance: number | null
  readonly limit: number | null
  /** End of the axis, shared by a table's bars; longer bars touch it. */
  readonly top: number
  readonly label: string
}

const WIDTH = 132
const HEIGHT = 22

export function drawDriftBar({ value, chance, limit, top, label }: DriftBar): Html {
  const x = (v: number): number => Math.min(1, Math.max(0, v) / (top > 0 ? top : 1)) * (WIDTH - 4) + 1
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${label}"><path class="baseline" d="M1 2v18"/>${
    value === null ? '' : html`<rect class="bar current" x="1" y="7" width="${px(Math.max(1, x(value) - 1))}" height="8"/>`
  }${chance === null ? '' : html`<path class="line chance" d="M${px(x(chance))} 4v14"/>`}${
    limit === null ? '' : html`<path class="limit is-fail" d="M${px(x(limit))} 1v20"/>`
  }</svg>`
}
