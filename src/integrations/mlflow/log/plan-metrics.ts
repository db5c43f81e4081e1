/** Profile and quality metrics as time series: one value per complete window, step by step. */
import type { Finding } from '../../../checks/finding.ts'
import type { Monitor } from '../../../config/project.ts'
import { keyOfInstant, parseGranularity } from '../../../core/granularity.ts'
import type { JsonValue } from '../../../core/json.ts'
import { type Window, windowId } from '../../../core/window.ts'
import { metricById } from '../../../metrics/registry.ts'
import { type MetricValues, type ProfileRow, TABLE_COLUMN } from '../../../metrics/rows.ts'
import { metricSeries } from '../../../monitor/metric-series.ts'
import type { StoredWindow } from '../../../store/store.ts'
import { metricKey } from '../log-batches.ts'
import { groupBy } from './group-by.ts'

/** Values of one window that are logged, and marked, together. */
export interface SeriesItem {
  readonly item: string
  readonly window: StoredWindow
  readonly step: number
  readonly values: ReadonlyMap<string, number>
}

export const METRICS_PREFIX = 'metrics '
export const COUNTS_PREFIX = 'findings '

/** The columns whose profile is logged beside the `:table` row: prediction, probabilities, label. */
export function mainColumns({ prediction, probability, label }: Monitor): readonly string[] {
  const probabilities = typeof probability === 'string' ? [probability] : [...(probability?.values() ?? [])]
  return [...new Set([TABLE_COLUMN, prediction, ...probabilities, label].filter((name) => name !== undefined))]
}

/**
 * @param windows every window of the monitor, any granularity
 * @param rows    profile rows without slices and models, of the main columns
 */
export function planMetrics(
  monitor: Monitor,
  windows: readonly StoredWindow[],
  rows: readonly ProfileRow[],
): readonly SeriesItem[] {
  const byWindow = groupBy(
    rows.filter((row) => row.window !== null && row.logType === 'INPUT'),
    (row) => windowId(row.window!),
  )
  const shares = extraSeries(monitor, windows, rows)
  return completeSteps(monitor, windows).flatMap(({ window, step, prefix }) => {
    const id = windowId(window.window)
    const items: SeriesItem[] = []
    const add = (part: string, values: ReadonlyMap<string, number>): void => {
      if (values.size > 0) items.push({ item: `${METRICS_PREFIX}${id} ${part}`, window, step, values })
    }
    for (const row of byWindow.get(id) ?? []) {
      const isTable = row.columnName === TABLE_COLUMN
      const names = isTable ? [] : [row.columnName]
      const own = new Map([...row.values].filter(([name]) => !isQuality(name)))
      add(row.columnName, new Map([...flatten([prefix, ...names], own), ...flatten([prefix, ...names], row.custom)]))
      // Quality changes long after the window's end, as labels come: it is logged apart from what does not.
      if (isTable)
        add(`${row.columnName} quality`, flatten([prefix], new Map([...row.values].filter(([name]) => isQuality(name)))))
    }
    add('shares', new Map([...(shares.get(id) ?? [])].map(([name, value]) => [keyOf([prefix, name]), value])))
    return items
  })
}

/** How many findings each complete window has, by status. */
export function planCounts(
  monitor: Monitor,
  windows: readonly StoredWindow[],
  findings: readonly Finding[],
): readonly SeriesItem[] {
  const byWindow = groupBy(findings, ({ window }) => windowId(window))
  return completeSteps(monitor, windows).flatMap(({ window, step, prefix }) => {
    const own = byWindow.get(windowId(window.window))
    if (!own) return []
    const counts = ['fail', 'warn', 'ok', 'error'].map(
      (status) => [keyOf([prefix, 'findings', status]), own.filter((finding) => finding.status === status).length] as const,
    )
    return [{ item: `${COUNTS_PREFIX}${windowId(window.window)}`, window, step, values: new Map(counts) }]
  })
}

interface Step {
  readonly window: StoredWindow
  readonly step: number
  /** Empty for the monitor's first granularity; else its name, so that days and weeks do not share a line. */
  readonly prefix: string
}

/** An open window's values change with every run, and MLflow takes none back: only complete ones are logged. */
function completeSteps(monitor: Monitor, windows: readonly StoredWindow[]): readonly Step[] {
  const first = monitor.granularities[0]?.text ?? null
  const numbers = new Map<string | null, number>()
  return windows.flatMap((window) => {
    const { granularity } = window.window
    const number = numbers.get(granularity) ?? 0
    numbers.set(granularity, number + 1)
    if (!window.complete) return []
    const prefix = granularity === null || granularity === first ? '' : granularity.replaceAll(' ', '_')
    return [{ window, prefix, step: stepOf(window.window, number, monitor.timeZone) }]
  })
}

const US_PER_MINUTE = 60_000_000

/**
 * Days since 1970-01-01 where a window starts (in the monitor's zone); minutes since then for shorter windows and for snapshots; of
 * windows of rows their number.
 */
export function stepOf({ granularity, startUs }: Window, number: number, zone: string): number {
  const parsed = granularity === null ? undefined : parseGranularity(granularity)
  if (parsed?.unit === 'rows') return number
  if (!parsed || parsed.unit === 'minutes' || parsed.unit === 'hours') return Math.floor(startUs / US_PER_MINUTE)
  return keyOfInstant({ text: '1 day', unit: 'days', n: 1 }, startUs, zone)
}

function isQuality(name: string): boolean {
  const kind = metricById(name)?.kind
  return kind === 'quality' || kind === 'fairness'
}

/** What no column of the profile table holds, and people ask for first. */
function extraSeries(
  monitor: Monitor,
  windows: readonly StoredWindow[],
  rows: readonly ProfileRow[],
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const found = new Map<string, Map<string, number>>()
  for (const { id, values } of metricSeries(monitor, windows, rows)) {
    if (id !== 'positive_rate') continue
    for (const [index, value] of values.entries()) {
      if (value === null) continue
      const key = windowId(windows[index]!.window)
      const own = found.get(key) ?? new Map<string, number>()
      found.set(key, own.set(id, value))
    }
  }
  return found
}

/** Every number, structs by their fields (`precision/macro`); lists and maps of counts are not series. */
function flatten(path: readonly string[], values: MetricValues): ReadonlyMap<string, number> {
  const flat = new Map<string, number>()
  const walk = (names: readonly string[], value: JsonValue): void => {
    if (typeof value === 'number' && Number.isFinite(value)) flat.set(keyOf(names), value)
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [name, inner] of Object.entries(value)) walk([...names, name], inner)
  }
  for (const [name, value] of values) walk([...path, name], value)
  return flat
}

const keyOf = (names: readonly string[]): string =>
  names
    .filter((name) => name !== '')
    .map((name) => metricKey(name).replaceAll('/', '_'))
    .join('/')
