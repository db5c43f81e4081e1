/** 3. How good are the predictions? Confusion matrix, ROC, precision-recall and calibration curves, residuals: the window beside the reference. */
import { drawCurveChart, valueAt } from '../charts/curve-chart.ts'
import { drawResidualChart } from '../charts/residual-chart.ts'
import type { ReportConfusion, ReportQuality, ReportResidual, ReportScores } from '../report-model.ts'
import { formatCount, formatNumber, formatShare } from './format.ts'
import { type Html, html, nameText, nothing } from './html.ts'
import { dataTable, empty, figure, key, sectionHead } from './parts.ts'
import { linkOf, type View } from './state.ts'
import { windowText } from './time-text.ts'

const TITLE = 'How good are the predictions?'
const LARGEST_CURVE = 340
/** Room between the curves of a row. */
const GAP = 28

export function qualitySection(view: View): Html {
  const { granularity, monitor, state } = view
  const kept = granularity.quality ?? []
  if (kept.length === 0) return nothing
  const quality = kept.find(({ window }) => window === state.window)
  const reference = monitor.referenceQuality ?? null
  if (!quality) return html`${sectionHead(TITLE, 'Predictions against the labels that have come.')}${notKept(view)}`
  const open = view.window?.provisional === true ? ' Outcomes may still come, so this is provisional.' : ''
  const head = sectionHead(
    TITLE,
    html`${formatCount(quality.rows)} labelled predictions ${view.windowPhrase}${reference ? html`, ${formatCount(reference.rows)} in the reference` : nothing}.${open}`,
  )
  return html`${head}${quality.confusion ? confusion(quality.confusion, view) : nothing}${quality.scores.map((scores) =>
    curves(scores, reference, quality.scores.length > 1, view),
  )}${quality.residuals.length > 0 ? residuals(quality.residuals, reference?.residuals ?? [], view) : nothing}`
}

function notKept(view: View): Html {
  const { model, granularity, monitor, state } = view
  const links = [...(granularity.quality ?? [])]
    .sort((a, b) => b.window - a.window)
    .map(
      ({ window }) =>
        html`<a class="chip" data-key="quality-${window}" href="${linkOf(model, { ...state, window })}">${windowText(granularity.text, granularity.windows[window]!, monitor.timeZone)}</a>`,
    )
  return empty(html`Nothing is kept of ${view.windowName}: it has no labels, or is not among the newest. Kept are ${links}`)
}

/** Rows by label, columns by prediction; each cell as a share of its label's rows. */
function confusion({ classes, counts }: ReportConfusion, view: View): Html {
  const heat = (share: number): string => (share < 0.005 ? '' : ` heat-${Math.min(4, 1 + Math.floor(share * 4))}`)
  return html`<figure class="figure"><figcaption><span class="figure-title">Confusion matrix</span><span class="figure-numbers">rows by label and prediction; below, the share of the label’s rows</span></figcaption><div class="confusion-scroll" tabindex="0" role="region" aria-label="Confusion matrix ${view.windowPhrase}"><table class="confusion"><thead><tr><th scope="col"><span class="visually-hidden">label</span></th>${classes.map((name) => html`<th scope="col">predicted ${nameText(name)}</th>`)}</tr></thead><tbody>${classes.map(
    (name, i) => {
      const rows = counts[i]!.reduce((a, b) => a + b, 0)
      return html`<tr><th scope="row">is ${nameText(name)}</th>${counts[i]!.map((n, j) => {
        const share = rows === 0 ? 0 : n / rows
        return html`<td class="${i === j ? 'is-right' : 'is-wrong'}${heat(share)}">${formatCount(n)}<span>${rows === 0 ? '–' : formatShare(share)}</span></td>`
      })}</tr>`
    },
  )}</tbody></table></div></figure>`
}

