/** A checklist as one HTML page that loads nothing and runs nothing. */
import { createHash } from 'node:crypto'
import { VERSION } from '../core/version.ts'
import { REPORT_STYLE } from '../report/report-style.ts'
import { escapeHtml, type Html, html, nameText, nothing } from '../report/view/html.ts'
import { statusClass, statusSign } from '../report/view/status.ts'
import { instantText } from '../report/view/time-text.ts'
import type { Checklist, ChecklistItem, ChecklistLine, LineStatus } from './checklist.ts'
import type { CommandText } from './checklist-json.ts'
import { CHECKLIST_STYLE } from './checklist-style.ts'
import { aboutOf, countsOf, STATUS_WORDS, tickText, titleOf } from './words.ts'

const STYLE = `${REPORT_STYLE}${CHECKLIST_STYLE}`

/** @returns a complete HTML document, UTF-8 */
export function renderHtml(checklist: Checklist, commandText: CommandText): string {
  const { project, timeZone, asOfUs, lines } = checklist
  const body = html`<a class="skip" href="#main">Skip to the lines</a>
<header class="top"><p class="brand"><b>${nameText(project)}</b><span class="muted">checklist</span></p><p class="made muted"><span>as of ${instantText(asOfUs, timeZone, true)} <span class="zone">${timeZone}</span></span></p></header>
<main id="main" tabindex="-1" class="sheet"><h1>${titleOf(checklist)}</h1><p class="about">${sentence(aboutOf(checklist))}. ${sentence(countsOf(checklist))}.</p>
<ol class="lines">${lines.map((line) => lineItem(line, timeZone, commandText))}</ol></main>
<footer class="foot"><p>leeway ${VERSION}. This page holds aggregates only, and loads nothing from any network.</p></footer>`
  const hash = createHash('sha256').update(STYLE, 'utf8').digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="leeway ${escapeHtml(VERSION)}">
<title>${escapeHtml(`${project}: ${titleOf(checklist)}`)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
${body.html}
</body>
</html>
`
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

const lineItem = ({ line, status, items, person, tick }: ChecklistLine, zone: string, commandText: CommandText): Html =>
  html`<li class="line"><div class="line-head">${badge(status)}<h2>${line}</h2></div><ul class="items">${items.map((item) =>
    computedItem(item, commandText),
  )}${
    person === null
      ? tick
        ? html`<li class="item"><span></span><p>${sentence(tickText(tick, zone))}</p></li>`
        : nothing
      : html`<li class="item">${badge(tick ? 'ok' : 'todo')}<p>${sentence(person)}${tick ? ` (${tickText(tick, zone)})` : ''}</p></li>`
  }</ul></li>`

const computedItem = ({ monitor, status, evidence, command }: ChecklistItem, commandText: CommandText): Html =>
  html`<li class="item">${badge(status)}<p>${
    monitor === null ? nothing : html`<span class="item-name">${nameText(monitor)}</span>: `
  }${nameText(evidence)}<br><code>${commandText(command)}</code></p></li>`

/** An empty box waits for a person; every other sign is the report's. */
function badge(status: LineStatus): Html {
  const word = STATUS_WORDS[status]
  if (status === 'todo')
    return html`<span class="badge is-todo"><svg class="box" viewBox="0 0 15 15" aria-hidden="true"><rect x="1" y="1" width="13" height="13" rx="2"/></svg><span>${word}</span></span>`
  const shown = status === 'not_applicable' ? null : status
  return html`<span class="badge ${statusClass(shown)}">${statusSign(shown)}<span>${word}</span></span>`
}
