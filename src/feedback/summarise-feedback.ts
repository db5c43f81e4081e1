/** The summary of alerts and of money: what `leeway feedback summary` prints. */
import type { Monitor } from '../config/project.ts'
import type { Store } from '../store/store.ts'
import { isoWeekOf } from './iso-week.ts'
import { type NoisyCheck, noisyChecks } from './noisy-checks.ts'
import { type DayValue, readValues } from './outcome-value.ts'
import { type Alert, readAlerts } from './read-alerts.ts'
import { type AlertCounts, type AlertSummary, countAlerts, summariseAlerts } from './summarise-alerts.ts'

export interface FeedbackSummary {
  /** Per monitor and check and ISO week, newest week first. */
  readonly weeks: readonly AlertSummary[]
  /** Per monitor, over all the weeks. */
  readonly monitors: readonly (AlertCounts & { readonly monitor: string })[]
  readonly noisy: readonly NoisyCheck[]
  /** Worth per day, of monitors with `outcome_values`. */
  readonly values: readonly DayValue[]
}

/** @param weeks how many ISO weeks, the one that holds the as-of included */
export async function summariseFeedback(
  store: Store,
  monitors: readonly Monitor[],
  { asOfUs, weeks }: { readonly asOfUs: number; readonly weeks: number },
): Promise<FeedbackSummary> {
  const summaries: AlertSummary[] = []
  const totals: (AlertCounts & { readonly monitor: string })[] = []
  const noisy: NoisyCheck[] = []
  const values: DayValue[] = []
  for (const monitor of monitors) {
    const fromUs = weeksBefore(asOfUs, weeks - 1, monitor.timeZone)
    const alerts = await readAlerts(store, monitor, { fromUs, asOfUs })
    summaries.push(...summariseAlerts(alerts))
    totals.push({ monitor: monitor.name, ...countAlerts(alerts) })
    noisy.push(...noisyChecks(monitor, alerts, await readHistory(store, monitor, alerts, { fromUs, asOfUs })))
    values.push(...(await readValues(store, monitor, { fromUs, asOfUs })))
  }
  const order = new Map(monitors.map(({ name }, i) => [name, i]))
  return {
    weeks: summaries.toSorted(
      (a, b) => b.weekStartUs - a.weekStartUs || order.get(a.monitor)! - order.get(b.monitor)! || b.fired - a.fired,
    ),
    monitors: totals,
    noisy,
    values,
  }
}

/** Start of the ISO week so many weeks before the one that holds this instant. */
export function weeksBefore(us: number, weeks: number, zone: string): number {
  let start = isoWeekOf(us, zone).startUs
  for (let i = 0; i < weeks; i++) start = isoWeekOf(start - 1, zone).startUs
  return start
}

/** Findings of the whole table, ok ones too, of the checks that fired, in windows that ended in this stretch. */
export async function readHistory(
  store: Store,
  monitor: Monitor,
  alerts: readonly Alert[],
  { fromUs, asOfUs }: { readonly fromUs: number; readonly asOfUs: number },
) {
  const checks = new Set(alerts.map(({ finding }) => finding.check))
  if (checks.size === 0) return []
  const findings = await store.findings({ monitor: monitor.name, wholeOnly: true })
  return findings.filter(({ check, window }) => checks.has(check) && window.endUs > fromUs && window.endUs <= asOfUs)
}
