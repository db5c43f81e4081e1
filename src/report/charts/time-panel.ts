/** One metric over time: line or bars, band, reference line, limits, marks where a window warned or failed. */
import type { ReportGranularity, ReportLimit, ReportMark, ReportReference, ReportUnit } from '../report-model.ts'
import { formatShare, formatUnit } from '../view/format.ts'
import { type Html, html, px } from '../view/html.ts'
import { type Status, statusClass } from '../view/status.ts'
import { bandPath, linePath, stepPath, type Values } from './path.ts'
import { linearScale, niceDomain, niceTicks } from './scale.ts'
import { drawTimeAxis, type TimeLayout } from './time-axis.ts'

export interface TimePanel {
  readonly values: Values
  readonly unit: ReportUnit
  readonly kind: 'line' | 'bars'
  readonly band?: { readonly low: Values; readonly high: Values } | null
  /** A step line: up to here chance explains. */
  readonly chance?: Values | null
  readonly reference?: number | null
  readonly limits?: readonly ReportLimit[]
  readonly statuses?: readonly Status[]
  /** 0 is always on the axis. */
  readonly zero?: boolean
  readonly height: number
  /** Its values may still change where the window is provisional: such points are hollow, such bars pale. */
  readonly mayChange?: boolean
}

export interface TimeFrame {
  readonly granularity: ReportGranularity
  readonly zone: string
  readonly layout: TimeLayout
  readonly selected: number
  readonly reference: ReportReference | null
  readonly marks: readonly ReportMark[]
  /** With labels under it. */
  readonly axis: boolean
}

export function drawTimePanel(panel: TimePanel, frame: TimeFrame, label: string): Html {
  const { layout } = frame
  const bottom = panel.height - 4
  const domain = niceDomain(
    [
      ...panel.values,
      ...(panel.band?.low ?? []),
      ...(panel.band?.high ?? []),
      ...(panel.chance ?? []),
      panel.reference,
      ...(panel.limits ?? []).map((l) => l.value),
    ],
    { zero: panel.zero ?? panel.kind === 'bars', ...(panel.unit === 'share' ? { floor: 0, ceiling: 1 } : {}) },
  )
  const y = linearScale(domain, [bottom, 6])
  const x = layout.x
  const right = layout.width - layout.right
  const ticks = niceTicks(domain[0], domain[1], panel.height < 90 ? 2 : 3)
  const full = panel.height + (frame.axis ? 22 : 0)
  const barWidth = Math.min(48, Math.max(0.7, layout.step - (layout.step > 8 ? 2 : layout.step > 3 ? 1 : 0.2)))

  const isProvisional = (i: number): boolean => panel.mayChange === true && frame.granularity.windows[i]?.provisional === true
  const zeroY = y(Math.max(0, domain[0]))
  const barsPath = (open: boolean): string =>
    panel.values
      .map((value, i) =>
        value === null || (frame.granularity.windows[i]?.complete === false || isProvisional(i)) !== open
          ? ''
          : `M${px(x(i) - barWidth / 2)} ${px(zeroY)}V${px(y(value))}h${px(barWidth)}V${px(zeroY)}z`,
      )
      .join('')
  const bars = (): Html =>
    html`<path class="bar current" d="${barsPath(false)}"/><path class="bar current is-open" d="${barsPath(true)}"/>`
  const line = (): Html =>
    html`<path class="line current" d="${linePath(panel.values, x, y)}"/>${
      layout.step >= 14
        ? panel.values.map(
            (v, i) =>
              v !== null &&
              html`<circle class="dot current${isProvisional(i) ? ' is-open' : ''}" cx="${px(x(i))}" cy="${px(y(v))}" r="${isProvisional(i) ? 3 : 2.5}"/>`,
          )
        : ''
    }`
  const here = panel.values[frame.selected] ?? null

  return html`<svg class="panel" viewBox="0 0 ${px(layout.width)} ${px(full)}" width="${px(layout.width)}" height="${px(full)}" role="img" aria-label="${label}" data-time-left="${px(layout.left)}" data-time-step="${layout.step.toFixed(4)}">
${referenceShade(frame, bottom)}
<rect class="here" x="${px(x(frame.selected) - Math.max(1.5, layout.step / 2))}" y="0" width="${px(Math.max(3, layout.step))}" height="${px(bottom)}"/>
<g class="axis">${ticks.map((t) => html`<path class="grid" d="M${px(layout.left)} ${px(y(t))}H${px(right)}"/><text x="${px(layout.left - 8)}" y="${px(y(t) + 4)}" text-anchor="end">${tickText(t, panel.unit, domain)}</text>`)}</g>
${panel.chance ? html`<path class="line chance" d="${stepPath(panel.chance, x, layout.step, y)}"/>` : ''}
${panel.band ? html`<path class="band current" d="${bandPath(panel.band.low, panel.band.high, x, y)}"/>` : ''}
${panel.kind === 'bars' ? bars() : line()}
${panel.reference !== null && panel.reference !== undefined ? html`<path class="line reference" d="M${px(layout.left)} ${px(y(panel.reference))}H${px(right)}"/>` : ''}
${(panel.limits ?? []).map((l) => html`<path class="limit ${statusClass(l.status)}" d="M${px(layout.left)} ${px(y(l.value))}H${px(right)}"/>`)}
${layout.step < DENSE ? statusRug(panel.statuses ?? [], x, layout.step) : (panel.statuses ?? []).map((status, i) => statusMark(status, x(i), panel.values[i] ?? null, y))}
${here !== null && panel.kind === 'bars' ? html`<path class="bar-here" d="M${px(x(frame.selected) - barWidth / 2)} ${px(zeroY)}V${px(y(here))}h${px(barWidth)}V${px(zeroY)}"/>` : ''}
${here !== null && panel.kind === 'line' ? html`<circle class="dot current is-here" cx="${px(x(frame.selected))}" cy="${px(y(here))}" r="4"/>` : ''}
${marks(frame, bottom)}
${frame.axis ? drawTimeAxis(frame.granularity, frame.zone, layout, bottom + 2) : ''}</svg>`
}

