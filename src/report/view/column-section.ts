/** 4. How did this column change? Both histograms over the same bins, the difference, drift by window, what else moved. */
import { binLabels, drawHistogram } from '../charts/histogram.ts'
import { drawPairedBars, sortByChange } from '../charts/paired-bars.ts'
import { timeLayout } from '../charts/time-axis.ts'
import { drawTimePanel } from '../charts/time-panel.ts'
import type { ReportColumn, ReportColumnSeries } from '../report-model.ts'
import { formatDrift, formatLimit, formatPoints, formatShare, plural } from './format.ts'
import { columnHarm, compareHarm } from './harm.ts'
import { type Html, html, nameText, nothing } from './html.ts'
import { dataTable, empty, figure, key, sectionHead } from './parts.ts'
import { linkOf, type View } from './state.ts'
import { statusBadge, statusRank } from './status.ts'
import { windowText } from './time-text.ts'

/** Pairs drawn; the others stand in the table. */
const MOST_PAIRS = 12
const TABLE_ROWS = 200

export function columnSection(view: View): Html {
  const { column, columnSeries: series, state, monitor } = view
  if (!column || !series) return html`${sectionHead('How did a column change?', 'Choose a column in the table above.')}`
  const status = series.statuses[state.window] ?? null
  const drift = series.drift[state.window] ?? null
  const chance = series.chance[state.window] ?? null
  const missing = series.missing[state.window] ?? null
  const direction = series.direction[state.window] ?? null
  return html`<header class="section-head"><h2>How did <span class="column-name">${nameText(column.name)}</span> change?</h2><p>${statusBadge(status)} ${sentenceOf(view, column, series)}</p></header>
<dl class="numbers">${[
    number(
      column.driftTitle,
      formatDrift(drift),
      column.failLimit === null ? nothing : html`size limit ${formatLimit(column.failLimit)}`,
    ),
    number(
      'Chance explains',
      chance === null ? '–' : html`<span class="small">up to</span> ${formatDrift(chance)}`,
      'at these sample sizes',
    ),
    number(
      'Missing',
      formatShare(missing),
      column.missingReference === null ? nothing : html`${formatShare(column.missingReference)} in ${referenceName(view)}`,
    ),
    number('Direction', direction ?? '–', html`${column.type}`),
  ]}</dl>
<div class="duo">${distribution(view, column, series)}${driftOverTime(view, column, series)}</div>${related(view)}`

  function number(title: string, value: string | Html, about: string | Html): Html {
    return html`<div><dt>${title}</dt><dd><span class="big">${value}</span><span class="muted">${about}</span></dd></div>`
  }
  function related({ granularity, model }: View): Html {
    const moved = monitor.columns
      .map((_, i) => i)
      .filter((i) => i !== state.column && statusRank(granularity.columns[i]?.statuses[state.window] ?? null) <= 2)
      .sort((a, b) =>
        compareHarm(
          columnHarm(monitor, granularity.columns, a, state.window),
          columnHarm(monitor, granularity.columns, b, state.window),
        ),
      )
    if (moved.length === 0) return html`<p class="related muted">No other column moved ${view.windowPhrase}.</p>`
    return html`<p class="related"><span class="muted">What else moved ${view.windowPhrase}:</span> ${moved
      .slice(0, 8)
      .map(
        (i) =>
          html`<a class="chip" href="${linkOf(model, { ...state, column: i })}" data-goto="how">${nameText(monitor.columns[i]!.name)} <span class="muted">${formatDrift(granularity.columns[i]!.drift[state.window])}</span></a>`,
      )}${moved.length > 8 ? html` <span class="muted">and ${plural(moved.length - 8, 'other')}</span>` : nothing}</p>`
  }
}

/** The finding's own words; without one, what the numbers say. */
function sentenceOf(view: View, column: ReportColumn, series: ReportColumnSeries): string {
  const finding = view.findings.find((f) => f.column === column.name && f.segment === null && f.status !== 'ok')
  if (finding) return finding.sentence
  const { verdict } = view.monitor
  const isJudged = verdict.granularity === view.state.granularity && verdict.window === view.state.window
  if (isJudged && column.sentence !== null) return column.sentence
  const drift = series.drift[view.state.window] ?? null
  if (drift === null) return `Not compared ${view.windowPhrase}.`
  const chance = series.chance[view.state.window] ?? null
  return `${column.driftTitle} ${formatDrift(drift)} ${view.windowPhrase}${chance === null ? '' : `; chance explains up to ${formatDrift(chance)}`}.`
}

/** "the reference"; beside another window than the verdict's one that moves is named with the window that it belongs to. */
function referenceName({ monitor, state }: View): string {
  const { granularity, window } = monitor.verdict
  if (!monitor.reference?.moves || granularity === null || window === null) return 'the reference'
  if (granularity === state.granularity && window === state.window) return 'the reference'
  const judged = monitor.granularities[granularity]!
  return `the reference of ${windowText(judged.text, judged.windows[window]!, monitor.timeZone)}`
}

