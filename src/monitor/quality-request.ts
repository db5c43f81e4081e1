/** What quality a monitor's rows are asked for. */
import type { Monitor } from '../config/project.ts'
import type { Column } from '../core/columns.ts'
import type { QualityRequest } from '../engines/engine.ts'

/** Null when there is no label or prediction among the columns of the rows. */
export function qualityRequest(monitor: Monitor, columns: readonly Column[]): QualityRequest | null {
  const names = new Set(columns.map((c) => c.name))
  const { problem, prediction, label, probability, positive } = monitor
  if (!problem || !prediction || !label || !names.has(prediction) || !names.has(label)) return null
  const base = { problem, prediction, label }
  if (probability === undefined || problem === 'regression') return base
  if (typeof probability === 'string')
    return names.has(probability) ? { ...base, probability: { column: probability, positive: positive ?? '1' } } : base
  return [...probability.values()].every((column) => names.has(column)) ? { ...base, probability } : base
}
