/** The order of harm: worst status first, then prediction and label before features, then by size of the drift. */
import type { ColumnRole, ReportColumnSeries, ReportMonitor } from '../report-model.ts'
import { statusRank } from './status.ts'

const ROLES: Readonly<Record<ColumnRole, number>> = {
  label: 0,
  prediction: 1,
  probability: 1,
  custom: 2,
  feature: 2,
  key: 3,
  model_id: 3,
  timestamp: 3,
}

export function columnHarm(
  monitor: ReportMonitor,
  series: readonly ReportColumnSeries[],
  column: number,
  window: number,
): readonly number[] {
  const own = series[column]
  const status = statusRank(own?.statuses[window] ?? null)
  return [status, status < 3 ? ROLES[monitor.columns[column]!.role] : 0, -(own?.drift[window] ?? -1), column]
}

/** Lists of numbers, smallest first. */
export function compareHarm(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!
    if (difference !== 0) return difference
  }
  return 0
}
