/** What is looked at: a monitor, a window of one of its granularities, a column; and the link that says so. */
import type {
  ReportColumn,
  ReportColumnSeries,
  ReportFinding,
  ReportGranularity,
  ReportModel,
  ReportMonitor,
  ReportWindow,
} from '../report-model.ts'
import { columnHarm, compareHarm } from './harm.ts'
import { statusRank } from './status.ts'
import { windowKeys, windowPhrase, windowText } from './time-text.ts'

export type SortKey = 'harm' | 'name' | 'drift' | 'missing'

export interface ViewState {
  readonly monitor: number
  readonly granularity: number
  readonly window: number
  /** Index into the monitor's columns; null: none. */
  readonly column: number | null
  readonly sort: SortKey
  /** Not in the order that the key begins with (worst, largest, or A first). */
  readonly reversed: boolean
  readonly filter: string
  readonly allColumns: boolean
  readonly allSlices: boolean
}

/** What every section needs, looked up once. */
export interface View {
  readonly model: ReportModel
  readonly state: ViewState
  /** Pixels for charts that take the full width of the page's column. */
  readonly width: number
  readonly monitor: ReportMonitor
  readonly granularity: ReportGranularity
  readonly window: ReportWindow | undefined
  readonly windowName: string
  /** "in January 2017": the window's name inside a sentence. */
  readonly windowPhrase: string
  readonly column: ReportColumn | null
  readonly columnSeries: ReportColumnSeries | null
  /** Findings of the selected window, worst first. */
  readonly findings: readonly ReportFinding[]
}

const columnIndexOf = (monitor: ReportMonitor, name: string | null): number => monitor.columns.findIndex((c) => c.name === name)

/** The window a monitor opens on: the judged one, else the newest with rows. */
function firstWindow(monitor: ReportMonitor): { granularity: number; window: number } {
  const { verdict } = monitor
  if (
    verdict.granularity !== null &&
    verdict.window !== null &&
    monitor.granularities[verdict.granularity]?.windows[verdict.window]
  )
    return { granularity: verdict.granularity, window: verdict.window }
  return { granularity: 0, window: newestWindow(monitor.granularities[0]) }
}

/** The newest complete window with rows, else the newest. */
export function newestWindow(granularity: ReportGranularity | undefined): number {
  if (!granularity) return 0
  const index = granularity.windows.findLastIndex((w) => w.complete && w.rows > 0)
  return index >= 0 ? index : Math.max(0, granularity.windows.length - 1)
}

function worstColumn(monitor: ReportMonitor, granularity: number, window: number): number | null {
  const series = monitor.granularities[granularity]?.columns ?? []
  let worst: number | null = null
  for (let i = 0; i < monitor.columns.length; i++) {
    if (!monitor.columns[i]!.bins) continue
    if (worst === null || compareHarm(columnHarm(monitor, series, i, window), columnHarm(monitor, series, worst, window)) < 0)
      worst = i
  }
  return worst
}

export function openMonitor(model: ReportModel, index: number): ViewState {
  const monitor = model.monitors[index]
  const at = monitor ? firstWindow(monitor) : { granularity: 0, window: 0 }
  return {
    monitor: index,
    ...at,
    column: monitor ? worstColumn(monitor, at.granularity, at.window) : null,
    sort: 'harm',
    reversed: false,
    filter: '',
    allColumns: false,
    allSlices: false,
  }
}

/** The worst monitor first. */
export function initialState(model: ReportModel): ViewState {
  let worst = 0
  for (const [i, monitor] of model.monitors.entries())
    if (statusRank(monitor.verdict.status) < statusRank(model.monitors[worst]!.verdict.status)) worst = i
  return openMonitor(model, worst)
}

