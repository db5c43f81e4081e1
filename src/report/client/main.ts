/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** What moves in the report: windows, columns, sorting, filtering, links, theme. Bundled into the file by scripts/build-report-client.ts. */
import { type CompactModel, decodeModel } from '../compact-model.ts'
import { columnsTable } from '../view/columns-section.ts'
import { PAGE_WIDTH, REGIONS, type RegionName } from '../view/page.ts'
import {
  initialState,
  linkOf,
  newestWindow,
  openMonitor,
  parseLink,
  type SortKey,
  type View,
  type ViewState,
  viewOf,
} from '../view/state.ts'
import { fillAllRows, setUpLazyRows } from './lazy-rows.ts'
import { setUpTheme } from './theme.ts'
import { showTip } from './tip.ts'

const data = document.getElementById('model')!
const model = decodeModel(JSON.parse(data.textContent) as CompactModel)
let state: ViewState = initialState(model)
let width = PAGE_WIDTH
let view: View = viewOf(model, state, width)

const ALL = Object.keys(REGIONS) as RegionName[]
const main = document.getElementById('main')!

/** Paints regions anew; focus and opened tables survive. */
function paint(names: readonly RegionName[] = ALL): void {
  view = viewOf(model, state, width)
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['key'] : undefined
  const open = new Set([...document.querySelectorAll<HTMLDetailsElement>('details[open][data-key]')].map((d) => d.dataset['key']))
  const scrolled = document.getElementById('strip')?.scrollLeft ?? 0
  for (const name of names) {
    const place = document.getElementById(`r-${name}`)
    if (place) place.innerHTML = REGIONS[name](view).html
  }
  if (names.includes('columns')) setUpLazyRows(document.getElementById('columns'), () => view)
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details[data-key]'))
    if (open.has(details.dataset['key'])) details.open = true
  if (focused !== undefined && document.activeElement?.getAttribute('data-key') !== focused) {
    const again = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)
    again?.focus({ preventScroll: true })
    if (again instanceof HTMLInputElement) again.setSelectionRange(again.value.length, again.value.length)
  }
  keepStripInSight(scrolled)
}

/** On a narrow screen the strip is wider than the page. */
function keepStripInSight(scrolled: number): void {
  const strip = document.getElementById('strip')
  if (!strip || strip.scrollWidth <= strip.clientWidth) return
  strip.scrollLeft = scrolled
  const x = Number(strip.dataset['timeLeft']) + (state.window + 0.5) * Number(strip.dataset['timeStep'])
  if (x < strip.scrollLeft + 20 || x > strip.scrollLeft + strip.clientWidth - 20) strip.scrollLeft = x - strip.clientWidth / 2
}

const moves: readonly RegionName[] = ['strip', 'bar', 'time', 'quality', 'columns', 'how', 'where', 'why']

function setState(next: Partial<ViewState>, link: 'push' | 'replace' | 'keep', names: readonly RegionName[] = ALL): void {
  state = { ...state, ...next }
  paint(names)
  const hash = linkOf(model, state)
  if (link === 'keep' || hash === location.hash) return
  // Files opened from disk may not have a history to write to; the page works all the same.
  try {
    history[link === 'push' ? 'pushState' : 'replaceState'](null, '', hash)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

function moveTo(window: number): void {
  const last = view.granularity.windows.length - 1
  const next = Math.min(last, Math.max(0, window))
  if (next !== state.window) setState({ window: next }, 'replace', moves)
}

/** The window under a pointer on the strip or on a chart, or null. */
function windowAt(target: Element, clientX: number): number | null {
  const chart = target.closest<HTMLElement | SVGElement>('[data-time-step]')
  if (!chart) return null
  const box = chart.getBoundingClientRect()
  const left = Number(chart.dataset['timeLeft'])
  const step = Number(chart.dataset['timeStep'])
  const drawn = chart instanceof SVGSVGElement ? chart.viewBox.baseVal.width / (box.width || 1) : 1
  const x = (clientX - box.left + chart.scrollLeft) * drawn
  const index = Math.floor((x - left) / step)
  return index >= 0 && index < view.granularity.windows.length ? index : null
}

function goTo(id: string): void {
  const place = document.getElementById(`r-${id}`)
  if (!place) return
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  place.focus({ preventScroll: true })
  place.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' })
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element)) return
  const link = event.target.closest<HTMLAnchorElement>('a[href^="#"]')
  if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault()
    if (link.dataset['skip'] !== undefined) {
      main.focus()
      return
    }
    const next = parseLink(model, link.getAttribute('href')!, state)
    if (next) setState(next, 'push')
    if (link.dataset['goto']) goTo(link.dataset['goto'])
    return
  }
  const button = event.target.closest<HTMLElement>('[data-act]')
  if (button) {
    ACTIONS[button.dataset['act']!]?.(button.dataset['value'] ?? '')
    return
  }
  const window = windowAt(event.target, event.clientX)
  if (window !== null) {
    moveTo(window)
    if (event.target.closest('#strip')) document.getElementById('strip')?.focus({ preventScroll: true })
  }
})

