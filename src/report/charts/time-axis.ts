/** The shared time axis: one step per window, so that the strip and every line stand under each other. */
import type { ReportGranularity } from '../report-model.ts'
import { type Html, html, px } from '../view/html.ts'
import { type LocalTime, localTime, MONTHS } from '../view/time-text.ts'

export interface TimeLayout {
  readonly width: number
  /** Pixels left of the first window, for the labels of the vertical axis. */
  readonly left: number
  readonly right: number
  readonly windows: number
  /** Pixels per window. */
  readonly step: number
  /** Centre of a window. */
  readonly x: (index: number) => number
}

export function timeLayout(windows: number, width: number, left: number, right = 8): TimeLayout {
  const step = Math.max(1, width - left - right) / Math.max(1, windows)
  return { width, left, right, windows, step, x: (index) => left + (index + 0.5) * step }
}

export interface TimeTick {
  readonly index: number
  readonly label: string
}

type Unit = readonly [key: (t: LocalTime) => string, label: (t: LocalTime, first: boolean) => string]

const withYear = (t: LocalTime, text: string, first: boolean): string => (first || t.month === 1 ? `${text} ${t.year}` : text)
const clock = (t: LocalTime): string => `${String(t.hour).padStart(2, '0')}:${String(t.minute).padStart(2, '0')}`

/** Finest first. */
const UNITS: readonly Unit[] = [
  [
    (t) => `${t.year}-${t.month}-${t.day} ${t.hour}:${t.minute}`,
    (t, first) => (first || clock(t) === '00:00' ? `${t.day} ${MONTHS[t.month - 1]}` : clock(t)),
  ],
  [
    (t) => `${t.year}-${t.month}-${t.day} ${t.hour}`,
    (t, first) => (first || t.hour === 0 ? `${t.day} ${MONTHS[t.month - 1]}` : clock(t)),
  ],
  [
    (t) => `${t.year}-${t.month}-${t.day} ${Math.floor(t.hour / 6)}`,
    (t, first) => (first || t.hour < 6 ? `${t.day} ${MONTHS[t.month - 1]}` : clock(t)),
  ],
  [
    (t) => `${t.year}-${t.month}-${t.day}`,
    (t, first) =>
      first || t.day === 1 ? withYear(t, `${t.day} ${MONTHS[t.month - 1]}`, first) : `${t.day} ${MONTHS[t.month - 1]}`,
  ],
  [(t) => `${t.year}-${t.month}`, (t, first) => withYear(t, MONTHS[t.month - 1]!, first)],
  [(t) => `${t.year}-${Math.floor((t.month - 1) / 3)}`, (t, first) => withYear(t, MONTHS[t.month - 1]!, first)],
  [(t) => String(t.year), (t) => String(t.year)],
]

/** Where a new day, month, quarter or year begins: the finest of these whose labels fit. */
export function timeTicks(granularity: ReportGranularity, zone: string, layout: TimeLayout): readonly TimeTick[] {
  const times = granularity.windows.map((w) => localTime(w.startUs, zone))
  const most = Math.max(1, Math.floor((layout.width - layout.left - layout.right) / 62))
  const starts = times.every((t) => t.day === 1 && t.hour === 0) ? (times.every((t) => t.month === 1) ? 6 : 4) : 0
  for (const [key, label] of UNITS.slice(starts)) {
    const ticks: TimeTick[] = []
    let before = ''
    for (const [index, t] of times.entries()) {
      const now = key(t)
      if (now !== before) ticks.push({ index, label: label(t, ticks.length === 0) })
      before = now
    }
    if (ticks.length <= most) return spaced(ticks, layout)
  }
  const every = Math.ceil(times.length / most)
  return times.flatMap((t, index) => (index % every === 0 ? [{ index, label: UNITS[3]![1](t, index === 0) }] : []))
}

/** Drops a tick that would touch the one before it; of the first two the second stays (it starts a whole unit). */
function spaced(ticks: readonly TimeTick[], layout: TimeLayout): readonly TimeTick[] {
  const kept: TimeTick[] = []
  for (const tick of ticks) {
    const last = kept.at(-1)
    if (last && layout.x(tick.index) - layout.x(last.index) < 58) {
      if (kept.length === 1 && layout.step < 20) kept[0] = { index: tick.index, label: tick.label }
      continue
    }
    kept.push(tick)
  }
  return kept
}

/** The axis itself: small labels under the panels. */
export function drawTimeAxis(granularity: ReportGranularity, zone: string, layout: TimeLayout, y: number): Html {
  const ticks = timeTicks(granularity, zone, layout)
  const wide = layout.step > 40
  return html`<g class="axis">${ticks.map(({ index, label }) => {
    const x = wide ? layout.x(index) : layout.x(index) - layout.step / 2
    const anchor = wide ? (index === 0 && layout.step < 60 ? 'start' : 'middle') : 'start'
    return html`<path class="tick" d="M${px(x)} ${px(y)}v5"/><text x="${px(anchor === 'start' ? x + (wide ? -layout.step / 2 : 3) : x)}" y="${px(y + 17)}" text-anchor="${anchor}">${label}</text>`
  })}</g>`
}
