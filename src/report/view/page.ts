/** The page's regions, in order; the same functions make the first paint in Node and every later one in the browser. */
import { columnSection } from './column-section.ts'
import { columnsSection } from './columns-section.ts'
import { dataSection } from './data-section.ts'
import { type Html, html, nameText, nothing } from './html.ts'
import { overTimeSection } from './over-time-section.ts'
import { qualitySection } from './quality-section.ts'
import type { View } from './state.ts'
import { instantText } from './time-text.ts'
import { monitorList, strip, verdictSection, windowBar } from './verdict-section.ts'
import { whereSection } from './where-section.ts'
import { whySection } from './why-section.ts'

/** Version, configuration, and how to make the same report again. */
function footer({ model, monitor }: View): Html {
  return html`<p>leeway ${model.version} · configuration <code>${model.configurationHash}</code> · table <code>${monitor.table}</code>${
    monitor.reference ? html` · reference ${monitor.reference.description}` : nothing
  }</p><p>Again: <code>${model.reproduceCommand}</code></p><p>This file holds aggregates only: no row of the table, and no category seen fewer than ${model.minimumCategoryCount} times. It loads nothing from any network.</p>`
}

/** Width of the first paint, and the most a page uses. */
export const PAGE_WIDTH = 1080

export const REGIONS = {
  monitors: monitorList,
  verdict: verdictSection,
  strip,
  bar: windowBar,
  time: overTimeSection,
  quality: qualitySection,
  columns: columnsSection,
  how: columnSection,
  where: whereSection,
  why: whySection,
  data: dataSection,
  foot: footer,
} as const satisfies Record<string, (view: View) => Html>

export type RegionName = keyof typeof REGIONS

const region = (name: RegionName, view: View): Html => {
  const body = REGIONS[name](view)
  return body.html === '' ? nothing : body
}

export function pageBody(view: View): Html {
  const { model, monitor } = view
  return html`<a class="skip" href="#main" data-skip>Skip to the verdict</a>
<header class="top"><p class="brand"><b>${nameText(model.project)}</b><span class="muted">model report</span></p><p class="made muted"><span>made ${instantText(model.generatedAtUs, monitor.timeZone, true)} <span class="zone">${monitor.timeZone}</span></span><button type="button" id="theme" class="quiet" hidden>Theme: system</button></p></header>
<main id="main" tabindex="-1"><h1 class="visually-hidden">${model.project}: model report</h1>
<div id="r-monitors">${region('monitors', view)}</div>
<section class="verdict" aria-labelledby="h-verdict"><h2 class="visually-hidden" id="h-verdict">Is it fine?</h2><div id="r-verdict">${region('verdict', view)}</div><div id="r-strip">${region('strip', view)}</div></section>
<div id="r-bar" class="bar-region">${region('bar', view)}</div>
<section id="r-time" class="part">${region('time', view)}</section>
<section id="r-quality" class="part">${region('quality', view)}</section>
<section id="r-columns" class="part">${region('columns', view)}</section>
<section id="r-how" class="part" tabindex="-1">${region('how', view)}</section>
<section id="r-where" class="part">${region('where', view)}</section>
<section id="r-why" class="part">${region('why', view)}</section>
<section id="r-data" class="part">${region('data', view)}</section>
</main>
<footer class="foot" id="r-foot">${region('foot', view)}</footer>`
}