function curves(scores: ReportScores, reference: ReportQuality | null, several: boolean, view: View): Html {
  const before = reference?.scores.find(({ className }) => className === scores.className) ?? null
  const perRow = view.width >= 900 ? 3 : view.width >= 600 ? 2 : 1
  const width = Math.min(LARGEST_CURVE, Math.floor((view.width - GAP * (perRow - 1)) / perRow))
  const one = (
    title: string,
    field: 'roc10k' | 'precisionRecall10k' | 'calibration10k',
    names: { readonly x: string; readonly y: string; readonly about: string },
    number: { readonly name: string; readonly now: number | null; readonly before: number | null },
  ): Html => {
    if (scores[field].length === 0) return nothing
    const current = scores[field]
    const past = before && before[field].length > 0 ? before[field] : null
    const said = `${number.name} ${formatNumber(number.now)}`
    const chart = drawCurveChart({
      current,
      reference: past,
      diagonal: field !== 'precisionRecall10k',
      dots: field === 'calibration10k',
      xName: names.x,
      yName: names.y,
      width,
      label: `${title} of ${scores.className} ${view.windowPhrase}: ${said}${past ? `, ${formatNumber(number.before)} in the reference` : ''}. ${names.about}`,
    })
    return figure({
      title,
      numbers: html`${key('current', html`<b>${said}</b>`)}${past ? key('reference', html`${formatNumber(number.before)} in the reference`) : nothing}`,
      chart,
      table:
        field === 'calibration10k'
          ? calibrationTable(scores, before)
          : curveTable(`${title} of ${scores.className} as a table`, `table-${field}-${scores.className}`, names, current, past),
    })
  }
  return html`${several ? html`<h3 class="class-name">Class ${nameText(scores.className)}, ${formatCount(scores.positives)} labels</h3>` : nothing}<div class="curves">${one(
    'ROC curve',
    'roc10k',
    { x: 'false positive rate', y: 'true positive rate', about: 'The dashed diagonal is chance.' },
    { name: 'ROC AUC', now: scores.rocAuc, before: before?.rocAuc ?? null },
  )}${one(
    'Precision and recall',
    'precisionRecall10k',
    { x: 'recall', y: 'precision', about: `Chance would be ${formatShare(scores.positives / scores.rows)} at every recall.` },
    { name: 'average precision', now: scores.averagePrecision, before: before?.averagePrecision ?? null },
  )}${one(
    'Calibration',
    'calibration10k',
    { x: 'predicted probability', y: 'share that came true', about: 'On the dashed diagonal, probabilities come true.' },
    { name: 'calibration error', now: scores.calibrationError, before: before?.calibrationError ?? null },
  )}</div>`
}

/** A curve at every tenth of its x. */
function curveTable(
  caption: string,
  name: string,
  names: { readonly x: string; readonly y: string },
  current: readonly number[],
  reference: readonly number[] | null,
): Html {
  const say = (value: number | null): string => formatShare(value === null ? null : value / 10_000)
  return dataTable({
    key: name,
    caption,
    head: [names.x, names.y, ...(reference ? ['reference'] : [])],
    rows: Array.from({ length: 11 }, (_, i) => i * 1000).map((at) => [
      formatShare(at / 10_000),
      say(valueAt(current, at)),
      ...(reference ? [say(valueAt(reference, at))] : []),
    ]),
  })
}

function calibrationTable(scores: ReportScores, before: ReportScores | null): Html {
  const pairs = (points: readonly number[]): readonly (readonly [number, number])[] =>
    points.flatMap((x, i) => (i % 2 === 0 ? [[x, points[i + 1]!] as const] : []))
  const rows = (points: readonly number[], whose: string) =>
    pairs(points).map(([x, y]) => [formatShare(x / 10_000), formatShare(y / 10_000), whose])
  return dataTable({
    key: `table-calibration-${scores.className}`,
    caption: `Calibration of ${scores.className} as a table`,
    head: ['predicted', 'came true', 'of'],
    rows: [...rows(scores.calibration10k, 'current'), ...(before ? rows(before.calibration10k, 'reference') : [])],
  })
}

function residuals(current: readonly ReportResidual[], reference: readonly ReportResidual[], view: View): Html {
  const said = (list: readonly ReportResidual[]): string => {
    const worst = list.reduce((a, b) => (Math.abs(b.mean) > Math.abs(a.mean) ? b : a))
    return `the mean error is largest at predictions about ${formatNumber(worst.prediction)}: ${formatNumber(worst.mean)}`
  }
  return figure({
    className: 'residuals',
    title: 'Errors by prediction',
    numbers: html`${key('current', html`mean of prediction − label ± 1 standard deviation, ${view.windowPhrase}`)}${reference.length > 0 ? key('reference', 'in the reference') : nothing}`,
    chart: drawResidualChart(
      current,
      reference,
      view.width,
      `Errors by prediction ${view.windowPhrase}: ${said(current)}. Points on the zero line have no bias.`,
    ),
    table: dataTable({
      key: 'table-residuals',
      caption: 'Errors by prediction as a table',
      head: ['prediction', 'mean error', 'standard deviation', 'rows'],
      rows: current.map((p) => [formatNumber(p.prediction), formatNumber(p.mean), formatNumber(p.stddev), formatCount(p.rows)]),
    }),
  })
}
