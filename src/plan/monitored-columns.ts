/** Which columns of a table are profiled, in which role. */
import type { Monitor } from '../config/project.ts'
import type { Column } from '../core/columns.ts'
import { matchPattern } from '../core/match-pattern.ts'

export type ColumnRole = 'timestamp' | 'prediction' | 'probability' | 'label' | 'feature'

export interface MonitoredColumn {
  readonly column: Column
  readonly role: ColumnRole
}

/** @param table its columns; where the label is joined, its own in the place of one of that name */
export function monitoredColumns(monitor: Monitor, table: readonly Column[]): readonly MonitoredColumn[] {
  const probabilities =
    typeof monitor.probability === 'string' ? [monitor.probability] : [...(monitor.probability?.values() ?? [])]
  const roleOf = (name: string): ColumnRole | null => {
    if (name === monitor.prediction) return 'prediction'
    if (name === monitor.timestamp) return 'timestamp'
    if (probabilities.includes(name)) return 'probability'
    if (name === monitor.label) return 'label'
    if (name === monitor.modelId) return null
    if (monitor.features.exclude.some((p) => matchPattern(p, name))) return null
    if (monitor.features.include && !monitor.features.include.some((p) => matchPattern(p, name))) return null
    return 'feature'
  }
  return table.flatMap((column) => {
    const role = roleOf(column.name)
    if (!role) return []
    const kind = monitor.types.get(column.name)
    return [{ column: kind ? { ...column, kind } : column, role }]
  })
}

/** Does the column get drift metrics? The timestamp moves by nature. */
export const hasDrift = (c: MonitoredColumn): boolean => c.role !== 'timestamp'
