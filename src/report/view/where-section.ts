/** 5. Where? Slices as small multiples, worst first, on one scale; too few rows is said, not drawn. */

import { niceDomain } from '../charts/scale.ts'
import { drawSliceChart } from '../charts/slice-chart.ts'
import type { ReportSlice } from '../report-model.ts'
import { formatUnit, plural } from './format.ts'
import { type Html, html, nameText, nothing } from './html.ts'
import { dataTable, sectionHead } from './parts.ts'
import type { View } from './state.ts'
import { statusBadge, statusRank } from './status.ts'

const FIRST_SLICES = 12

/** Empty when the monitor has no slices. */
export function whereSection(view: View): Html {
  const { granularity, state } = view
  if (granularity.slices.length === 0) return nothing
  const at = state.window
  const title = granularity.slices.find((s) => s.metrics[0])?.metrics[0]?.title
  const order = [...granularity.slices].sort((a, b) => harm(a) - harm(b) || worse(a, b) || (b.rows[at] ?? 0) - (a.rows[at] ?? 0))
  const shown = state.allSlices ? order : order.slice(0, FIRST_SLICES)
  const drawn = shown.flatMap((s) => s.metrics[0]?.values ?? [])
  const domain = niceDomain([...drawn, ...shown.map((s) => s.metrics[0]?.reference)], { floor: Number.NEGATIVE_INFINITY })
  const columns = view.width >= 900 ? 4 : view.width >= 640 ? 3 : 1
  const width = Math.floor((view.width - (columns - 1) * 24) / columns)
  return html`${sectionHead('Where?', html`${title === undefined ? 'Slices' : html`${title} by slice`}, worst first, all on one scale.`)}<div class="slices">${shown.map((s) => card(s))}</div>${
    order.length > shown.length
      ? html`<p class="more"><button type="button" data-act="all-slices" data-key="all-slices">Show all ${plural(order.length, 'slice')}</button></p>`
      : nothing
  }${dataTable({
    key: 'table-slices',
    caption: 'Slices as a table',
    head: ['Slice', 'Rows', title ?? 'Value', 'Reference', 'Result'],
    rows: order.map((s) => {
      const m = s.metrics[0]
      return [
        html`${nameText(s.key)} = ${nameText(s.value)}`,
        plural(s.rows[at] ?? 0, 'row'),
        m ? formatUnit(m.values[at] ?? null, m.unit) : '–',
        m ? formatUnit(m.reference, m.unit) : '–',
        (s.statuses[at] ?? '–').replace('_', ' '),
      ]
    }),
  })}`

  function harm(slice: ReportSlice): number {
    const status = slice.statuses[at] ?? null
    // Slices that cannot be judged come last: they say nothing bad.
    return status === 'insufficient_data' || status === 'no_data' ? 9 : statusRank(status)
  }
  /** Negative where `a` is further from its reference on the bad side. */
  function worse(a: ReportSlice, b: ReportSlice): number {
    return loss(b) - loss(a)
  }
  function loss(slice: ReportSlice): number {
    const metric = slice.metrics[0]
    const value = metric?.values[at] ?? null
    if (!metric || value === null || metric.reference === null) return Number.NEGATIVE_INFINITY
    const change = value - metric.reference
    return metric.better === 'higher' ? -change : metric.better === 'lower' ? change : Math.abs(change)
  }
  function card(slice: ReportSlice): Html {
    const metric = slice.metrics[0]
    const status = slice.statuses[at] ?? null
    const value = metric?.values[at] ?? null
    const tooFew = status === 'insufficient_data' || (metric !== undefined && value === null)
    const name = html`<span class="muted">${nameText(slice.key)} =</span> ${nameText(slice.value)}`
    return html`<figure class="slice"><figcaption><span class="slice-name">${name}</span><span class="slice-numbers">${
      tooFew || !metric ? nothing : html`<b>${formatUnit(value, metric.unit)}</b>`
    }<span class="muted">${plural(slice.rows[at] ?? 0, 'row')}</span>${status === null || status === 'ok' ? nothing : statusBadge(status)}</span></figcaption>${
      metric && !tooFew
        ? drawSliceChart({
            values: metric.values,
            reference: metric.reference,
            domain,
            selected: at,
            width,
            label: `${metric.title} where ${slice.key} = ${slice.value}: ${formatUnit(value, metric.unit)} ${view.windowPhrase}${metric.reference === null ? '' : `, ${formatUnit(metric.reference, metric.unit)} in the reference`}`,
          })
        : html`<p class="too-few">${(slice.rows[at] ?? 0) === 0 ? 'No rows in this window.' : 'Too few rows to say.'}</p>`
    }</figure>`
  }
}