export function viewOf(model: ReportModel, state: ViewState, width: number): View {
  const monitor = model.monitors[state.monitor]!
  const granularity = monitor.granularities[state.granularity]!
  const window = granularity.windows[state.window]
  return {
    model,
    state,
    width,
    monitor,
    granularity,
    window,
    windowName: window ? windowText(granularity.text, window, monitor.timeZone) : 'no window',
    windowPhrase: window ? windowPhrase(granularity.text, window, monitor.timeZone) : 'in no window',
    column: state.column === null ? null : (monitor.columns[state.column] ?? null),
    columnSeries: state.column === null ? null : (granularity.columns[state.column] ?? null),
    findings: granularity.findings
      .filter((f) => f.window === state.window)
      .sort((a, b) => compareHarm(findingHarm(a), findingHarm(b))),
  }
}

const THEMES = ['data', 'quality', 'prediction', 'feature', 'user'] as const
const findingHarm = (f: ReportFinding): readonly number[] => [
  statusRank(f.status),
  THEMES.indexOf(f.theme),
  f.segment === null ? 0 : 1,
  -Math.abs(f.effect ?? f.value ?? 0),
]

/** encodeURIComponent, with characters kept that read well in a link. */
const encodePart = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('~', '%7E')
const decodePart = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    return text
  }
}

/** `#hotel/lead_time@2017-01-01`; another granularity than the first is named: `#hotel/lead_time@2017-01-02~1+week`. */
export function linkOf(model: ReportModel, state: Pick<ViewState, 'monitor' | 'granularity' | 'window' | 'column'>): string {
  const monitor = model.monitors[state.monitor]!
  const granularity = monitor.granularities[state.granularity]!
  const column = state.column === null ? undefined : monitor.columns[state.column]
  const key = windowKeys(granularity, monitor.timeZone)[state.window]
  return `#${encodePart(monitor.name)}${column ? `/${encodePart(column.name)}` : ''}${key === undefined ? '' : `@${key}`}${
    state.granularity > 0 && granularity.text !== null ? `~${encodePart(granularity.text)}` : ''
  }`
}

/**
 * Reads a link. Forgiving: `#lead_time@2017-01` finds the column in the first monitor that has it, and the first window
 * that begins so, or else the one that holds the date; what cannot be found keeps its default.
 *
 * @returns null when the link names no monitor and no column of this report
 */
export function parseLink(model: ReportModel, hash: string, before: ViewState): ViewState | null {
  const match = /^#?([^/@~]*)(?:\/([^@~]*))?(?:@([^~]*))?(?:~(.*))?$/.exec(hash)
  if (!match) return null
  const [first, second, at, size] = match.slice(1).map((part) => (part === undefined ? null : decodePart(part)))
  let index = model.monitors.findIndex((m) => m.name === first)
  let columnName = second ?? null
  if (index < 0 && columnName === null) {
    index = model.monitors.findIndex((m) => columnIndexOf(m, first ?? null) >= 0)
    columnName = first ?? null
  }
  const monitor = model.monitors[index]
  if (!monitor) return null
  const state = index === before.monitor ? before : { ...openMonitor(model, index), sort: before.sort, reversed: before.reversed }

  let granularity = size ? monitor.granularities.findIndex((g) => g.text === size) : at ? 0 : state.granularity
  if (granularity < 0) granularity = state.granularity
  let window = granularity === state.granularity ? state.window : newestWindow(monitor.granularities[granularity])
  if (at) {
    // Without a size, the first granularity that has such a window.
    const candidates = size ? [granularity] : monitor.granularities.map((_, i) => i)
    const found = candidates.map((g) => ({ g, w: findWindow(monitor, g, at) })).find(({ w }) => w >= 0)
    if (found) ({ g: granularity, w: window } = found)
  }
  const column = columnName === null || columnName === '' ? -1 : columnIndexOf(monitor, columnName)
  return {
    ...state,
    granularity,
    window,
    column: column >= 0 ? column : (state.column ?? worstColumn(monitor, granularity, window)),
  }
}

function findWindow(monitor: ReportMonitor, granularity: number, at: string): number {
  const keys = windowKeys(monitor.granularities[granularity]!, monitor.timeZone)
  const exact = keys.indexOf(at)
  return exact >= 0 ? exact : at.length < 4 ? -1 : keys.findIndex((key) => key.startsWith(at))
}
