/** 3. What changed? Columns sorted by harm, with drift over time, what chance explains, missing, direction. */
import { drawDriftBar } from '../charts/drift-bar.ts'
import { drawSparkline, sparklinePath } from '../charts/sparkline.ts'
import type { ReportColumn, ReportColumnSeries } from '../report-model.ts'
import { formatCount, formatDrift, formatShare, plural } from './format.ts'
import { columnHarm, compareHarm } from './harm.ts'
import { type Html, html, nameText, nothing } from './html.ts'
import { empty, sectionHead } from './parts.ts'
import { linkOf, type SortKey, type View } from './state.ts'
import { statusRank, statusSign, statusWord } from './status.ts'

/** Rows shown before "show all" is asked for. */
const FIRST_COLUMNS = 12

export function columnsSection(view: View): Html {
  const { monitor, state } = view
  if (monitor.columns.length === 0) return html`${sectionHead('What changed?', '')}${empty('No column is monitored.')}`
  const bad = view.granularity.columns.filter((c) => statusRank(c.statuses[state.window] ?? null) <= 2).length
  return html`${sectionHead(
    'What changed?',
    html`${bad === 0 ? 'None' : formatCount(bad)} of ${plural(monitor.columns.length, 'column')} moved by more than allowed ${view.windowPhrase}.<span class="screen-only"> Choose a column to see how.</span>`,
  )}<div class="filter"><label for="filter">Filter columns</label><input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="name, type or status" value="${state.filter}" data-key="filter"></div><div id="columns">${columnsTable(view)}</div>`
}

export function columnsTable(view: View): Html {
  const { state, monitor } = view
  const order = sortColumns(view)
  const shown = state.allColumns ? order : order.slice(0, FIRST_COLUMNS)
  const single = view.granularity.text === null
  return html`<p class="visually-hidden" role="status">${state.filter === '' ? '' : `${plural(order.length, 'column')} match`}</p><table class="columns" role="table" aria-label="Columns, sorted by ${state.sort}" aria-rowcount="${shown.length + 1}"><thead role="rowgroup"><tr role="row" aria-rowindex="1">${[
    header(view, 'harm', 'Status', 'descending', 'c-status'),
    header(view, 'name', 'Column', 'ascending', 'c-name'),
    html`<th role="columnheader" scope="col" class="c-spark">${single ? 'Drift, chance, limit' : 'Drift over time'}</th>`,
    header(view, 'drift', monitor.columns[0]!.driftTitle, 'descending', 'c-drift number'),
    html`<th role="columnheader" scope="col" class="c-chance number">By chance</th>`,
    header(view, 'missing', 'Missing', 'descending', 'c-missing number'),
    html`<th role="columnheader" scope="col" class="c-direction">Direction</th>`,
  ]}</tr></thead>${blocks(view, shown)}</table>${
    order.length === 0 ? empty(html`No column matches “${state.filter}”.`) : nothing
  }${
    order.length > shown.length
      ? html`<p class="more"><button type="button" data-act="all-columns" data-key="all-columns">Show all ${plural(order.length, 'column')}</button></p>`
      : nothing
  }`
}

/** Rows of a block; all but the first are empty until they come into sight. */
const BLOCK_ROWS = 40

function blocks(view: View, shown: readonly number[]): readonly Html[] {
  const starts = Array.from({ length: Math.max(1, Math.ceil(shown.length / BLOCK_ROWS)) }, (_, k) => k * BLOCK_ROWS)
  return starts.map((from, k) => {
    const part = shown.slice(from, from + BLOCK_ROWS)
    return k === 0
      ? html`<tbody role="rowgroup">${columnRows(view, part, from)}</tbody>`
      : html`<tbody role="rowgroup" data-from="${from}" data-rows="${part.join(' ')}"></tbody>`
  })
}

/** The rows of these columns, for the table and for a block that comes into sight. */
export function columnRows(view: View, columns: readonly number[], from: number): Html {
  const top = sparkTop(view)
  return html`${columns.map((i, k) => row(view, i, top, from + k + 2))}`
}

function header(view: View, sort: SortKey, title: string, first: 'ascending' | 'descending', className: string): Html {
  const active = view.state.sort === sort
  const opposite = first === 'ascending' ? 'descending' : 'ascending'
  const direction = !active ? 'none' : view.state.reversed ? opposite : first
  return html`<th role="columnheader" scope="col" class="${className}" aria-sort="${direction}"><button type="button" data-act="sort" data-value="${sort}" data-key="sort-${sort}">${title}<span class="arrow" aria-hidden="true">${direction === 'none' ? '' : direction === 'ascending' ? '▲' : '▼'}</span></button></th>`
}

