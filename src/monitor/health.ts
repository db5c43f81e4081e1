/** Model health: when each model last predicted, and on how many of the last days. Reads the tables, not the store. */
import type { Monitor } from '../config/project.ts'
import type { IndexedWindow } from '../engines/engine.ts'
import { dayKey, dayStartUs, indexDays, type TableReader } from './table-days.ts'

/** As the document counts: from midnight this many days before the as-of date, so 8 dates. */
const DAYS = 7

export type HealthStatus = 'active' | 'silent' | 'never' | 'no_timestamp'

export interface ModelHealth {
  readonly monitor: string
  readonly timeZone: string
  /** `silent`: no rows in the last week; `never`: none at all; `no_timestamp`: a snapshot, whose rows have no time. */
  readonly status: HealthStatus
  readonly lastPredictionUs: number | null
  readonly daysSincePrediction: number | null
  readonly activeDaysLastWeek: number
  readonly rowsLastWeek: number
  /** Rows on the as-of date so far. */
  readonly rowsToday: number
}

/** The health of one model from its days with rows. Days after the as-of date are none. */
export function healthOf(monitor: Monitor, days: readonly IndexedWindow[], asOfUs: number): ModelHealth {
  const today = dayKey(asOfUs, monitor.timeZone)
  const week = days.filter(({ key }) => key >= today - DAYS && key <= today)
  const last = days.reduce<IndexedWindow | null>((best, day) => (best && best.maxUs >= day.maxUs ? best : day), null)
  return {
    monitor: monitor.name,
    timeZone: monitor.timeZone,
    status: week.length > 0 ? 'active' : last ? 'silent' : 'never',
    lastPredictionUs: last?.maxUs ?? null,
    daysSincePrediction: last ? today - last.key : null,
    activeDaysLastWeek: week.length,
    rowsLastWeek: week.reduce((sum, day) => sum + day.rows, 0),
    rowsToday: week.find(({ key }) => key === today)?.rows ?? 0,
  }
}

/** Asks for the last week first; only a silent model's whole table is looked through. */
export async function readHealth(reader: TableReader, monitor: Monitor, asOfUs: number): Promise<ModelHealth> {
  if (monitor.timestamp === undefined) {
    const none = healthOf(monitor, [], asOfUs)
    return { ...none, status: 'no_timestamp' }
  }
  const fromUs = dayStartUs(dayKey(asOfUs, monitor.timeZone) - DAYS, monitor.timeZone)
  const week = await indexDays(reader, monitor, asOfUs, fromUs)
  return healthOf(monitor, week.length > 0 ? week : await indexDays(reader, monitor, asOfUs, undefined), asOfUs)
}

/** Silent models first, the longest silent on top; then by name. */
export const compareHealth = (a: ModelHealth, b: ModelHealth): number =>
  RANK[a.status] - RANK[b.status] ||
  (a.status === 'silent' ? (b.daysSincePrediction ?? 0) - (a.daysSincePrediction ?? 0) : 0) ||
  (a.monitor < b.monitor ? -1 : 1)

const RANK: Readonly<Record<HealthStatus, number>> = { never: 0, silent: 1, active: 2, no_timestamp: 3 }