const ACTIONS: Readonly<Record<string, (value: string) => void>> = {
  previous: () => moveTo(state.window - 1),
  next: () => moveTo(state.window + 1),
  granularity: (value) => {
    const granularity = Number(value)
    if (granularity !== state.granularity) setState({ granularity, window: sameTime(granularity) }, 'push')
  },
  sort: (value) => {
    const sort = value as SortKey
    setState({ sort, reversed: sort === state.sort && !state.reversed }, 'keep', ['columns'])
  },
  'all-columns': () => setState({ allColumns: true }, 'keep', ['columns']),
  'all-slices': () => setState({ allSlices: true }, 'keep', ['where']),
}

/** The window of another granularity that ends where the selected one ends, or holds its start. */
function sameTime(granularity: number): number {
  const { windows } = view.monitor.granularities[granularity]!
  const at = view.window
  if (!at) return newestWindow(view.monitor.granularities[granularity])
  const last = windows.findLastIndex((w) => w.startUs < at.endUs && w.endUs > at.startUs)
  return last >= 0 ? last : newestWindow(view.monitor.granularities[granularity])
}

const KEYS: Readonly<Record<string, (window: number, last: number) => number>> = {
  ArrowLeft: (w) => w - 1,
  ArrowDown: (w) => w - 1,
  ArrowRight: (w) => w + 1,
  ArrowUp: (w) => w + 1,
  PageDown: (w) => w - 7,
  PageUp: (w) => w + 7,
  Home: () => 0,
  End: (_, last) => last,
}

document.addEventListener('keydown', (event) => {
  if (!(event.target instanceof Element) || event.target.id !== 'strip' || event.altKey || event.ctrlKey || event.metaKey) return
  const move = KEYS[event.key]
  if (!move) return
  event.preventDefault()
  moveTo(move(state.window, view.granularity.windows.length - 1))
})

document.addEventListener('input', (event) => {
  if (!(event.target instanceof HTMLInputElement) || event.target.id !== 'filter') return
  state = { ...state, filter: event.target.value }
  view = viewOf(model, state, width)
  // Only the table: the box that is typed into stays as it is.
  const table = document.getElementById('columns')
  if (table) table.innerHTML = columnsTable(view).html
  setUpLazyRows(table, () => view)
})

document.addEventListener('pointermove', (event) => {
  if (event.pointerType !== 'mouse' || !(event.target instanceof Element)) return
  const chart = event.target.closest('[data-time-step]')
  showTip(chart ? { view, chart, window: windowAt(event.target, event.clientX), x: event.clientX, y: event.clientY } : null)
})
document.addEventListener('pointerleave', () => showTip(null))
addEventListener('scroll', () => showTip(null), { passive: true })

function followLink(): void {
  if (location.hash === '' || location.hash === '#') return
  const next = parseLink(model, location.hash, state)
  if (!next) return
  const toColumn = location.hash.includes('/') || next.column !== state.column
  setState(next, 'keep')
  if (toColumn) document.getElementById('r-how')?.scrollIntoView({ block: 'start' })
}
addEventListener('hashchange', followLink)
addEventListener('popstate', () => {
  if (location.hash === '') setState(openMonitor(model, initialState(model).monitor), 'keep')
})

/** Without padding, unlike `main`. */
const place = document.getElementById('r-verdict')!

/** Charts are drawn for the width they get; text stays its size. */
function measure(): void {
  const next = Math.max(280, Math.min(PAGE_WIDTH, Math.floor(place.clientWidth)))
  if (next === width) return
  width = next
  paint()
}
new ResizeObserver(measure).observe(place)
addEventListener('beforeprint', () => {
  width = 700
  paint()
  fillAllRows(document.getElementById('columns'), view)
})
addEventListener('afterprint', () => {
  width = 0
  measure()
})

setUpTheme(document.getElementById('theme'))
document.documentElement.classList.add('live')
measure()
keepStripInSight(0)
followLink()