/** Below this many pixels a window, marks on the line would hide it. */
const DENSE = 7

/** Along the top, one tick a window that failed (long) or warned (short); neighbours join. */
function statusRug(statuses: readonly Status[], x: (i: number) => number, step: number): Html {
  const ticks = (wanted: (s: Status) => boolean, length: number, className: string): Html | '' => {
    const path = statuses.map((s, i) => (wanted(s) ? `M${px(x(i))} 0v${length}` : '')).join('')
    return path === '' ? '' : html`<path class="rug ${className}" stroke-width="${px(Math.max(1, step - 0.6))}" d="${path}"/>`
  }
  return html`${ticks((s) => s === 'fail' || s === 'error', 7, 'is-fail')}${ticks((s) => s === 'warn', 3, 'is-warn')}`
}

/** A triangle above a fail, a diamond at a warning. */
function statusMark(status: Status, x: number, value: number | null, y: (v: number) => number): Html | '' {
  if (value === null || (status !== 'fail' && status !== 'warn' && status !== 'error')) return ''
  const r = 4
  const at = y(value)
  return status === 'warn'
    ? html`<path class="mark is-warn" d="M${px(x)} ${px(at - r)}l${r} ${r}l${-r} ${r}l${-r} ${-r}z"/>`
    : html`<path class="mark is-fail" d="M${px(x - r)} ${px(at - r)}h${2 * r}l${-r} ${2 * r}z"/>`
}

/** The reference period, where it lies on this axis. */
function referenceShade(frame: TimeFrame, height: number): Html | '' {
  const { reference, layout, granularity } = frame
  if (reference === null || reference.startUs === null || reference.endUs === null) return ''
  const inside = granularity.windows.flatMap((w, i) => (w.startUs < reference.endUs! && w.endUs > reference.startUs! ? [i] : []))
  if (inside.length === 0) return ''
  const from = layout.x(inside[0]!) - layout.step / 2
  const to = layout.x(inside.at(-1)!) + layout.step / 2
  return html`<rect class="shade reference" x="${px(from)}" y="0" width="${px(to - from)}" height="${px(height)}"/>`
}

function marks(frame: TimeFrame, height: number): Html[] {
  return frame.marks.flatMap((mark) => {
    const index = frame.granularity.windows.findIndex((w) => w.startUs <= mark.atUs && mark.atUs < w.endUs)
    if (index < 0) return []
    const window = frame.granularity.windows[index]!
    const part = (mark.atUs - window.startUs) / Math.max(1, window.endUs - window.startUs)
    const x = px(frame.layout.x(index) + (part - 0.5) * frame.layout.step)
    return [
      html`<g class="event"><title>${mark.text}</title><path d="M${x} 0V${px(height)}"/><path class="flag" d="M${x} 0l8 3-8 3z"/></g>`,
    ]
  })
}

/** Ticks are round numbers: 20,000 reads 20k, 0.8 of a share 80 %. */
function tickText(value: number, unit: ReportUnit, domain: readonly [number, number]): string {
  if (unit === 'share') return formatShare(value)
  const size = Math.max(Math.abs(domain[0]), Math.abs(domain[1]))
  if (size >= 2e6) return `${formatUnit(value / 1e6, 'number')}M`
  if (size >= 2e4) return value === 0 ? '0' : `${formatUnit(value / 1e3, 'number')}k`
  return formatUnit(value, unit === 'rows' ? 'number' : unit)
}
