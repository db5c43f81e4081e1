/** Describes the monitored table and says how it differs from the columns that the bins were frozen with. */
import type { TypeChange } from '../checks/evidence.ts'
import type { TableDescription } from '../engines/engine.ts'
import { type MonitoredColumn, monitoredColumns } from '../plan/monitored-columns.ts'
import type { BinsVersion } from '../store/store.ts'
import { engineContext, type RefreshContext, sourceOf } from './refresh-context.ts'

export interface OpenTable {
  readonly description: TableDescription
  readonly columns: readonly MonitoredColumn[]
}

export async function openTable(context: RefreshContext): Promise<OpenTable> {
  const description = await context.engine.describe(sourceOf(context.monitor), engineContext(context, 'describe'))
  for (const note of description.notes) context.say(`${context.monitor.name}: ${note}`)
  return { description, columns: monitoredColumns(context.monitor, description.columns) }
}

export interface SchemaChange {
  readonly missingColumns: readonly string[]
  readonly newColumns: readonly string[]
  readonly changedTypes: readonly TypeChange[]
}

export function schemaChange(columns: readonly MonitoredColumn[], bins: BinsVersion): SchemaChange {
  const now = new Map(columns.map((c) => [c.column.name, c.column]))
  const changedTypes: TypeChange[] = []
  for (const [name, frozen] of bins.columns) {
    const column = now.get(name)
    if (column && column.kind !== frozen.column.kind)
      changedTypes.push({ columnName: name, from: frozen.column.dataType, to: column.dataType })
  }
  return {
    missingColumns: [...bins.columns.keys()].filter((name) => !now.has(name)),
    newColumns: [...now.keys()].filter((name) => !bins.columns.has(name)),
    changedTypes,
  }
}