function distribution(view: View, column: ReportColumn, series: ReportColumnSeries): Html {
  const { bins } = column
  const current = series.shares10k[view.state.window] ?? null
  const keys = html`${key('outline', referenceName(view).replace(/^the /, ''))}${key('current', view.windowName)}`
  if (!bins) return figure({ title: 'Distribution', chart: empty(html`Columns of type ${column.type} are counted, not binned.`) })
  const reference = bins.referenceShares10k
  if (!reference && !current)
    return figure({ title: 'Distribution', chart: empty('No values, in the reference or in this window.') })
  const labels = bins.kind === 'numeric' ? binLabels(bins) : bins.labels
  const share = (shares: readonly number[] | null, i: number): number | null => (shares ? shares[i]! / 10_000 : null)
  const note = current
    ? nothing
    : view.window?.rows === 0
      ? 'No rows in this window.'
      : 'The counts of this window are not kept in this file; windows that failed and the newest ones are.'
  const table = dataTable({
    key: 'table-bins',
    caption: 'Shares as a table',
    head: [bins.kind === 'numeric' ? 'Values' : 'Category', 'Reference', 'Current', 'Points'],
    rows: labels.map((label, i) => [
      bins.kind === 'numeric' ? label : nameText(label),
      formatShare(share(reference, i)),
      formatShare(share(current, i)),
      reference && current ? formatPoints((current[i]! - reference[i]!) / 10_000) : '–',
    ]),
  })
  if (bins.kind === 'numeric')
    return figure({
      title: 'Share of rows by value',
      numbers: keys,
      chart: drawHistogram({
        bins,
        reference,
        current,
        width: halfWidth(view),
        label: describeChange(column, labels, reference, current),
      }),
      note: html`${note}${current ? 'Bins hold about equal shares of the reference. Below: the difference in percentage points.' : nothing}`,
      table,
    })
  const pairs = sortByChange(labels.map((label, i) => ({ label, reference: share(reference, i), current: share(current, i) })))
  return figure({
    title: 'Share of rows by category',
    numbers: keys,
    chart: drawPairedBars(pairs.slice(0, MOST_PAIRS), halfWidth(view), describeChange(column, labels, reference, current)),
    note: html`${note}${pairs.length > MOST_PAIRS ? `The ${MOST_PAIRS} that changed most of ${pairs.length}. ` : nothing}Right: the difference in percentage points.${
      bins.otherIndex === null ? nothing : ` Values seen fewer than ${view.model.minimumCategoryCount} times are never named.`
    }`,
    table,
  })
}

/** Two charts beside each other on a wide page, under each other on a narrow one. */
const halfWidth = (view: View): number => (view.width >= 860 ? Math.floor(view.width * 0.58) : view.width)
const otherHalf = (view: View): number => (view.width >= 860 ? view.width - halfWidth(view) - 40 : view.width)

function describeChange(
  column: ReportColumn,
  labels: readonly string[],
  reference: readonly number[] | null,
  current: readonly number[] | null,
): string {
  if (!reference || !current) return `${column.name}: shares of ${labels.length} bins.`
  const changes = labels.map((label, i) => ({ label, change: current[i]! - reference[i]! })).filter((c) => c.change !== 0)
  changes.sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
  if (changes.length === 0) return `${column.name}: the shares are those of the reference.`
  return `${column.name}: largest changes ${changes
    .slice(0, 3)
    .map((c) => `${c.label} ${formatPoints(c.change / 10_000)} points`)
    .join(', ')}.`
}

function driftOverTime(view: View, column: ReportColumn, series: ReportColumnSeries): Html {
  const { granularity, monitor, state } = view
  if (granularity.text === null || series.drift.every((v) => v === null)) return nothing
  const width = otherHalf(view)
  const known = series.drift.filter((v) => v !== null)
  const first = series.statuses.findIndex((s) => s === 'fail' || s === 'warn')
  const chart = drawTimePanel(
    {
      values: series.drift,
      unit: 'number',
      kind: 'line',
      chance: series.chance,
      limits: column.failLimit === null ? [] : [{ value: column.failLimit, side: 'above', status: 'fail' }],
      statuses: series.statuses,
      zero: true,
      height: view.width >= 860 ? 214 : 150,
    },
    {
      granularity,
      zone: monitor.timeZone,
      layout: timeLayout(granularity.windows.length, width, 44),
      selected: state.window,
      reference: monitor.reference,
      marks: monitor.marks,
      axis: true,
    },
    `${column.driftTitle} of ${column.name} by window: ${known.length} windows, highest ${formatDrift(Math.max(...known))}, ${formatDrift(series.drift[state.window])} ${view.windowPhrase}.`,
  )
  const from = Math.max(0, granularity.windows.length - TABLE_ROWS)
  return figure({
    title: `${column.driftTitle} by window`,
    numbers: html`${series.chance.some((v) => v !== null) ? key('chance', 'chance explains up to') : nothing}${column.failLimit === null ? nothing : key('limit-fail', html`limit of the size, ${formatLimit(column.failLimit)}`)}`,
    chart,
    note: html`${column.failLimit === null ? '' : 'The limit is for the size: the PSI without what chance and wobble add, or the strength of its direction. '}${
      first < 0
        ? 'Never over its limits.'
        : html`First over its limits: ${windowText(granularity.text, granularity.windows[first]!, monitor.timeZone)}.`
    }`,
    table: dataTable({
      key: 'table-drift',
      caption: 'Drift as a table',
      head: ['Window', column.driftTitle, 'By chance', 'Missing', 'Result'],
      rows: granularity.windows.slice(from).map((window, k) => {
        const i = from + k
        return [
          windowText(granularity.text, window, monitor.timeZone),
          formatDrift(series.drift[i]),
          formatDrift(series.chance[i]),
          formatShare(series.missing[i]),
          (series.statuses[i] ?? '–').replace('_', ' '),
        ]
      }),
    }),
  })
}
