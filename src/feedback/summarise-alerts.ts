/** Are the alerts worth their interruption? Per monitor and check, and per week. */
import { wilsonInterval } from '../stats/wilson-interval.ts'
import { groupBy } from './group-by.ts'
import type { Alert } from './read-alerts.ts'

export interface AlertCounts {
  /** Findings that failed or warned in complete windows. */
  readonly fired: number
  readonly failed: number
  readonly withFeedback: number
  /** Said to be right or wrong. */
  readonly judged: number
  readonly right: number
  /** Right of the judged, with Wilson's 95 % interval; null: nobody judged. */
  readonly precision: { readonly value: number; readonly low: number; readonly high: number } | null
  readonly acted: number
  /** Acted on, of those that fired; null: nothing fired. */
  readonly shareActed: number | null
  /** From the window's end to the first action; null: nobody acted. */
  readonly medianSecondsToAct: number | null
  /** Said to be useful, or not. */
  readonly rated: number
  readonly useful: number
  readonly shareUseful: number | null
}

export interface AlertSummary extends AlertCounts {
  readonly monitor: string
  readonly check: string
  readonly week: string
  readonly weekStartUs: number
}

/** Counts over any alerts. */
export function countAlerts(alerts: readonly Alert[]): AlertCounts {
  const opinions = alerts.flatMap(({ opinion }) => (opinion ? [opinion] : []))
  const judged = opinions.filter(({ right }) => right !== null)
  const right = judged.filter((o) => o.right).length
  const rated = opinions.filter(({ useful }) => useful !== null)
  const useful = rated.filter((o) => o.useful).length
  const delays = alerts.flatMap(({ finding, opinion }) =>
    opinion?.actedAtUs == null ? [] : [(opinion.actedAtUs - finding.window.endUs) / 1e6],
  )
  const interval = judged.length === 0 ? null : wilsonInterval({ successes: right, rows: judged.length })
  return {
    fired: alerts.length,
    failed: alerts.filter(({ finding }) => finding.status === 'fail').length,
    withFeedback: opinions.length,
    judged: judged.length,
    right,
    precision: interval && { value: interval.statistic, low: interval.low, high: interval.high },
    acted: delays.length,
    shareActed: alerts.length === 0 ? null : delays.length / alerts.length,
    medianSecondsToAct: median(delays),
    rated: rated.length,
    useful,
    shareUseful: rated.length === 0 ? null : useful / rated.length,
  }
}

/** Newest week first; inside it by monitor and check. */
export function summariseAlerts(alerts: readonly Alert[]): readonly AlertSummary[] {
  const groups = groupBy(alerts, ({ finding, week }) => JSON.stringify([finding.monitor, finding.check, week.startUs]))
  return [...groups.values()]
    .map((group): AlertSummary => {
      const { finding, week } = group[0]!
      return {
        monitor: finding.monitor,
        check: finding.check,
        week: week.text,
        weekStartUs: week.startUs,
        ...countAlerts(group),
      }
    })
    .toSorted(
      (a, b) =>
        b.weekStartUs - a.weekStartUs || compareText(a.monitor, b.monitor) || b.fired - a.fired || compareText(a.check, b.check),
    )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
