/** Small pieces that several sections use. */
import { type Html, type HtmlValue, html, nothing } from './html.ts'

/** A chart with its title, what it says in numbers, and the table behind it. */
export function figure(options: {
  readonly title: HtmlValue
  readonly numbers?: HtmlValue
  readonly chart: Html
  readonly table?: Html
  readonly note?: HtmlValue
  readonly className?: string
}): Html {
  return html`<figure class="figure ${options.className ?? ''}"><figcaption><span class="figure-title">${options.title}</span>${
    options.numbers ? html`<span class="figure-numbers">${options.numbers}</span>` : nothing
  }</figcaption>${options.chart}${options.note ? html`<p class="note">${options.note}</p>` : nothing}${options.table ?? nothing}</figure>`
}

/** The table behind a chart, closed until asked for. `key` keeps it open when the page moves to another window. */
export function dataTable(options: {
  readonly key: string
  readonly caption: string
  readonly head: readonly HtmlValue[]
  readonly rows: readonly (readonly HtmlValue[])[]
  readonly note?: string
}): Html {
  return html`<details class="data" data-key="${options.key}"><summary>${options.caption}</summary><div class="scroll" tabindex="0" role="region" aria-label="${options.caption}"><table class="plain"><thead><tr>${options.head.map(
    (cell, i) => html`<th scope="col"${i === 0 ? nothing : html` class="number"`}>${cell}</th>`,
  )}</tr></thead><tbody>${options.rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="number">${cell}</td>`))}</tr>`,
  )}</tbody></table></div>${options.note ? html`<p class="note">${options.note}</p>` : nothing}</details>`
}

export type KeyKind = 'current' | 'reference' | 'chance' | 'band' | 'outline' | 'limit-fail' | 'limit-warn' | 'flag' | 'open'

const SWATCHES: Readonly<Record<KeyKind, string>> = {
  current: 'M0 1h14v8H0z',
  band: 'M0 1h14v8H0z',
  outline: 'M1 1.5h12v7H1z',
  reference: 'M0 5h14',
  chance: 'M0 5h14',
  'limit-fail': 'M0 5h14',
  'limit-warn': 'M0 5h14',
  flag: 'M3 0v10M3 0l8 3-8 3',
  open: 'M7 1.5a3.5 3.5 0 1 0 .01 0z',
}

/** What a colour or a line stands for. */
export const key = (kind: KeyKind, text: HtmlValue): Html =>
  html`<span class="key"><svg class="swatch" viewBox="0 0 14 10" width="14" height="10" aria-hidden="true"><path class="swatch-${kind}" d="${SWATCHES[kind]}"/></svg>${text}</span>`

export const sectionHead = (title: string, about: HtmlValue): Html =>
  html`<header class="section-head"><h2>${title}</h2><p>${about}</p></header>`

export const empty = (text: HtmlValue): Html => html`<p class="empty">${text}</p>`