/** Indexes of the columns that match the filter, in the order asked for. */
function sortColumns(view: View): readonly number[] {
  const { monitor, granularity, state } = view
  const wanted = state.filter.trim().toLowerCase()
  const matches = (column: ReportColumn, i: number): boolean =>
    wanted === '' ||
    column.name.toLowerCase().includes(wanted) ||
    column.type.toLowerCase() === wanted ||
    column.role === wanted ||
    statusWord(granularity.columns[i]?.statuses[state.window] ?? null) === wanted
  const order = monitor.columns.flatMap((column, i) => (matches(column, i) ? [i] : []))
  const at = (values: readonly (number | null)[] | undefined): number => values?.[state.window] ?? -1
  const keys = new Map(
    order.map((i) => [
      i,
      state.sort === 'harm'
        ? columnHarm(monitor, granularity.columns, i, state.window)
        : [
            state.sort === 'drift'
              ? -at(granularity.columns[i]?.drift)
              : state.sort === 'missing'
                ? -at(granularity.columns[i]?.missing)
                : 0,
          ],
    ]),
  )
  const names = new Intl.Collator('en', { numeric: true })
  order.sort(
    (a, b) =>
      compareHarm(keys.get(a)!, keys.get(b)!) || names.compare(monitor.columns[a]!.name, monitor.columns[b]!.name) || a - b,
  )
  return state.reversed ? order.reverse() : order
}

/** One scale for all sparklines of a table: a few limits high, so that a limit is at a glance above or below. */
function sparkTop(view: View): number {
  const limits = view.monitor.columns.map((c) => c.failLimit ?? 0)
  return Math.max(0.05, 3 * Math.max(0, ...limits))
}

const lines = new WeakMap<ReportColumnSeries, { readonly top: number; readonly path: string }>()

/** An open window has few rows yet, so its drift is large by chance: it is left out of the small line. */
function linePathOf({ granularity }: View, series: ReportColumnSeries, top: number): string {
  const kept = lines.get(series)
  if (kept && kept.top === top) return kept.path
  const path = sparklinePath(
    series.drift.map((v, i) => (granularity.windows[i]?.complete === false ? null : v)),
    top,
  )
  lines.set(series, { top, path })
  return path
}

function row(view: View, index: number, top: number, position: number): Html {
  const { model, monitor, granularity, state } = view
  const column = monitor.columns[index]!
  const series = granularity.columns[index]!
  const status = series.statuses[state.window] ?? null
  const drift = series.drift[state.window] ?? null
  const chance = series.chance[state.window] ?? null
  const missing = series.missing[state.window] ?? null
  const known = series.drift.filter((v) => v !== null)
  const failed = series.statuses.filter((s) => s === 'fail').length
  const label = `${column.driftTitle} of ${column.name} over ${known.length} windows${known.length > 0 ? `, at most ${formatDrift(Math.max(...known))}` : ''}${
    failed === 0 ? '' : `, failing in ${failed}`
  }`
  const more = column.missingReference !== null && missing !== null && missing - column.missingReference > 0.01
  const selected = index === state.column
  return html`<tr role="row" aria-rowindex="${position}"${selected ? html` class="is-selected"` : nothing}><td role="cell" class="c-status">${statusSign(status)}<span class="${status === 'ok' || status === null ? 'muted' : ''}">${statusWord(status)}</span></td><th role="rowheader" scope="row" class="c-name"><a href="${linkOf(model, { ...state, column: index })}" data-goto="how" data-key="column-${index}"${selected ? html` aria-current="true"` : nothing}>${nameText(column.name)}</a><span class="type">${column.type}${column.role === 'feature' ? nothing : html` · ${column.role.replace('_', ' ')}`}</span></th><td role="cell" class="c-spark">${
    known.length === 0
      ? html`<span class="muted">not compared</span>`
      : granularity.text === null
        ? drawDriftBar({
            value: drift,
            chance,
            limit: column.failLimit,
            top,
            label: `${column.driftTitle} of ${column.name}: ${formatDrift(drift)}, chance explains up to ${formatDrift(chance)}`,
          })
        : drawSparkline(
            { values: series.drift, limit: column.failLimit, selected: state.window, top, label },
            linePathOf(view, series, top),
          )
  }</td><td role="cell" class="c-drift number" data-title="${column.driftTitle}">${formatDrift(drift)}</td><td role="cell" class="c-chance number muted">${chance === null ? '–' : formatDrift(chance)}</td><td role="cell" class="c-missing number${more ? ' strong' : missing === 0 ? ' muted' : ''}">${formatShare(missing)}</td><td role="cell" class="c-direction">${series.direction[state.window] ?? ''}</td></tr>`
}
