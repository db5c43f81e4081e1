/** Quality per window as the store has it: what came true of the predictions of each day. Reads no table. */
import type { Monitor } from '../config/project.ts'
import { type Granularity, parseGranularity } from '../core/granularity.ts'
import type { JsonValue } from '../core/json.ts'
import type { Window } from '../core/window.ts'
import { knownMetric, numberAt } from '../metrics/known-metrics.ts'
import { type MetricValues, type ProfileRow, TABLE_COLUMN } from '../metrics/rows.ts'
import { provisionalUntilUs } from '../plan/maturity.ts'
import type { Store } from '../store/store.ts'
import { dayKey, dayStartUs, dayText } from './table-days.ts'

export interface QualityWindow {
  readonly window: Window
  /** The first day of the window in the monitor's zone, `2026-01-31`; of shorter windows with the time, `2026-01-31T05:00`. */
  readonly date: string
  readonly scored: number
  /** Predictions that have an outcome. */
  readonly labelled: number
  /** Pairs of a prediction and an outcome; what the shares below are shares of. */
  readonly pairs: number
  /** Pairs whose prediction equals the outcome; null for regression. */
  readonly correct: number | null
  /** 0 to 100 with two decimals, of all pairs; null for regression and without pairs. */
  readonly accuracy: number | null
  readonly several: number | null
  /** When the quality becomes final, while it is not. */
  readonly provisionalUntilUs: number | null
  readonly values: MetricValues
}

export interface MonitorQuality {
  readonly monitor: Monitor
  /** Newest first. */
  readonly windows: readonly QualityWindow[]
  readonly granularity: string | null
  /** When the table was last looked at; null: never. */
  readonly refreshedUs: number | null
  /** Up to when windows are told. */
  readonly asOfUs: number
}

export interface QualityRange {
  /** Absent: the instant of the last refresh. */
  readonly asOfUs?: number
  readonly nowUs: number
  /** From midnight so many days before. */
  readonly days: number
  /** Absent: days where the monitor has them, else its finest windows. */
  readonly granularity?: string
}

export const hasLabels = ({ label, prediction }: Monitor): boolean => label !== undefined && prediction !== undefined

export async function readQuality(store: Store, monitor: Monitor, range: QualityRange): Promise<MonitorQuality> {
  const state = await store.monitorState(monitor.name)
  const last = state?.info['as_of_us']
  const refreshedUs = typeof last === 'number' ? last : null
  const asOfUs = range.asOfUs ?? Math.min(refreshedUs ?? range.nowUs, range.nowUs)
  const granularity = monitor.type === 'snapshot' ? null : (range.granularity ?? usualGranularity(monitor))
  const fromUs = dayStartUs(dayKey(asOfUs, monitor.timeZone) - range.days, monitor.timeZone)
  const rows = await store.profileRows(monitor.name, {
    columnName: TABLE_COLUMN,
    wholeOnly: true,
    toUs: asOfUs + 1,
    ...(granularity === null ? {} : { granularity }),
  })
  const windows = rows
    .filter((row): row is ProfileRow & { window: Window } => row.window !== null && row.window.granularity === granularity)
    .filter(({ window }) => window.startUs >= fromUs || window.endUs > fromUs)
    .map((row) => qualityWindow(monitor, row, asOfUs))
    .toSorted((a, b) => b.window.startUs - a.window.startUs)
  return { monitor, windows, granularity, refreshedUs, asOfUs }
}

function usualGranularity({ granularities }: Monitor): string {
  const texts = granularities.map((g) => g.text)
  if (texts.includes('1 day')) return '1 day'
  return granularities.toSorted((a, b) => lengthOf(a) - lengthOf(b))[0]!.text
}

const LENGTHS: Readonly<Record<Granularity['unit'], number>> = {
  rows: 1e9,
  minutes: 1,
  hours: 60,
  days: 1_440,
  weeks: 10_080,
  months: 43_830,
  years: 525_960,
}
const lengthOf = ({ unit, n }: Granularity): number => LENGTHS[unit] * n

function qualityWindow(
  monitor: Monitor,
  { window, values }: ProfileRow & { readonly window: Window },
  asOfUs: number,
): QualityWindow {
  const number = (path: string): number => numberAt(values, path) ?? 0
  const pairs = number('outcome_pairs')
  const correct = monitor.problem === 'classification' ? correctOf(values.get('confusion_matrix')) : null
  return {
    window,
    date: dateOf(window, monitor.timeZone),
    scored: number('count'),
    labelled: number('labelled_predictions'),
    pairs,
    correct,
    accuracy: correct === null || pairs === 0 ? null : percentOf(correct, pairs),
    several: numberAt(values, 'multiple_outcomes'),
    provisionalUntilUs: provisionalUntilUs(monitor, window, asOfUs),
    values,
  }
}

/** A number of quality that people ask for by its bare name: of the positive class where there is one. */
export function qualityValue({ positive }: Monitor, { values }: QualityWindow, metric: string): number | null {
  return numberAt(values, knownMetric(metric, positive)?.path ?? metric)
}

function correctOf(matrix: JsonValue | undefined): number {
  if (!Array.isArray(matrix)) return 0
  let correct = 0
  for (const cell of matrix as readonly { readonly prediction: string; readonly label: string; readonly count: number }[])
    if (cell.prediction === cell.label) correct += Number(cell.count)
  return correct
}

/** Two decimals, halves rounded up: in whole numbers, as SQL's decimals are. */
export const percentOf = (part: number, whole: number): number => Math.floor((20_000 * part + whole) / (2 * whole)) / 100

function dateOf(window: Window, zone: string): string {
  const day = dayText(dayKey(window.startUs, zone))
  const isShort = window.granularity !== null && /minute|hour|row/.test(window.granularity)
  if (!isShort) return day
  const sinceMidnight = Math.round((window.startUs - dayStartUs(dayKey(window.startUs, zone), zone)) / 60_000_000)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${day}T${two(Math.floor(sinceMidnight / 60))}:${two(sinceMidnight % 60)}`
}

/** @returns the granularity as the configuration spells it, or undefined for a text that is none */
export const granularityText = (text: string): string | undefined => parseGranularity(text)?.text
